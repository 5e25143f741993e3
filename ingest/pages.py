"""Reading one article's page: robots.txt, request, extraction; and every way in which it can fail to be had."""

import asyncio
from dataclasses import dataclass
from typing import Protocol

from ingest import metrics
from ingest.errors import FetchError, ParserFailed, Throttled
from ingest.fetch import Fetched, Fetcher, Validators
from ingest.gate import Gate
from ingest.hosts import Hosts
from ingest.messages import BODY_LIMIT
from ingest.page import Page
from ingest.robots import Rules
from wire.clock import Clock


class Extractor(Protocol):
    """Extracts articles from pages; `ingest.sandbox.Sandbox` is the one."""

    async def extract(self, data: bytes, *, content_type: str, asked: str, ended: str, body_limit: int) -> Page:
        """Return the article on the page `data`. Raises `ParserFailed`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReader:
    """Reads pages with the given parts."""

    fetcher: Fetcher
    extractor: Extractor
    robots: Rules
    gate: Gate
    hosts: Hosts
    clock: Clock

    async def read(self, url: str) -> Page | None:
        """Return the article at `url`, None where there is none to be had; counts what came of it and never raises."""
        try:
            outcome, page = await self._read(url)
        except asyncio.CancelledError:
            metrics.PAGES.labels("late").inc()
            raise
        metrics.PAGES.labels(outcome).inc()
        return page

    async def _read(self, url: str) -> tuple[str, Page | None]:
        if not await self.robots.allow(url):
            return "robots", None
        try:
            answer = await self._fetch(url)
            if answer.body is None or not _is_html(answer):
                return "no_page", None
            page = await self.extractor.extract(
                answer.body, content_type=answer.content_type, asked=url, ended=answer.url, body_limit=BODY_LIMIT
            )
        except FetchError:
            return "failed", None
        except ParserFailed:
            return "parser", None
        return (page.stub, None) if page.stub else ("read", page)

    async def _fetch(self, url: str) -> Fetched:
        try:
            return await self.fetcher.fetch(url, Validators(), gate=self.gate)
        except Throttled as error:
            self.hosts.slow(error.host, self.clock.now().timestamp(), error.retry_after or 0.0)
            raise


def _is_html(answer: Fetched) -> bool:
    kind = answer.content_type.partition(";")[0].strip().lower()
    return kind in ("", "text/html", "application/xhtml+xml", "application/xml", "text/xml")
