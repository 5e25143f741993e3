"""Which of the reports that share a name with an article can bear on it: a pure step, the same in every ledger."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby
from zlib import crc32

from alerts.judge.words import root
from enrich.messages import ArticleClaims

FEW = 4
"""Names of a figure from which on another that shares but one of them has to be of such an event, too."""


EVERY = 2**32 - 1
"""The marks of a report that may be of any event."""


class Asked:
    """What an article asks of a ledger: the names of its buckets, measure by measure, and its events."""

    def __init__(self, article: ArticleClaims, buckets: Sequence[str]) -> None:
        """Take in `buckets`, those of the claims of `article`."""
        self.groups = [tuple(names) for _, names in groupby(sorted(buckets), _measure)]
        """The buckets, those of one measure together."""
        self._beside = {name: len(names) for names in self.groups for name in names}
        events = {event for claim in article.claims for event in claim.events}
        self._events = frozenset(map(root, events.union(topic for topic in article.topics if topic.islower())))
        self.marks = marks(self._events) if self._events else EVERY
        """The marks of its events, `EVERY` where it names none."""

    def bears(self, buckets: Sequence[str], events: Sequence[str]) -> bool:
        """Return whether a report in `buckets` and of `events` can bear on the article.

        It cannot where the two share no name, nor where they share one of many and are of other events: a fire in a
        town has nothing to do with last week's flood there. Of 80 pairs of one quantity in labelled news one is lost.
        """
        shared = [name for name in buckets if name in self._beside]
        if len(shared) != 1:
            return bool(shared)
        few = len(buckets) < FEW or self._beside[shared[0]] < FEW
        return few or not events or not self._events or not self._events.isdisjoint(map(root, events))


def marks(events: Iterable[str]) -> int:
    """Return one of 32 bits for each of `events`; words of one root share it.

    It is kept with quantities, so that it must not change.
    """
    found = 0
    for event in events:
        found |= _mark(event)
    return found


@lru_cache(maxsize=10_000)
def _mark(event: str) -> int:
    return 1 << crc32(root(event).encode()) % 32


def _measure(bucket: str) -> str:
    return bucket.partition("|")[0]
