"""Whether a site lets us read its pages: robots.txt after RFC 9309; the one module that imports Protego.

Protego rather than the standard library's parser: that one takes the first rule that matches and not the longest, and
knows no wildcards, which most news sites use.
"""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from protego import Protego

from ingest.errors import BadStatus, FetchError
from ingest.fetch import Fetcher, Validators
from ingest.gate import Gate
from ingest.hosts import Hosts, host_of
from wire.clock import Clock

KEPT = 86_400.0
"""Seconds that a robots.txt is believed (RFC 9309, 2.4)."""

AGAIN = 600.0
"""Seconds after which one that could not be had is asked for again."""

MOST_BYTES = 512_000
"""Bytes that are read of one (RFC 9309, 2.5)."""

SITES = 5_000
"""Sites that are remembered."""


class Rules(Protocol):
    """Says whether a page may be read."""

    async def allow(self, url: str) -> bool:
        """Return whether the page at `url` may be read."""
        ...


@dataclass(frozen=True, slots=True)
class _Known:
    rules: Protego | None  # None: nothing may be read
    until: float


class Robots:
    """The robots.txt of sites, fetched as they are needed and remembered for a day."""

    def __init__(self, *, fetcher: Fetcher, gate: Gate, hosts: Hosts, clock: Clock, user_agent: str) -> None:
        self._fetcher = fetcher
        self._gate = gate
        self._hosts = hosts
        self._clock = clock
        self._agent = user_agent.partition("/")[0].strip() or user_agent
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._asking: dict[str, asyncio.Lock] = {}

    async def allow(self, url: str) -> bool:
        """Return whether the site's robots.txt lets us read the page at `url`.

        A site without one (status 4xx) allows everything; one whose server fails allows nothing for the time being.
        A Crawl-delay that it asks for is kept to from here on.
        """
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}".lower()
        known = self._fresh(site)
        if known is None:
            lock = self._asking.setdefault(site, asyncio.Lock())
            try:
                async with lock:
                    known = self._fresh(site) or await self._ask(site)
            finally:
                if not lock.locked():
                    self._asking.pop(site, None)
        if known.rules is None:
            return False
        if delay := known.rules.crawl_delay(self._agent):
            self._hosts.space(host_of(url), delay)
        return known.rules.can_fetch(url, self._agent)

    def _fresh(self, site: str) -> _Known | None:
        known = self._known.get(site)
        return known if known is not None and known.until > self._clock.monotonic() else None

    async def _ask(self, site: str) -> _Known:
        now = self._clock.monotonic()
        try:
            answer = await self._fetcher.fetch(f"{site}/robots.txt", Validators(), gate=self._gate)
            text = (answer.body or b"")[:MOST_BYTES].decode("utf-8", "replace")
            known = _Known(Protego.parse(text), now + KEPT)
        except BadStatus as error:
            free = 400 <= error.status < 500
            known = _Known(Protego.parse("") if free else None, now + (KEPT if free else AGAIN))
        except FetchError:
            known = _Known(None, now + AGAIN)
        self._known[site] = known
        self._known.move_to_end(site)
        while len(self._known) > SITES:
            self._known.popitem(last=False)
        return known
