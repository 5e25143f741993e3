"""How many feeds fare how, for the gauges and for other stages: each feed is counted by whoever polled it last."""

import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import redis

from ingest import metrics
from ingest.condition import Condition, condition
from ingest.schedule import silence
from ingest.seen.port import FeedState
from wire.clock import Clock
from wire.feedcounts import FeedCounts
from wire.stop import Stop

log = logging.getLogger(__name__)

TELL_EVERY = 60.0
"""Seconds between two notes for other stages."""


@dataclass(slots=True)
class Census:
    """Keeps the gauges of this process's feeds."""

    _counted: dict[str, tuple[Condition, int]] = field(default_factory=dict)

    def note(self, url: str, state: FeedState, now: datetime) -> None:
        """Count a feed as it is at the end of a poll."""
        self.forget(url)
        found = condition(state, now), beyond(silence(state.rhythm, now))
        self._counted[url] = found
        self._count(found, 1)

    def forget(self, url: str) -> None:
        """Count a feed no more: another process polls it now."""
        known = self._counted.pop(url, None)
        if known is not None:
            self._count(known, -1)

    def counts(self) -> Mapping[str, int]:
        """Return how many feeds are in which condition; may be called from another thread."""
        return Counter(name for name, _ in [*self._counted.values()])

    def _count(self, found: tuple[Condition, int], one: int) -> None:
        name, passed = found
        metrics.CONDITIONS.labels(name).inc(one)
        for times in metrics.SILENCES[:passed]:
            metrics.SILENCE.labels(str(times)).inc(one)


def tell(census: Census, counts: FeedCounts, process: str, clock: Clock, stop: Stop) -> None:
    """Note every now and then how the feeds of `process` fare, until `stop`; without Redis the next time."""
    while not stop.wait(TELL_EVERY):
        try:
            counts.note(process, census.counts(), clock.now())
        except redis.RedisError as error:
            log.debug("feeds not counted", extra={"error": type(error).__name__})


def beyond(times: float | None) -> int:
    """Return how many of the lengths of silence that are counted a feed has passed, None being unknown. Pure."""
    return 0 if times is None else sum(times > each for each in metrics.SILENCES)
