"""Noticing that a loop finishes nothing although messages wait for it, and nothing is away that would explain it.

A consumer can turn for ever and be given nothing, because it and its server disagree on who holds the partition; or
fail to acknowledge, because its membership has ended without its noticing. Both look healthy from within: only that the
oldest message that waits stays the same tells them. Joining the group anew mends both; a new process mends the rest.
"""

import logging
from collections.abc import Mapping
from contextlib import suppress
from enum import Enum

from wire import metrics
from wire.bus import BusAway, Consumer, Lag
from wire.clock import Clock

log = logging.getLogger(__name__)

LOOK_EVERY = 15.0
BLIND = 120.0
"""Seconds without a look after which it is not known any more what went on: the bus itself was away, most likely."""


class Verdict(Enum):
    """What to do about a loop."""

    MOVING = "moving"
    JOIN_AGAIN = "join again"
    END = "end"


class Stalled(RuntimeError):
    """A loop finishes nothing, and joining its group anew has not helped; the text is one sentence."""


class Stall:
    """Judges one loop by the oldest message that waits on each of its partitions.

    `patience` is for how many seconds that may be the same one: longer than any message may take to be handled.
    """

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._looked = float("-inf")
        self._since: dict[int, tuple[str, float]] = {}
        """By partition, the offset of the oldest message that waits, and since when it has been that."""
        self._tried: dict[int, str] = {}
        """By partition, the offset for whose sake the group was joined again."""

    def look(self, oldest: Mapping[int, str], now: float) -> Verdict:
        """Judge by `oldest`, as `Lag` has it, at `now`, in seconds of a monotonic clock."""
        if now - self._looked > BLIND:
            self.excuse()
        self._looked = now
        self._since = {
            partition: known if (known := self._since.get(partition)) and known[0] == offset else (offset, now)
            for partition, offset in oldest.items()
        }
        self._tried = {part: offset for part, offset in self._tried.items() if oldest.get(part) == offset}
        stalled = {part: offset for part, (offset, since) in self._since.items() if now - since > self._patience}
        if not stalled:
            return Verdict.MOVING
        if any(part in self._tried for part in stalled):
            return Verdict.END
        self._tried |= stalled
        self.excuse()
        return Verdict.JOIN_AGAIN

    def excuse(self) -> None:
        """Begin to count anew: what was seen so far is explained by something else."""
        self._since = {}


class Lookout:
    """Shows in the metrics how far behind the loop `name` is, and notices that it has stalled."""

    def __init__(self, name: str, consumer: Consumer, clock: Clock, patience: float) -> None:
        self._name = name
        self._consumer = consumer
        self._clock = clock
        self._patience = patience
        self._stall = Stall(patience)
        self._looked = float("-inf")
        metrics.STALLS.labels(name)  # there from the start, so that the first is an increase

    def look(self) -> bool:
        """Return whether the loop is to join its group again. Asks every LOOK_EVERY seconds.

        Raises `BusAway`, and `Stalled` where joining again has not helped.
        """
        lag = self._measured()
        if lag is None:
            return False
        verdict = self._stall.look(lag.oldest, self._looked)
        if verdict is Verdict.END:
            raise Stalled(f"{self._name} finishes nothing although messages wait, and joining again has not helped")
        if verdict is Verdict.JOIN_AGAIN:
            log.error(
                "nothing is finished although messages wait: joining the group again",
                extra={"loop": self._name, "oldest": dict(lag.oldest), "seconds": self._patience},
            )
            metrics.STALLS.labels(self._name).inc()
        return verdict is Verdict.JOIN_AGAIN

    def doubt(self, error: BaseException) -> bool:
        """Look after a failure, where it is the bus that failed and yet tells how far behind the loop is."""
        if isinstance(error, BusAway):
            with suppress(BusAway):
                return self.look()
        else:
            self.show()
        return False

    def show(self) -> None:
        """Show how far behind the loop is while something keeps it from its work, which is no stall. Never raises."""
        self._stall.excuse()
        with suppress(BusAway):
            self._measured()

    def _measured(self) -> Lag | None:
        """Return how far behind the loop is, and show it; None where it was looked at a moment ago."""
        now = self._clock.monotonic()
        if now - self._looked < LOOK_EVERY:
            return None
        self._looked = now
        lag = self._consumer.lag()
        metrics.LAG_MESSAGES.labels(self._name).set(lag.messages)
        metrics.LAG_SECONDS.labels(self._name).set(lag.seconds)
        return lag
