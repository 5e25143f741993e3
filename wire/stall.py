"""Noticing that a loop finishes nothing although messages wait for it, and nothing is away that would explain it.

A consumer can turn for ever and be given nothing, because it and its server disagree on who holds the partition; or
fail to acknowledge, because its membership has ended without its noticing. Both look healthy from within: only that the
oldest message that waits stays the same tells them. Joining the group anew mends both; a new process mends the rest.
"""

from collections.abc import Mapping
from enum import Enum

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
