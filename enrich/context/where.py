"""Where a figure holds: places named near it, then those of dateline and title."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from enrich.messages import Entity
from enrich.places import resolve
from enrich.reading import Passage, Reading

MOST = 4
_FIRST = 40
"""Names at the beginning of an article that can place its figures."""

_PLACING = re.compile(r"\b(?P<how>in|near|off|outside|at)\s+(?P<name>[A-Z][a-z][\w'’-]*(?:\s+[A-Z][a-z][\w'’-]*){0,2})")
_NO_PLACES = """
    January February March April May June July August September October November December Jan Feb Mar Apr Jun Jul Aug
    Sep Sept Oct Nov Dec Monday Tuesday Wednesday Thursday Friday Saturday Sunday Spring Summer Autumn Fall Winter
    Christmas Easter Ramadan English French Spanish Arabic President Prime Minister Court Parliament Congress
    """
_NO_PLACE = frozenset(_NO_PLACES.split())
_WORD = re.compile(r"[^\W\d_]{4,}")
_CAPITALS = 0.6
"""Share of longer words with a capital from which on capitals say nothing: a headline in title case."""
_NEAR = frozenset(["near", "off", "outside"])
_MISTAKEN_IN = frozenset(["PERSON"])
"""Nobody is "in" a person; but one may well be in a body."""
_MISTAKEN_NEAR = frozenset(["PERSON", "ORG", "NORP"])


@dataclass(frozen=True, slots=True)
class _Named:
    field: str
    start: int
    text: str


def entities_by_passage(reading: Reading) -> list[list[Entity]]:
    """Return the article's names for each of its passages, both in order."""
    starts = [(passage.field != "title", passage.start) for passage in reading.passages]
    found: list[list[Entity]] = [[] for _ in starts]
    for entity in reading.entities:
        index = bisect_right(starts, (entity.field != "title", entity.start)) - 1
        if index >= 0 and entity.end <= reading.passages[index].end:
            found[index].append(entity)
    return found


class Places:
    """The places of one article: those that the recogniser knows, and towns that only the words around them show."""

    def __init__(self, reading: Reading) -> None:
        self._passages = reading.passages
        self._near: list[list[_Named]] = []
        for passage, entities in zip(reading.passages, entities_by_passage(reading), strict=True):
            near = [
                _Named(each.field, each.start, each.text)
                for each in entities
                if each.label == "LOC" and not _dated(each.text)
            ]
            if passage.doc is not None:
                near.extend(_unknown(passage, entities))
            self._near.append(near)
        found = [name for near in self._near for name in near]
        self._known: dict[str, str] = {}
        self._countries = {code for name in found if (code := resolve(name.text).country)}
        first = sorted(found, key=lambda name: (name.field != "title", name.start))
        self._first = tuple(dict.fromkeys(self._canonical(name.text) for name in first[:_FIRST]))

    def of(self, index: int, start: int, end: int, others: Sequence[tuple[int, int]]) -> tuple[str, ...]:
        """Return canonical places for the figure at `start` to `end` in passage `index`, nearest first."""
        near = sorted(self._near[index], key=lambda name: self._distance(index, name, start))
        return tuple(dict.fromkeys([*(self._canonical(name.text) for name in near), *self._first]))[:MOST]

    def _distance(self, index: int, name: _Named, at: int) -> tuple[int, int]:
        """Return how far a name stands from a figure at `at`: first by clauses, then by code points."""
        passage = self._passages[index]
        between = passage.text[min(name.start, at) - passage.start : max(name.start, at) - passage.start]
        return between.count(";"), abs(name.start - at)

    def _canonical(self, name: str) -> str:
        """Return the name under which a place is known everywhere; the article's other places decide between two."""
        if name not in self._known:
            # A dateline in capitals is the town of the text; accents come and go between outlets.
            written = name.title() if name.isupper() and len(name) > 4 else name
            self._known[name] = _plain(resolve(written, self._countries).name)
        return self._known[name]


def _dated(name: str) -> bool:
    """Tell whether a name is a time that was taken for a place: "mid-November"."""
    return bool(_NO_PLACE.intersection(re.split(r"[\s-]", name)))


def _plain(name: str) -> str:
    parts = unicodedata.normalize("NFD", name)
    return unicodedata.normalize("NFC", "".join(sign for sign in parts if not unicodedata.combining(sign)))


def _unknown(passage: Passage, entities: Sequence[Entity]) -> Iterator[_Named]:
    """Yield names after "in", "near" and the like that no list knows, whatever a recogniser takes them for."""
    words = _WORD.findall(passage.text)
    if len(words) > 2 and sum(word[0].isupper() for word in words) / len(words) > _CAPITALS:
        return
    for match in _PLACING.finditer(passage.text):
        start, end = passage.start + match.start("name"), passage.start + match.end("name")
        labels = {
            each.label for each in entities if each.field == passage.field and each.start < end and start < each.end
        }
        taken = not labels <= (_MISTAKEN_NEAR if match["how"] in _NEAR else _MISTAKEN_IN)
        if not taken and not _NO_PLACE.intersection(match["name"].split()):
            yield _Named(passage.field, start, match["name"])
