"""Looks at the whole now and then, for gauges: how much the ledger holds, what is disputed.

Every process of the stage looks at the same Redis and shows the same numbers: over several take the greatest, not the
sum.
"""

import logging
from dataclasses import dataclass, field
from typing import Any

import redis

from alerts import metrics
from alerts.disputes import Disputes
from alerts.ledger.names import Names
from wire.clock import Clock
from wire.stop import Stop

log = logging.getLogger(__name__)

LOOK_EVERY = 15.0
"""Seconds between looks at what costs little."""

COUNT_EVERY = 600.0
"""Seconds between counts of quantities: Redis walks through all of its keys for one."""


@dataclass(slots=True, kw_only=True)
class Survey:
    """Sets the gauges of `alerts.metrics` until told to stop; a Redis that is away leaves them as they are."""

    client: "redis.Redis"
    namespace: str
    clock: Clock
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
        memory: Any = self.client.info("memory")
        metrics.REDIS_USED.set(int(memory["used_memory"]))
        metrics.REDIS_LIMIT.set(int(memory["maxmemory"]))
        self._show(Disputes(self.client, namespace=self.namespace))
        if self.clock.monotonic() - self._counted >= COUNT_EVERY:
            prefix = Names(self.namespace).quantity("")
            metrics.QUANTITIES.set(sum(1 for _ in self.client.scan_iter(match=f"{prefix}*", count=1000)))
            self._counted = self.clock.monotonic()

    def _show(self, disputes: Disputes) -> None:
        counts = disputes.now(self.clock.now())
        for gone in self._shown - {*counts}:
            metrics.DISPUTED.remove(*gone)
        for labels, number in counts.items():
            metrics.DISPUTED.labels(*labels).set(number)
        self._shown = {*counts}
