"""From a passage to its figures."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

from enrich.figures.counted import Candidate, Counted, counted_after, noun_of
from enrich.figures.features import Features, features
from enrich.figures.implicit import holds_implied, implied
from enrich.figures.lexicon import singular
from enrich.figures.memory import Memory, foresee
from enrich.figures.model import Linear, bundled
from enrich.figures.units import to_base
from enrich.given import GivenFigure
from enrich.messages import Measure, Qualifier
from enrich.numbers.grammar import numbers_in
from enrich.numbers.lexicon import STARTERS
from enrich.numbers.tokens import Token, flatten, tokens_of
from enrich.numbers.wordlist import words
from enrich.reading import Figure, Passage

MOST = 1_000
"""Numbers of one article about which none is read any more: it is a table or a program, no news."""

NONE = "none"
"""The label of a number that is no figure."""

_RARE = words("a an another no not third quarter double triple few")
_HINT = re.compile(
    r"\d|[½⅓⅔¼¾]|\b(?:(?:"
    + "|".join(sorted(STARTERS - _RARE, key=len, reverse=True))
    + r")\b|no one|not (?:a single|one)|(?:a|an|another) (?:few|decade|century|third|quarter|tenth|fifth|mile|kilomet)"
    r"|(?:than|over|under|nearly|about) an? (?:day|week|month|year|hour|minute|mile|block)"
    r"|no (?:[a-z-]+ ){0,2}(?:deaths?|injur|casualt|fatalit|arrests?|victims?|survivors?|charges?|cases?|soldiers?"
    r"|hostages?|captives?|members?))"
)
"""Of text in small letters: told to ignore case, a pattern takes three times as long."""


def holds_figure(text: str) -> bool:
    """Whether a passage can hold a figure at all, so that it is worth a parse."""
    return _HINT.search(text.lower()) is not None


@dataclass(frozen=True, slots=True)
class _Read:
    """A passage cut into tokens, with its numbers."""

    passage: Passage
    tokens: Sequence[Token]
    candidates: Sequence[Candidate]


def figures_in(passages: Iterable[Passage], model: Linear | None = None) -> list[list[Figure]]:
    """The figures of each passage of one article, title's first, all passages given in order.

    Passages without numbers count too: what was said before tells what a bare number counts, and a number whose measure
    one passage says outright has it in the others. No parse is needed. `model` decides, the bundled one by default.
    Once there are `MOST` numbers, no further passage is read.
    """
    read: list[_Read] = []
    numbers = 0
    for passage in passages:
        read.append(_read(passage) if numbers < MOST else _Read(passage, (), ()))
        numbers += len(read[-1].candidates)
    memory = foresee((one.tokens, one.candidates) for one in read)
    decider = model or bundled()
    return [_figures(one, memory, decider) for one in read]


def find_figures(passage: Passage, earlier: Iterable[Figure] = ()) -> list[Figure]:
    """The figures of one passage, in order, after those of the passages before it; `figures_in` knows more."""
    memory = Memory()
    for figure in earlier:
        value = figure.low if figure.low is not None else figure.high
        noun = "" if figure.measure in ("money", "percent", "duration", "length", "magnitude") else figure.counted
        memory.add(value, figure.measure, noun, title=figure.field == "title")
    return _figures(_read(passage), memory, bundled())


def _read(passage: Passage) -> _Read:
    if not holds_figure(passage.text) and not holds_implied(passage.text):
        return _Read(passage, (), ())
    tokens = tokens_of(passage.text)
    return _Read(passage, tokens, candidates_in(flatten(passage.text), tokens, title=passage.field == "title"))


def _figures(read: _Read, memory: Memory, model: Linear) -> list[Figure]:
    """The figures of one passage; `memory` is told of them."""
    title = read.passage.field == "title"
    decided: list[str] = []
    found: list[Figure] = []
    for k, candidate in enumerate(read.candidates):
        label = decide(model, features(read.tokens, read.candidates, k, decided, memory, title=title))
        decided.append(label)
        if label == NONE:
            continue
        found.append(_figure(read.passage, read.tokens, candidate, cast(Measure, label), memory))
        number = candidate.number
        noun = noun_of(read.tokens, candidate.counted) if number.kind == "count" else ""
        memory.add(number.low if number.low is not None else number.high, label, noun, title=title)
    memory.pass_on(read.passage.text, title=title)
    if read.tokens:
        found += _implied(read, found)
        found.sort(key=lambda figure: figure.number_start)
    return found


def _implied(read: _Read, explicit: Sequence[Figure]) -> Iterator[Figure]:
    """The figures that a singular implies, where no number stands already."""
    for number, counted, measure in implied(read.tokens, title=read.passage.field == "title"):
        figure = _figure(read.passage, read.tokens, Candidate(number, counted), measure, Memory())
        if not any(figure.start < other.end and other.start < figure.end for other in explicit):
            yield figure


def decide(model: Linear, known: Features) -> str:
    """The measure of a number, or `NONE`: a fixed pattern's, else the likeliest."""
    scores = model.scores(known.plain, known.votes)
    only, sure = known.certain()
    if sure:
        return only
    labels = (only, NONE) if only else scores
    return max(labels, key=lambda label: scores.get(label, 0.0))


def candidates_in(flat: str, tokens: Sequence[Token], *, title: bool) -> list[Candidate]:
    """The numbers of a text with what they count."""
    return [Candidate(number, counted_after(tokens, number)) for number in numbers_in(flat, tokens, title=title)]


def figure_at(
    passage: Passage,
    start: int,
    end: int,
    low: float | None,
    high: float | None,
    qualifier: Qualifier,
    measure: Measure,
) -> Figure:
    """A figure that somebody else found in `passage`; offsets are code points in the passage's field."""
    tokens = tokens_of(passage.text)
    inside = [
        candidate
        for candidate in candidates_in(flatten(passage.text), tokens, title=passage.field == "title")
        if passage.start + candidate.number.number_start < end and start < passage.start + candidate.number.number_end
    ]
    best = next(
        (one for one in inside if one.number.low == low and one.number.high == high), inside[0] if inside else None
    )
    if best is None:
        unit, counted, number_start, number_end = "", "", start, end
    else:
        unit, counted = _names(tokens, best, measure, Memory())
        number_start, number_end = passage.start + best.number.number_start, passage.start + best.number.number_end
    base_low, base_high, base_unit = to_base(low, high, best.number.unit if best else "", measure)
    return Figure(
        field=passage.field,
        start=start,
        end=end,
        number_start=number_start,
        number_end=number_end,
        low=low,
        high=high,
        qualifier=qualifier,
        measure=measure,
        unit=unit,
        base_low=base_low,
        base_high=base_high,
        base_unit=base_unit,
        counted=counted,
        lemma=singular(counted) if counted else "",
        implicit=best is None,
    )


def figure_of(given: GivenFigure, passage: Passage) -> Figure:
    """`given` as a figure of `passage`, which holds it."""
    found = figure_at(passage, given.start, given.end, given.low, given.high, given.qualifier, given.measure)
    if not given.counted:
        return replace(found, implicit=given.implicit)
    lemma = singular(given.counted.split()[-1])
    if found.base_unit == given.measure or not found.base_unit:
        low, high, base = to_base(given.low, given.high, lemma, given.measure)
        found = replace(found, base_low=low, base_high=high, base_unit=base)
    return replace(found, unit=given.counted, counted=given.counted, lemma=lemma, implicit=given.implicit)


_PEOPLE_MEASURES = words("killed injured missing captive arrested displaced rescued infected affected participants")


def _names(tokens: Sequence[Token], candidate: Candidate, measure: Measure, memory: Memory) -> tuple[str, str]:
    """The unit and the noun counted, as short as they can be."""
    number, counted = candidate.number, candidate.counted
    if measure == "magnitude":
        return "magnitude", "magnitude"
    if number.unit and number.kind != "count" and not (number.kind == "times" and counted):
        return number.unit, number.unit
    if counted is not None and not (counted.of and counted.end - counted.start == 1 and _pronoun(tokens, counted)):
        noun = tokens[counted.end - 1].text
        if noun not in ("dead", "injured", "wounded", "missing", "others", "other", "more", "homeless"):
            return noun, noun
    if measure in _PEOPLE_MEASURES:
        return "people", "people"
    return memory.noun, memory.noun


def _pronoun(tokens: Sequence[Token], counted: Counted) -> bool:
    return tokens[counted.start].text in ("them", "these", "those", "whom", "which", "it", "what", "us")


def _figure(
    passage: Passage, tokens: Sequence[Token], candidate: Candidate, measure: Measure, memory: Memory
) -> Figure:
    number, counted = candidate.number, candidate.counted
    unit, noun = _names(tokens, candidate, measure, memory)
    base_low, base_high, base_unit = to_base(number.low, number.high, number.unit, measure)
    end = number.end if counted is None else max(number.end, tokens[counted.end - 1].end)
    return Figure(
        field=passage.field,
        start=passage.start + number.start,
        end=passage.start + end,
        number_start=passage.start + number.number_start,
        number_end=passage.start + number.number_end,
        low=number.low,
        high=number.high,
        qualifier=number.qualifier,
        measure=measure,
        unit=unit,
        base_low=base_low,
        base_high=base_high,
        base_unit=base_unit,
        counted=noun,
        lemma=singular(noun) if noun else "",
        implicit=number.form == "article",
    )
