"""What an article said before, and what it says outright anywhere, of the values in it."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from enrich.figures.counted import Candidate
from enrich.figures.lexicon import singular
from enrich.figures.predicates import DOUBTFUL, OUTRIGHT, hints
from enrich.numbers.tokens import Token

COMMON_VALUES = 10
"""Whole numbers up to this one come up again by chance: that they do tells nothing."""
UNITS = frozenset(["money", "percent", "duration", "length", "magnitude", "none"])
_MEASURED = UNITS - {"none"} | {"other_count"}


@dataclass(slots=True)
class Memory:
    """What the article said before.

    `foreseen` holds the values that any passage of the article, also a later one, says the measure of outright,
    `hinted` those of which all passages together suggest one measure. Then: the measure of each value and of each
    noun, how often each measure was counted, the last figure's measure and noun, the headline's first measure, and the
    sentence before and the headline themselves.
    """

    measures: dict[float, str] = field(default_factory=dict)
    counted: list[tuple[float, str]] = field(default_factory=list)
    nouns: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    foreseen: dict[float, str] = field(default_factory=dict)
    hinted: dict[float, str] = field(default_factory=dict)
    units: set[str] = field(default_factory=set)
    last: str = ""
    last_count: str = ""
    noun: str = ""
    title: str = ""
    previous: str = ""
    headline: str = ""

    def pass_on(self, text: str, *, title: bool) -> None:
        """Notes the words of a passage that has been read."""
        self.previous = text
        if title:
            self.headline = text

    def nearest(self, value: float) -> tuple[str, float]:
        """The measure of the count that comes nearest to `value`, and by how many e-folds it differs."""
        log = math.log(value)
        gap, measure = min(((abs(log - known), measure) for known, measure in self.counted), default=(math.inf, ""))
        return measure, gap

    def main(self) -> str:
        """The measure that the article counts most."""
        return max(self.counts, key=self.counts.__getitem__) if self.counts else ""

    def add(self, value: float | None, measure: str, noun: str, *, title: bool) -> None:
        """Notes a figure; `noun` is what it counts, "" for units and pronouns."""
        if value is not None and (value > COMMON_VALUES or value != int(value)):
            self.measures[value] = measure
            if measure not in UNITS and value > 0:
                self.counted.append((math.log(value), measure))
        if measure in UNITS:
            self.units.add(measure)
        else:
            self.last_count = measure
        self.last = measure
        if title and not self.title:
            self.title = measure
        if measure not in _MEASURED:
            self.counts[measure] = self.counts.get(measure, 0) + 1
        if noun:
            self.noun = noun
            self.nouns[singular(noun)] = measure


def foresee(passages: Iterable[tuple[Sequence[Token], Sequence[Candidate]]]) -> Memory:
    """A memory that knows the values whose measure a passage says outright, where no two passages say otherwise."""
    said: dict[float, set[str]] = {}
    hinted: dict[float, set[str]] = {}
    for tokens, candidates in passages:
        for candidate in candidates:
            number = candidate.number
            value = number.low if number.low is not None else number.high
            if number.kind != "count" or value is None or value <= COMMON_VALUES:
                continue
            given = hints(tokens, number, candidate.counted)
            said.setdefault(value, set()).update(m for rule, m in given if rule in OUTRIGHT)
            hinted.setdefault(value, set()).update(m for rule, m in given if rule in OUTRIGHT | DOUBTFUL)
    return Memory(foreseen=_agreed(said), hinted=_agreed(hinted))


def _agreed(told: dict[float, set[str]]) -> dict[float, str]:
    return {value: next(iter(measures)) for value, measures in told.items() if len(measures) == 1}
