"""Figures with their context make claims."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from enrich.context import moment as moments
from enrich.context import status as statuses
from enrich.context.attribution import Voices
from enrich.context.events import events
from enrich.context.names import Names
from enrich.context.parts import parts
from enrich.context.relations import Ties, ties
from enrich.context.scope import who
from enrich.context.topics import lead
from enrich.context.where import Places, entities_by_passage
from enrich.messages import Claim, Presented
from enrich.reading import Figure, Passage, Reading

EVENTS = 4
"""Event words kept of a claim at most."""

_NO_TIES = Ties()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A figure with the number of its passage and, where somebody gave it, the name of its source."""

    figure: Figure
    passage: int
    attribution: str | None = None


def assemble(article: str, revision: int, reading: Reading, found: Sequence[Found]) -> tuple[Claim, ...]:
    """Return the claims of the figures, in order of field ("title" first) and offset.

    `article` and `revision` name the text; `reading.published` is the time from which the text's times are reckoned.
    """
    ordered = sorted(found, key=lambda f: (f.figure.field != "title", f.figure.start, f.figure.end))
    figures = [f.figure for f in ordered]
    texts = {"title": reading.title, "body": reading.body}
    tied = ties(figures, texts, [f.passage for f in ordered])
    work = _Work(reading, texts, ordered, tied)
    claims = [work.claim(article, revision, i, f) for i, f in enumerate(ordered)]
    for part, whole in parts(figures, texts).items():
        claims[part] = msgspec.structs.replace(claims[part], part_of=claims[whole].id)
    return tuple(claims)


class _Work:
    """What all claims of one article share."""

    def __init__(
        self, reading: Reading, texts: Mapping[str, str], found: Sequence[Found], tied: Mapping[int, Ties]
    ) -> None:
        self._reading = reading
        self._texts = texts
        self._figures = [each.figure for each in found]
        self._passage_of = [each.passage for each in found]
        self._by_passage: dict[int, list[Figure]] = defaultdict(list)
        for each in found:
            self._by_passage[each.passage].append(each.figure)
        self._entities = entities_by_passage(reading)
        self._ties = tied
        self._replaced = {j for t in tied.values() for j in t.replaces}
        self._disputed = {j for t in tied.values() for j in t.disputes}
        self._voices = Voices(reading)
        self._names = Names(reading, self._voices)
        self._places = Places(reading)
        self._article_events = [kind for _, kind in events(f"{reading.title}\n{lead(reading)}")]

    def claim(self, article: str, revision: int, i: int, found: Found) -> Claim:
        """Return the claim of the figure number `i`, without part_of and presented as far as others decide them."""
        figure, passage = found.figure, self._reading.passages[found.passage]
        start, end = figure.start - passage.start, figure.end - passage.start
        source = self._voices.source(found.passage, figure.number_start)
        attribution = self._names.attribution(source, found.passage, found.attribution)
        time = self._moment(i, passage, start, end)
        tie = self._ties.get(i, _NO_TIES)
        status = statuses.status(
            passage.text,
            figure.number_start - passage.start,
            end,
            replaced=i in self._replaced,
            disputed=i in self._disputed,
            disputes=bool(tie.disputes),
            verb=source.verb if source else "",
        )
        return Claim(
            id=_id(article, revision, figure),
            field=figure.field,
            start=figure.start,
            end=figure.end,
            phrase=self._texts[figure.field][figure.start : figure.end],
            quote=passage.text,
            quote_start=passage.start,
            before=self._neighbour(found.passage, -1),
            after=self._neighbour(found.passage, 1),
            low=figure.low,
            high=figure.high,
            qualifier=figure.qualifier,
            unit=figure.unit,
            base_low=figure.base_low,
            base_high=figure.base_high,
            base_unit=figure.base_unit,
            measure=figure.measure,
            counted=figure.counted,
            lemma=figure.lemma,
            who=who(figure, passage.text, passage.start, self._entities[found.passage]),
            where=self._places.of(found.passage, figure.start, figure.end, self._spans(i, passage)),
            when=time.when,
            event_time=time.event_time,
            period=time.period,
            events=self._events(passage, start),
            attribution=attribution.name,
            attribution_text=attribution.words,
            attribution_kind=attribution.kind,
            status=status,
            presented=_first_look(
                time, tie, replaced=i in self._replaced, denied=i in self._disputed or status == "denied"
            ),
            replaces=tuple(n for j in tie.replaces for n in _numbers(self._figures[j])),
            disputes=tuple(n for j in tie.disputes for n in _numbers(self._figures[j])),
            implicit=figure.implicit,
        )

    def _moment(self, i: int, passage: Passage, start: int, end: int) -> moments.Moment:
        figure = self._figures[i]
        return moments.moment(
            passage.text,
            start,
            end,
            self._spans(i, passage),
            self._reading.published,
            duration=figure.measure == "duration",
        )

    def _spans(self, i: int, passage: Passage) -> list[tuple[int, int]]:
        """Return the spans of the passage's other figures, relative to it."""
        return [
            (f.number_start - passage.start, f.number_end - passage.start)
            for f in self._by_passage[self._passage_of[i]]
            if f is not self._figures[i]
        ]

    def _events(self, passage: Passage, start: int) -> tuple[str, ...]:
        near = sorted(events(passage.text), key=lambda found: abs(found[0] - start))
        kinds = dict.fromkeys([*(kind for _, kind in near), *self._article_events])
        return tuple(kinds)[:EVENTS]

    def _neighbour(self, index: int, step: int) -> str:
        other = index + step
        passages = self._reading.passages
        if 0 <= other < len(passages) and passages[other].field == passages[index].field:
            return passages[other].text
        return ""


def _first_look(time: moments.Moment, tie: Ties, *, replaced: bool, denied: bool) -> Presented:
    if time.event_time is not None or replaced:
        return "background"
    if tie.replaces:
        return "correction"
    return "others" if denied else "own"


def _numbers(figure: Figure) -> list[float]:
    return list(dict.fromkeys(n for n in (figure.low, figure.high) if n is not None))


def _id(article: str, revision: int, figure: Figure) -> str:
    key = f"{article}\n{revision}\n{figure.field}\n{figure.start}\n{figure.end}\n{figure.number_start}"
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:20]
