"""Articles with the text of their pages: which ones, within what time, and when their pages are read again.

An article waits for its page for 20 seconds and goes out with what its entry says where that is not had by then; a
page that comes later makes its text fuller. Pages are read again after a while, because silent corrections show nowhere
else.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec

from ingest.commit import Polled
from ingest.drafts import Draft, Source, with_page
from ingest.outlook import milliseconds
from ingest.page import Page
from ingest.seen.port import Seen, Visit
from ingest.seen.redis import feed_key
from wire.clock import Clock
from wire.settings.model import FeedSettings, IngestSettings, PagePolicy

PATIENCE = 20.0
"""Seconds that an article waits for its page."""

SHORT = 100
"""Words below which an entry is short."""

Known = Callable[[Sequence[str]], Awaitable[Mapping[str, Seen]]]
Read = Callable[[str], Awaitable[Page | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FullText:
    """Gives articles the text of their pages.

    Attributes:
        read: returns the article at an address, None where there is none to be had.
        known: returns what is known of articles by their ids.
    """

    settings: IngestSettings
    read: Read
    known: Known
    clock: Clock
    patience: float = PATIENCE

    async def settle(self, feed: FeedSettings, polled: Polled) -> Polled:
        """Return `polled`, its new and changed articles with the text of their pages as far as the feed's policy goes.

        Those of a first reading keep the text of their entries: there may be hundreds, and nobody is told of them.
        """
        policy = self.settings.full_text if feed.full_text is None else feed.full_text
        if policy == "never" or polled.backfilled or not polled.drafts:
            return polled
        seen = await self.known([draft.id for draft in polled.drafts])
        wanted = [draft for draft in polled.drafts if wants_page(draft, seen.get(draft.id), policy)]
        if not wanted:
            return polled
        pages = await self._pages(wanted)
        return replace(
            polled,
            drafts=[settled(draft, pages.get(draft.id)) for draft in polled.drafts],
            visits={draft.id: next_visit(first_visit(draft, polled.fetched), self.settings.reread) for draft in wanted},
        )

    async def visit(self, visit: Visit, feed: FeedSettings | None) -> Polled:
        """Return what reading a page again has come to; a `feed` that is no longer watched ends the visits."""
        if feed is None:
            return Polled(record=None, visits={visit.id: None})
        page = await self.read(visit.entry.link)
        draft = again(visit, Source(url=feed.url, outlet=feed.outlet, ours=feed.ours))
        return Polled(
            record=None,
            drafts=[] if page is None else [with_page(draft, page)],
            fetched=milliseconds(self.clock.now()),
            visits={visit.id: next_visit(msgspec.structs.replace(visit, step=visit.step + 1), self.settings.reread)},
        )

    async def _pages(self, wanted: Sequence[Draft]) -> Mapping[str, Page]:
        tasks = {draft.id: asyncio.ensure_future(self.read(draft.entry.link)) for draft in wanted}
        try:
            await asyncio.wait(tasks.values(), timeout=self.patience)
        finally:
            for task in tasks.values():
                task.cancel()
            await asyncio.gather(*tasks.values(), return_exceptions=True)
        return {i: page for i, task in tasks.items() if not task.cancelled() and (page := task.result()) is not None}


def wants_page(draft: Draft, seen: Seen | None, policy: PagePolicy) -> bool:
    """Return whether the page of an article is to be read, given what is known of it. Pure.

    Of an article that is known, only where its entry has changed, or where its text was never published.
    """
    if policy == "never" or not draft.entry.link:
        return False
    if seen is not None and seen.settled and seen.given.get(feed_key(draft.source.url)) == draft.entry_hash:
        return False
    if seen is not None and seen.text_from == "page":
        return True
    return policy == "always" or len(draft.entry.body.split()) < SHORT


def settled(draft: Draft, page: Page | None) -> Draft:
    """Return the draft with the text of its page, or as it is where there is none or its entry says more. Pure."""
    if page is None or len(page.body.split()) < len(draft.entry.body.split()):
        return draft
    return with_page(draft, page)


def first_visit(draft: Draft, fetched: int) -> Visit:
    """Return the visits to an article's page before the first of them. Pure."""
    return Visit(
        id=draft.id,
        feed=draft.source.url,
        outlet=draft.outlet,
        entry=msgspec.structs.replace(draft.entry, body="", cut=False),
        entry_hash=draft.entry_hash,
        first=fetched,
    )


def next_visit(visit: Visit, after: Sequence[float]) -> Visit | None:
    """Return the visit with the time at which it is due, `after` seconds from the first sight of the article. Pure.

    None where no more are to come.
    """
    if visit.step >= len(after):
        return None
    return msgspec.structs.replace(visit, due=visit.first + int(after[visit.step] * 1000))


def again(visit: Visit, source: Source) -> Draft:
    """Return the draft of an article whose page is read again, still without its text. Pure."""
    return Draft(
        id=visit.id,
        content_hash="",
        outlet=visit.outlet,
        source=source,
        entry=visit.entry,
        entry_hash=visit.entry_hash,
    )
