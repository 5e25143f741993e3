"""Which quantities that share a name with an article can bear on it: a pure step, the same in every ledger."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain, groupby
from typing import NamedTuple
from zlib import crc32

from alerts.judge.words import as_set, root
from alerts.messages import time_of
from enrich.messages import ArticleClaims

FEW = 4
"""Names of a figure from which on another that shares but one of them has to be of such an event, too."""

SILENT = 48 * 3600.0
"""Seconds from which on a report of such a figure that shares but one name is too far away, whatever its event.

Towns see fires again. Of what is told rightly on labelled stories one alert in 72 is lost by it; in a ledger of a week
three false alerts in five are (docs/quality.md).
"""

EVERY = 2**32 - 1
"""The marks of a report that may be of any event."""


class Sign(NamedTuple):
    """What can be told of a report without reading it; words are roots, places folded.

    `kind` is what the names of its buckets begin with, `time` when it was said, in seconds since the epoch.
    """

    kind: str
    buckets: frozenset[str]
    events: frozenset[str]
    places: frozenset[str]
    time: float


def sign(buckets: Sequence[str], events: Iterable[str], places: Iterable[str], time: float) -> Sign:
    """Return what tells whether a report in `buckets`, whose claim has these event words and places, bears."""
    kind = _measure(buckets[0]) if buckets else ""
    return Sign(kind, as_set(tuple(buckets)), event_roots(events), _folded(tuple(places)), time)


class Asked:
    """What an article asks of a ledger: the names of its buckets, measure by measure, its events and its places."""

    def __init__(self, article: ArticleClaims, buckets: Sequence[str]) -> None:
        """Take in `buckets`, those of the claims of `article`."""
        self.groups = [tuple(names) for _, names in groupby(sorted(buckets), _measure)]
        """The buckets, those of one measure together."""
        self._beside = {name: len(names) for names in self.groups for name in names}
        self._names = frozenset(buckets)
        events = {event for claim in article.claims for event in claim.events}
        self._events = event_roots(events.union(topic for topic in article.topics if topic.islower()))
        self.marks = marks(self._events) if self._events else EVERY
        """The marks of its events, `EVERY` where it names none."""
        self._time = time_of(article).timestamp()
        self.since = self._time - SILENT
        """The time before which reports are too far away, in seconds since the epoch."""
        self._places: dict[str, frozenset[str] | None] = {}
        for claim in article.claims:
            kind, places = f"{claim.measure}:{claim.base_unit}", self._places
            known = places.get(kind, frozenset())
            places[kind] = None if known is None or not claim.where else known | _folded(claim.where)

    def bearing(self, quantities: Mapping[str, Sequence[Sign]]) -> dict[str, list[int]]:
        """Return which of `quantities`, given by their reports, can bear on the article: those with a report that can.

        Of these, the places of all reports that share a name with the article are returned.

        A report cannot where it shares no name with the article; where it shares one of many, and is of other events
        (a fire in a town has nothing to do with last week's flood there; of 80 pairs of one quantity in labelled news
        at most one is lost) or too far away in time; nor where it is of other places, and of other places than all that
        are of the article's.
        """
        sharing: dict[str, list[int]] = {}
        likely: dict[str, list[Sign]] = {}
        known: dict[frozenset[str], frozenset[str]] = {}
        for quantity, signs in quantities.items():
            shared = []
            for sign in signs:  # those of one quantity often have the same names
                common = known.get(sign.buckets)
                if common is None:
                    common = known[sign.buckets] = self._names & sign.buckets
                shared.append(common)
            sharing[quantity] = [place for place, common in enumerate(shared) if common]
            likely[quantity] = [
                signs[place] for place in sharing[quantity] if self._likely(signs[place], shared[place])
            ]
        near = self._near(chain.from_iterable(likely.values()))
        return {name: sharing[name] for name, signs in likely.items() if any(_within(sign, near) for sign in signs)}

    def _likely(self, sign: Sign, shared: frozenset[str]) -> bool:
        """Whether the names that are `shared` with a report are enough for it."""
        if len(shared) > 1 or len(sign.buckets) < FEW or self._beside[min(shared)] < FEW:
            return True
        if abs(sign.time - self._time) > SILENT:
            return False
        return not sign.events or not self._events or not self._events.isdisjoint(sign.events)

    def _near(self, signs: Iterable[Sign]) -> Mapping[str, frozenset[str]]:
        """Return for each measure the article's places with those that `signs` put beside them; none where all are."""
        mine = {kind: places for kind, places in self._places.items() if places is not None}
        near = dict(mine)
        for sign in signs:
            if sign.kind in mine and not mine[sign.kind].isdisjoint(sign.places):
                near[sign.kind] |= sign.places
        return near


def _within(sign: Sign, near: Mapping[str, frozenset[str]]) -> bool:
    places = near.get(sign.kind)
    return not places or not sign.places or not places.isdisjoint(sign.places)


def event_roots(events: Iterable[str]) -> frozenset[str]:
    """Return the roots of those of `events` that say something."""
    return _event_roots(tuple(events))


@lru_cache(maxsize=10_000)
def _event_roots(events: tuple[str, ...]) -> frozenset[str]:
    return frozenset(filter(None, map(root, events)))


@lru_cache(maxsize=10_000)
def marks(events: frozenset[str]) -> int:
    """Return one of 32 bits for each of `events`, which are roots.

    It is kept with quantities, so that it must not change.
    """
    found = 0
    for event in events:
        found |= 1 << crc32(event.encode()) % 32
    return found


def _measure(bucket: str) -> str:
    return bucket.partition("|")[0]


@lru_cache(maxsize=10_000)
def _folded(places: tuple[str, ...]) -> frozenset[str]:
    """Return `places` as they are compared."""
    return frozenset(place.casefold() for place in places)
