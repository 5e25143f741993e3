"""The way to a host for requests that are on no agenda: pages, robots.txt, and redirects to another host."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol

from ingest.agenda import Agenda
from ingest.hosts import Hosts
from wire.clock import Clock

LOOK = 0.05
"""Seconds between looks at a host whose places are all taken."""

AWAY = 1.0
"""Seconds after which what keeps the limits of all processes is asked again where it is away."""

Enter = Callable[[str, str, float], float]
"""Takes a place at a host for the request `token`, requests there being `pause` seconds apart, within the limits of all
processes; returns 0, or the seconds after which to ask again. Blocking; raises ConnectionError where it is away."""


class Gate(Protocol):
    """Lets requests through to hosts."""

    def slot(self, host: str) -> AbstractAsyncContextManager[None]:
        """Return what holds a place for one request to `host`, once there is one."""
        ...


class OpenGate:
    """Lets everybody through at once: for a single request by hand."""

    @asynccontextmanager
    async def slot(self, host: str) -> AsyncIterator[None]:
        """Hold nothing."""
        yield


class AgendaGate:
    """Keeps requests within the limits of the hosts on an agenda, and by `enter` within those of all processes."""

    def __init__(self, agenda: Agenda, hosts: Hosts, clock: Clock, enter: Enter) -> None:
        self._agenda = agenda
        self._hosts = hosts
        self._clock = clock
        self._enter = enter
        self._numbers = itertools.count()

    @asynccontextmanager
    async def slot(self, host: str) -> AsyncIterator[None]:
        """Hold a place for one request to `host`, once its limits allow; whoever waits bounds the time."""
        token = f"#{next(self._numbers)}"
        while wait := await self._wait(host, token):
            await asyncio.sleep(max(LOOK, wait))
        try:
            yield
        finally:
            self._agenda.leave(host, token)

    async def _wait(self, host: str, token: str) -> float:
        """Take a place and return 0, or return the seconds after which to ask again."""
        now = self._clock.now().timestamp()
        again = self._agenda.enter(host, now)
        if again is not None:
            return max(LOOK, again - now)
        try:
            wait = await asyncio.to_thread(self._enter, host, token, self._hosts.apart(host))
        except ConnectionError:
            wait = AWAY
        except BaseException:
            self._agenda.leave(host, token)  # whether it has got there is unknown
            raise
        if wait:
            self._agenda.withdraw(host)
        return wait
