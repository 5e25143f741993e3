"""The way to a host for requests that are on no agenda: pages, robots.txt, and redirects to another host."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol

from ingest.agenda import Agenda
from wire.clock import Clock

LOOK = 0.05
"""Seconds between looks at a host whose places are all taken."""


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
    """Keeps requests within the limits of the hosts on an agenda."""

    def __init__(self, agenda: Agenda, clock: Clock) -> None:
        self._agenda = agenda
        self._clock = clock

    @asynccontextmanager
    async def slot(self, host: str) -> AsyncIterator[None]:
        """Hold a place for one request to `host`, once its limits allow; whoever waits bounds the time."""
        while (again := self._agenda.enter(host, now := self._clock.now().timestamp())) is not None:
            await asyncio.sleep(max(LOOK, again - now))
        try:
            yield
        finally:
            self._agenda.leave(host)
