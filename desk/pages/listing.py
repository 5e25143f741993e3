"""What is disputed now, kept in memory and brought up to date by what has changed; and the filters over it."""

import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from alerts.evidence.dispute import Dispute
from alerts.evidence.store import MOST_LIVE, Changes
from alerts.notify.atlas import Atlas, NoAtlas
from alerts.render.clean import line
from wire.texts import KEPT as LIVE

RELATIONS = ("contradicts", "impossible", "revises", "updates")
SPANS = {"1h": 3600, "6h": 21_600, "24h": 86_400, "3d": 259_200, "7d": 604_800}
"""The times that a reader can choose from, in seconds back from now."""

OFFERED = 200
"""Places, and outlets, that are offered to choose from: those with the most entries."""


class Source(Protocol):
    """Where entries come from; see `alerts.evidence.store.Evidence.changes`."""

    def changes(self, after: int) -> Changes:
        """Return what has changed after the change of that number."""
        ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asks for; "" for any. Without a relation, everything but updates."""

    words: str = ""
    place: str = ""
    measure: str = ""
    relation: str = ""
    outlet: str = ""
    span: str = ""

    @classmethod
    def asked(cls, query: Mapping[str, str]) -> "Wanted":
        """Return what the parameters of an address ask for; names they share with the fields, and "q" for words."""
        values = {name: line(query.get(name, ""), 100) for name in ("place", "measure", "relation", "outlet", "span")}
        return cls(words=line(query.get("q", ""), 100), **values)

    def parameters(self) -> dict[str, str]:
        """Return the parameters that ask for this."""
        values = {"q": self.words, "place": self.place, "measure": self.measure}
        values |= {"relation": self.relation, "outlet": self.outlet, "span": self.span}
        return {name: value for name, value in values.items() if value}


@dataclass(frozen=True, slots=True)
class Entry:
    """A dispute, all its words in lower case, and its places with all that they lie in, by the names of the list."""

    dispute: Dispute
    text: str
    places: Sequence[str]

    @classmethod
    def of(cls, each: Dispute, atlas: Atlas) -> "Entry":
        """Return the entry for a dispute."""
        words = (each.label, each.measure, each.quantity, each.new.claim.phrase, each.prior.claim.phrase)
        places = tuple(dict.fromkeys(outer for name in each.places for outer in atlas.place(name)))
        text = "\n".join((*words, *each.places, *each.outlets, *each.sources, *each.titles)).casefold()
        return cls(each, text, places)


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen from, the most frequent first; with places, those that they lie in."""

    measures: Sequence[str] = ()
    places: Sequence[str] = ()
    outlets: Sequence[str] = ()


@dataclass(slots=True)
class Listing:
    """The entries, newest first. Safe to use from several threads."""

    source: Source
    atlas: Atlas = field(default_factory=NoAtlas)
    _entries: dict[str, Entry] = field(default_factory=dict)
    _ordered: Sequence[Entry] = ()
    _number: int = 0
    _counts: tuple[Counter[str], Counter[str], Counter[str]] = field(
        default_factory=lambda: (Counter(), Counter(), Counter())
    )
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def current(self, now: datetime) -> Sequence[Entry]:
        """Return what is disputed at `now`, brought up to date. Raises redis errors."""
        with self._lock:
            changes = self.source.changes(self._number)
            if changes.whole:
                for quantity in [*self._entries]:
                    self._put(quantity, None)
            self._number = changes.number
            for quantity, dispute in changes.entries.items():
                self._put(quantity, dispute)
            if changes.entries or changes.whole:
                self._ordered = sorted(self._entries.values(), key=lambda each: each.dispute.decided, reverse=True)
            since = now - timedelta(seconds=LIVE)
            while self._ordered and (self._ordered[-1].dispute.decided < since or len(self._ordered) > MOST_LIVE):
                over = self._ordered[-1]
                self._ordered = self._ordered[:-1]
                self._put(over.dispute.quantity, None)
            return self._ordered

    def offered(self) -> Choices:
        """Return what the entries can be filtered by now."""
        with self._lock:
            return Choices(*([name for name, _ in counter.most_common(OFFERED)] for counter in self._counts))

    def _put(self, quantity: str, dispute: Dispute | None) -> None:
        """Keep the entry of `quantity` in place of the one before, None for that there is none any more."""
        before = self._entries.pop(quantity, None)
        if before is not None:
            self._count(before, -1)
        if dispute is not None:
            self._entries[quantity] = entry = Entry.of(dispute, self.atlas)
            self._count(entry, 1)

    def _count(self, entry: Entry, one: int) -> None:
        # Counting all anew at each change took most of a request's time with 5,000 entries.
        for counter, names in zip(
            self._counts, ((entry.dispute.measure,), entry.places, entry.dispute.outlets), strict=True
        ):
            for name in names:
                counter[name] += one
                if not counter[name]:
                    del counter[name]


def fitting(entries: Iterable[Entry], wanted: Wanted, now: datetime, atlas: Atlas | None = None) -> list[Entry]:
    """Return those of `entries` that are `wanted`, in their order; a place takes in what lies inside it."""
    words, outlet = wanted.words.casefold().split(), wanted.outlet.casefold()
    place = (atlas or NoAtlas()).place(wanted.place)[0].casefold() if wanted.place else ""
    relations = {wanted.relation} if wanted.relation in RELATIONS else set(RELATIONS) - {"updates"}
    since = now - timedelta(seconds=SPANS[wanted.span]) if wanted.span in SPANS else None
    return [
        entry
        for entry in entries
        if not relations.isdisjoint(entry.dispute.relations)
        and (since is None or entry.dispute.decided >= since)
        and (not wanted.measure or entry.dispute.measure == wanted.measure)
        and (not place or any(place == name.casefold() for name in entry.places))
        and (not outlet or any(outlet == name.casefold() for name in entry.dispute.outlets))
        and (not words or all(word in entry.text for word in words))
    ]
