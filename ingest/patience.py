"""Doing what blocks, outside the loop, and again while the world is away."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

from wire.backoff import Backoff
from wire.clock import Clock
from wire.handling import is_world
from wire.metrics import AWAY
from wire.pulse import Pulse
from wire.stop import Stop

TURN = 0.1
"""Seconds between looks at whether to stop."""

log = logging.getLogger(__name__)
T = TypeVar("T")


class Stopped(Exception):
    """Told to stop while waiting for the world."""


@dataclass(slots=True, kw_only=True)
class Patience:
    """Does what blocks in threads of its own: those of the loop are for name look-ups, which may all hang at once."""

    clock: Clock
    pulse: Pulse
    stop: Stop
    _threads: ThreadPoolExecutor = field(init=False, default_factory=lambda: ThreadPoolExecutor(4, "ingest"))

    async def once(self, act: Callable[[], T]) -> T:
        """Do what blocks."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, act)

    async def until_there(self, act: Callable[[], T]) -> T:
        """Do what blocks, again and again while the world is away. Raises `Stopped` if told to stop meanwhile."""
        backoff = Backoff()
        while True:
            try:
                result = await self.once(act)
            except Exception as error:
                if not is_world(error):
                    raise
                AWAY.labels("ingest").set(1)
                wait = backoff.next()
                log.warning("the world is away, trying again in %.1f s: %s", wait, error)
                if not await self._rest(wait):
                    raise Stopped from error
            else:
                AWAY.labels("ingest").set(0)
                return result

    def close(self) -> None:
        """End the threads once they are done."""
        self._threads.shutdown(wait=False)

    async def _rest(self, seconds: float) -> bool:
        """Wait for `seconds`; return False as soon as `stop` is set."""
        until = self.clock.monotonic() + seconds
        while not self.stop and self.clock.monotonic() < until:
            self.pulse.beat()
            await asyncio.sleep(TURN)
        return not self.stop
