"""The feeds of a site: what its page declares or links to that looks like one, else where most software puts it."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from ingest.document import Document
from ingest.errors import FeedError
from ingest.extract import decoded
from ingest.fetch import Fetched, Validators
from ingest.http import HttpFetcher
from ingest.markup import Link, links_of
from ingest.messages import BODY_LIMIT
from ingest.poll import shown
from ingest.sandbox import Sandbox
from wire.clock import SystemClock
from wire.settings.model import IngestSettings

MOST = 20
"""Addresses that are tried."""

_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
_USUAL = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feeds/posts/default", "/feed.json")
_LOOKS = re.compile(
    r"(?:^|[/._?=&-])(?:rss\d*|atom|feeds?|rdf|jsonfeed)(?:$|[/._?=&-])|\.(?:rss|rdf|atom)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovered:
    """A feed that was found: its address, its title, and how many entries it has."""

    url: str
    title: str
    entries: int


def discover(url: str, settings: IngestSettings) -> Sequence[Discovered]:
    """Return the feeds of the site at `url`, each of which could be read. Raises `FeedError` if `url` cannot be had."""
    return asyncio.run(_discover(url, settings))


async def _discover(url: str, settings: IngestSettings) -> Sequence[Discovered]:
    fetcher = HttpFetcher.of(settings, SystemClock())
    try:
        async with Sandbox(workers=1) as parser:
            try:
                answer = await fetcher.fetch(url, Validators())
            except FeedError as error:
                raise FeedError(f"{shown(url)} cannot be read: {error}.") from error
            itself = await _feed(parser, answer)
            if itself is not None:
                return [Discovered(url=answer.url, title=itself.title, entries=len(itself.entries))]
            page = decoded(answer.body or b"", answer.content_type)
            for tried in (candidates(links_of(page, base=answer.url)), usual(answer.url)):
                found = [each for one in tried if (each := await _try(fetcher, parser, one)) is not None]
                if found:
                    return found
        return []
    finally:
        await fetcher.close()


def candidates(links: Sequence[Link]) -> Sequence[str]:
    """Return the addresses among `links` that may be feeds, declared ones first, each once. Pure."""
    declared = [link.url for link in links if link.rel == "alternate" and link.kind in _TYPES]
    linked = [link.url for link in links if not link.rel and _LOOKS.search(link.url)]
    return list(dict.fromkeys([*declared, *linked]))[:MOST]


def usual(url: str) -> Sequence[str]:
    """Return where most software puts the feed of the site of `url`. Pure."""
    return [urljoin(url, path) for path in _USUAL]


async def _try(fetcher: HttpFetcher, parser: Sandbox, url: str) -> Discovered | None:
    try:
        document = await _feed(parser, await fetcher.fetch(url, Validators()))
    except FeedError:
        return None
    return None if document is None else Discovered(url=url, title=document.title, entries=len(document.entries))


async def _feed(parser: Sandbox, answer: Fetched) -> Document | None:
    try:
        return await parser.parse(
            answer.body or b"",
            content_type=answer.content_type,
            base=answer.url,
            entries=1_000,
            body_limit=BODY_LIMIT,
        )
    except FeedError:
        return None
