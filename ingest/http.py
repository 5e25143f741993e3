"""Conditional HTTP requests, bounded in time, bytes and addresses; the one module that imports aiohttp.

Redirects are followed by hand, because each address has to be checked; the check is made on the socket's address
when it is about to connect, so that no answer of the DNS comes between check and use.
"""

import asyncio
import socket
import ssl
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from typing import Any

import aiohttp
from yarl import URL

from ingest.errors import AddressRefused, BadAnswer, FetchError, TookTooLong, TooLarge, Unreachable, refused
from ingest.fetch import OPEN, Fetched, Validators
from ingest.gate import Gate
from ingest.guard import refusal
from ingest.hints import fresh_for, retry_after
from ingest.inflate import inflated
from wire.clock import Clock
from wire.settings.model import IngestSettings

Resolver = aiohttp.abc.AbstractResolver

REDIRECTS = 5
_REDIRECTING = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
_HEADER_BYTES = 65_536
HTML = "text/html, application/xhtml+xml, */*;q=0.5"
FEEDS = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)


class HttpFetcher:
    """Fetches over HTTP; make it inside a running loop and close it.

    `timeout` is in seconds, redirects included; `max_bytes` counts after decompression; `resolver` is the system's
    where not given.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        timeout: float,
        max_bytes: int,
        user_agent: str,
        allow_private: bool = False,
        connections: int = 50,
        resolver: Resolver | None = None,
        accept: str = FEEDS,
    ) -> None:
        self._clock = clock
        self._timeout = timeout
        self._max_bytes = max_bytes

        def guarded(info: tuple[Any, ...]) -> socket.socket:
            family, kind, protocol, _, address = info
            reason = refusal(str(address[0]), allow_private=allow_private)
            if reason is not None:
                # The same words for each address of a host: the connector passes on the error if all agree.
                raise _Refused("refused")
            return socket.socket(family=family, type=kind, proto=protocol)

        self._session = aiohttp.ClientSession(
            # Connections are not kept: they would idle by the thousand until the next poll of their hosts, and use
            # up the files that a process may open.
            connector=aiohttp.TCPConnector(
                limit=connections, socket_factory=guarded, force_close=True, resolver=resolver
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(total=None),
            headers={"User-Agent": user_agent, "Accept": accept, "Accept-Encoding": "gzip, deflate"},
            max_line_size=_HEADER_BYTES,
            max_field_size=_HEADER_BYTES,
        )

    @classmethod
    def of(
        cls, settings: IngestSettings, clock: Clock, *, resolver: Resolver | None = None, accept: str = FEEDS
    ) -> "HttpFetcher":
        """Return a fetcher with the limits and guards of `settings`."""
        return cls(
            clock=clock,
            timeout=settings.timeout,
            max_bytes=settings.max_bytes,
            user_agent=settings.user_agent,
            allow_private=settings.allow_private,
            connections=settings.concurrency,
            resolver=resolver,
            accept=accept,
        )

    async def fetch(self, url: str, validators: Validators, *, gate: Gate = OPEN, at: str = "") -> Fetched:
        """Return the answer to one conditional request for `url`. Raises `FetchError`.

        Each host on the way but `at`, where the caller holds a place already, is asked through `gate`.
        """
        try:
            async with asyncio.timeout(self._timeout):
                return await self._follow(URL(url), validators, gate, at)
        except TimeoutError:
            raise TookTooLong(f"no whole answer within {self._timeout:g} seconds") from None
        except FetchError:
            raise
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise _explained(error) from error

    async def post(self, url: str, form: Mapping[str, str]) -> int:
        """Return the status of the answer to a form posted to `url`; follows no redirects. Raises `FetchError`."""
        try:
            _check_scheme(URL(url))
            async with (
                asyncio.timeout(self._timeout),
                self._session.post(URL(url), data=dict(form), allow_redirects=False) as answer,
            ):
                return answer.status
        except TimeoutError:
            raise TookTooLong(f"no whole answer within {self._timeout:g} seconds") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise _explained(error) from error

    async def close(self) -> None:
        """Close all connections."""
        await self._session.close()

    async def _follow(self, url: URL, validators: Validators, gate: Gate, at: str) -> Fetched:
        moved: URL | None = None
        for_good = True
        held = {at}
        async with AsyncExitStack() as places:
            for _ in range(REDIRECTS + 1):
                _check_scheme(url)
                host = (url.host or "").lower()
                # A redirect within a host is part of the request that its place is held for.
                if host not in held:
                    await places.enter_async_context(gate.slot(host))
                    held.add(host)
                found = await self._ask(url, validators)
                if isinstance(found, Fetched):
                    return replace(found, moved=None if moved is None else str(moved))
                for_good = for_good and found.for_good
                url = found.url
                moved = url if for_good else moved
        raise BadAnswer(f"it redirects more than {REDIRECTS} times")

    async def _ask(self, url: URL, validators: Validators) -> "Fetched | _Redirect":
        headers = {}
        if validators.etag is not None:
            headers["If-None-Match"] = validators.etag
        if validators.modified is not None:
            headers["If-Modified-Since"] = validators.modified
        async with self._session.get(url, headers=headers, allow_redirects=False) as answer:
            if answer.status not in _REDIRECTING:
                return await self._take(answer, validators)
            return _Redirect(_target(url, answer.headers.get("Location")), answer.status in _FOR_GOOD)

    async def _take(self, answer: aiohttp.ClientResponse, sent: Validators) -> Fetched:
        now = self._clock.now()
        headers = answer.headers
        if answer.status not in (200, 304):
            raise refused(answer.status, retry_after(headers.get("Retry-After"), now), (answer.url.host or "").lower())
        given = Validators(etag=_raw(answer, b"etag"), modified=_raw(answer, b"last-modified"))
        unchanged = answer.status == 304
        return Fetched(
            url=str(answer.url),
            body=None if unchanged else await self._body(answer),
            validators=Validators(etag=given.etag or sent.etag, modified=given.modified or sent.modified)
            if unchanged
            else given,
            content_type=headers.get("Content-Type", ""),
            fresh_for=fresh_for(headers.get("Cache-Control"), headers.get("Expires"), now),
            links=", ".join(headers.getall("Link", [])),
        )

    async def _body(self, answer: aiohttp.ClientResponse) -> bytes:
        pieces = []
        size = 0
        declared = answer.headers.get("Content-Encoding", "").strip().lower()
        async for piece in inflated(answer.content.iter_any(), declared, self._max_bytes):
            size += len(piece)
            if size > self._max_bytes:
                raise TooLarge(f"the document is larger than {self._max_bytes:,} bytes")
            pieces.append(piece)
        return b"".join(pieces)


@dataclass(frozen=True, slots=True)
class _Redirect:
    url: URL
    for_good: bool


class _Refused(OSError):
    """The guard's word on one address, in the shape that the connector passes on."""


def _check_scheme(url: URL) -> None:
    if url.scheme not in ("http", "https") or not url.host:
        raise AddressRefused("only http and https addresses are asked")


def _target(url: URL, location: str | None) -> URL:
    if not location:
        raise BadAnswer("it redirects without saying where to")
    try:
        return url.join(URL(location))
    except ValueError:
        raise BadAnswer("it redirects to something that is no address") from None


def _raw(answer: aiohttp.ClientResponse, name: bytes) -> str | None:
    """Return a header as text that is sent back as the same bytes; None where there is none or it cannot be."""
    for key, value in answer.raw_headers:
        if key.lower() == name and value:
            try:
                return value.decode("utf-8")
            except UnicodeDecodeError:
                return None
    return None


def _explained(error: Exception) -> FetchError:
    """Return one sentence for what the client library raised."""
    if isinstance(error, aiohttp.ClientConnectorError) and isinstance(error.os_error, _Refused):
        return AddressRefused("it leads to a private or special network address (see ingest.allow_private)")
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return Unreachable("its host has no address")
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
        return Unreachable("no secure connection: its certificate or TLS is faulty")
    if isinstance(error, aiohttp.ClientConnectorError):
        return Unreachable(f"no connection: {error.os_error.strerror or type(error.os_error).__name__}".lower())
    if isinstance(error, aiohttp.InvalidURL | aiohttp.NonHttpUrlClientError | ValueError):
        return BadAnswer("it leads to something that is no address")
    if isinstance(error, aiohttp.ClientPayloadError | aiohttp.ServerDisconnectedError | ConnectionError):
        return Unreachable("the answer broke off")
    if isinstance(error, aiohttp.ClientResponseError):
        return BadAnswer("its answer is no HTTP")
    return Unreachable(f"no answer ({type(error).__name__})")
