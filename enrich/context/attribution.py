"""Who says so: the source of a figure in the text's words, found in its sentence or, for quotations, around it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from enrich.context.cue import Cue
from enrich.context.headline import headline_cues, named_first
from enrich.context.quotes import quotations
from enrich.context.speech import actor_of, cues
from enrich.reading import Passage, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source as named at one place: its words, the number of their passage and where they stand, the verb."""

    field: str
    passage: int
    start: int
    end: int
    words: str
    verb: str


class Voices:
    """All sources that an article names, sentence by sentence, ready to be asked whose a figure is."""

    def __init__(self, reading: Reading) -> None:
        self._passages = reading.passages
        self._quotes = {"title": quotations(reading.title), "body": quotations(reading.body)}
        self._cues: dict[int, list[Cue]] = {}

    def source(self, index: int, start: int) -> Source | None:
        """Return whose the figure is that begins at `start` in the passage number `index`; None: the outlet's own."""
        passage = self._passages[index]
        quote = next((q for q in self._quotes[passage.field] if q[0] <= start < q[1]), None)
        cue = self._speaker_of(quote, index) if quote else self._governing(index, start)
        if cue is None:
            return None
        at, found = cue
        return Source(
            field=self._passages[at].field,
            passage=at,
            start=found.speaker[0],
            end=found.speaker[1],
            words=found.words,
            verb=found.verb,
        )

    def cues_of(self, index: int) -> list[Cue]:
        """Return the sources that the passage number `index` names outside its quotations."""
        if index not in self._cues:
            passage = self._passages[index]
            inside = [q for q in self._quotes[passage.field] if q[0] < passage.end and passage.start < q[1]]
            found = cues(passage, inside)
            if passage.field == "title" and (not found or named_first(passage)):
                found = headline_cues(passage)
            self._cues[index] = found
        return self._cues[index]

    def _governing(self, index: int, start: int) -> tuple[int, Cue] | None:
        fitting = [cue for cue in self.cues_of(index) if cue.governs(start)]
        if not fitting:
            return None
        best = min(fitting, key=lambda cue: (cue.rank, abs(cue.at - start)))
        if _own(self._passages[index], start, after=best.rank == 1 and best.at < start):
            return None
        # "Two of them said that they expected a loss": they are the two.
        outer = [cue for cue in fitting if cue.rank == 0 and cue.governs(best.at) and not cue.is_pronoun]
        return index, outer[0] if best.is_pronoun and outer else best

    def _speaker_of(self, quote: tuple[int, int], index: int) -> tuple[int, Cue] | None:
        """Find who speaks a quotation: named in a sentence that it touches, else just before it, else just after."""
        field = self._passages[index].field
        touching = self._touching(quote, field)
        for i in touching:
            near = [c for c in self.cues_of(i) if not quote[0] <= c.at < quote[1]]
            if near:
                return i, min(near, key=lambda c: min(abs(c.at - quote[0]), abs(c.at - quote[1])))
        before, after = touching[0] - 1, touching[-1] + 1
        around = [
            i
            for i in (before, after)
            if 0 <= i < len(self._passages) and self._passages[i].field == field and self._near(i, touching[0])
        ]
        for i in around:
            named = self.cues_of(i)
            if named:
                return i, named[-1] if i == before else named[0]
        # 'The police chief was more careful. "I am not putting a number on it."': whoever acts before the quotation.
        for i in [touching[0], *around[: around[:1] == [before]]]:
            actor = actor_of(self._passages[i], quote[0])
            if actor is not None:
                return i, actor
        return None

    def _near(self, i: int, j: int) -> bool:
        """Tell whether two passages stand in one paragraph or in neighbouring ones."""
        return abs(self._passages[i].paragraph - self._passages[j].paragraph) <= 1

    def _touching(self, quote: tuple[int, int], field: str) -> list[int]:
        return [
            i
            for i, passage in enumerate(self._passages)
            if passage.field == field and passage.start < quote[1] and quote[0] < passage.end
        ]


_SPAN_FROM = re.compile(
    r"[\w-]+(?: [\w-]+)? (?:minutes|hours|days|weeks|months|years|day|week|month|year) (?:after|before|later)\b"
)
_SUPPOSED = re.compile(r"[:,]\s+(?:if|whether)\s(?:[^,;.]|(?<=\d)[,.](?=\d))*$", re.IGNORECASE)
_PLACE = re.compile(r"\b(?:under|within|inside|into|across|aboard|at|in) (?:all the|the|all|its|their|these|those) $")
_TIMED = re.compile(r"\S+ (?:past |last |next )?(?:seconds|minutes|hours|days|weeks|months|years|nights)\b")


def _own(passage: Passage, start: int, *, after: bool) -> bool:
    """Tell whether a figure is the outlet's own although a source's words surround it.

    Three are: how far apart two events were, told after the source ("..., police said, 63 days after he was seized":
    `after`), what somebody only supposes ("A reader asks: if the bank employs 239,000"), and what a place is known by
    ("people are sleeping in all four terminals").
    """
    at = start - passage.start
    before = passage.text[:at]
    if after and _SPAN_FROM.match(passage.text, at):
        return True
    placed = _PLACE.search(before) and not _TIMED.match(passage.text, at)
    return bool(placed or _SUPPOSED.search(before))


def passage_index(passages: Sequence[Passage], field: str, start: int) -> int | None:
    """Return the number of the passage that holds offset `start` of `field`, None where none does."""
    for i, passage in enumerate(passages):
        if passage.field == field and passage.start <= start < passage.end:
            return i
    return None
