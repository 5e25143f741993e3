"""The heartbeat of a loop: it beats at each turn, and the health server asks when it last did."""

from wire.clock import Clock
from wire.metrics import LAST_TURN

LIMIT = 60.0
"""Seconds without a turn after which a loop counts as stuck."""


class Pulse:
    """The heartbeat of one loop, and whether the loop is ready for work."""

    def __init__(self, name: str, clock: Clock) -> None:
        self.name = name
        self._clock = clock
        self._last = clock.monotonic()
        self._metric = LAST_TURN.labels(name)
        self._metric.set(clock.now().timestamp())
        self._obstacle: str | None = None

    def beat(self) -> None:
        """Say that the loop turns."""
        self._last = self._clock.monotonic()
        self._metric.set(self._clock.now().timestamp())

    def end(self) -> None:
        """Say that the loop has done its work: from now on nobody waits for it to turn."""
        LAST_TURN.remove(self.name)

    def stuck(self) -> str | None:
        """Return in one sentence that the loop has not turned for a minute, else None."""
        silent = self._clock.monotonic() - self._last
        return f"{self.name} has not turned for {silent:.0f} seconds" if silent > LIMIT else None

    def hinder(self, obstacle: str | None) -> None:
        """Say in one sentence why the loop does no work although nothing is away, or None once it does again."""
        self._obstacle = obstacle

    def obstacle(self) -> str | None:
        """Return why the loop does no work, or None."""
        return self._obstacle
