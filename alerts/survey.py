"""Looks at the whole now and then, for gauges: how much the ledger holds, what is disputed.

Every process of the stage looks at the same Redis and shows the same numbers: over several take the greatest, not the
sum.
"""

import logging
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

import redis

import wire.redis
from alerts import metrics
from alerts.evidence.dispute import Dispute
from alerts.evidence.store import Evidence
from alerts.ledger.names import Names
from alerts.messages import Relation
from enrich.messages import Measure
from wire.clock import Clock
from wire.stop import Stop

log = logging.getLogger(__name__)

LOOK_EVERY = 15.0
"""Seconds between looks at what costs little."""

COUNT_EVERY = 600.0
"""Seconds between counts of quantities: Redis walks through all of its keys for one."""

NOW = timedelta(days=1)
"""How long after its last contradiction a quantity counts as disputed now."""

PLACES = 40
"""Places that are told by name; the others are together `ELSEWHERE`, so that the label stays bounded."""

ELSEWHERE = "elsewhere"


class Disputed(NamedTuple):
    """What is counted of a quantity on which reports disagree, with the first of its places, "" for none.

    The whole entry takes more than five times the memory.
    """

    relations: tuple[Relation, ...]
    measure: Measure
    place: str
    decided: datetime


@dataclass(slots=True, kw_only=True)
class Survey:
    """Sets the gauges of `alerts.metrics` until told to stop; a Redis that is away leaves them as they are."""

    client: "redis.Redis"
    namespace: str
    clock: Clock
    _disputes: dict[str, Disputed] = field(init=False, default_factory=dict)
    _change: int = field(init=False, default=0)
    _shown: set[tuple[str, str, str]] = field(init=False, default_factory=set)
    _counted: float = field(init=False, default=float("-inf"))

    def run(self, stop: Stop) -> None:
        """Look every now and then until `stop`."""
        while True:
            try:
                self.look()
            except redis.RedisError as error:
                log.debug("no survey", extra={"error": type(error).__name__})
            if stop.wait(LOOK_EVERY):
                return

    def look(self) -> None:
        """Set all gauges that are due. Raises redis errors."""
        used, limit = wire.redis.memory(self.client)
        metrics.REDIS_USED.set(used)
        metrics.REDIS_LIMIT.set(limit)
        self._follow()
        self._disputes = current(self._disputes, self.clock.now())
        self._show(counted(self._disputes.values()))
        if self.clock.monotonic() - self._counted >= COUNT_EVERY:
            prefix = Names(self.namespace).quantity("")
            metrics.QUANTITIES.set(sum(1 for _ in self.client.scan_iter(match=f"{prefix}*", count=1000)))
            self._counted = self.clock.monotonic()

    def _follow(self) -> None:
        """Learn what has changed since the last look."""
        changes = Evidence(self.client, namespace=self.namespace).changes(self._change)
        if changes.whole:
            self._disputes.clear()
        for quantity, entry in changes.entries.items():
            if entry is None:
                self._disputes.pop(quantity, None)
            else:
                self._disputes[quantity] = disputed(entry)
        self._change = changes.number

    def _show(self, counts: Mapping[tuple[str, str, str], int]) -> None:
        for gone in self._shown - {*counts}:
            metrics.DISPUTED.remove(*gone)
        for labels, number in counts.items():
            metrics.DISPUTED.labels(*labels).set(number)
        self._shown = {*counts}


def disputed(entry: Dispute) -> Disputed:
    """Return what is counted of `entry`."""
    return Disputed(entry.relations, entry.measure, entry.places[0] if entry.places else "", entry.decided)


def current(disputes: Mapping[str, Disputed], now: datetime) -> dict[str, Disputed]:
    """Return those of `disputes`, by quantity, that count as disputed at `now`."""
    return {quantity: each for quantity, each in disputes.items() if now - each.decided < NOW}


def counted(disputes: Collection[Disputed]) -> Mapping[tuple[str, str, str], int]:
    """Return how many of `disputes` there are by relation, measure and place, the rarer places under one."""
    places = Counter(each.place for each in disputes if each.place)
    named = {place for place, _ in places.most_common(PLACES)}
    return Counter(
        (relation, each.measure, each.place if each.place in named else ELSEWHERE)
        for each in disputes
        for relation in each.relations
    )
