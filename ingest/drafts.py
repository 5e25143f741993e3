"""Entries to articles: identity, text and times, before and after a revision number is known. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from ingest.document import Document, Entry
from ingest.entries import names_of, together
from ingest.identity import article_id, content_hash
from ingest.messages import Article
from ingest.page import Page
from wire.language import language_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The feed that entries come from: `outlet` as configured, None to take the feed's own title."""

    url: str
    outlet: str | None = None
    ours: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An entry with its identity, not yet known to be new.

    `entry_hash` is the content hash of the entry as its feed gave it, `content_hash` that of the text it has now, which
    may be that of its page.
    """

    id: str
    content_hash: str
    outlet: str
    source: Source
    entry: Entry
    entry_hash: str
    text_from: Literal["entry", "page"] = "entry"

    @property
    def size(self) -> int:
        """Length of the text in code points."""
        return len(self.entry.title) + len(self.entry.body)


def drafts(document: Document, source: Source) -> tuple[Sequence[Draft], int]:
    """Return the articles in `document`, oldest first as far as its order tells, and how many entries had no text.

    Of entries that are the same article, the one with the latest date counts, else the first; entries that share a link
    under different guids and titles are the posts of a live blog, whose text is all of them.
    """
    outlet = source.outlet or document.title or urlsplit(source.url).hostname or ""
    told = [entry for entry in document.entries if entry.title or entry.body]
    names = names_of(told)
    same: dict[str, list[Entry]] = {}
    for entry, (link, guid) in zip(told, names, strict=True):
        name = article_id(feed=source.url, link=link, guid=guid, title=entry.title, published=entry.published)
        same.setdefault(name, []).append(entry)
    found = [_draft(name, together(entries), outlet, source) for name, entries in same.items()]
    # Feeds list the newest first.
    return found[::-1], len(document.entries) - len(told)


def _draft(name: str, entry: Entry, outlet: str, source: Source) -> Draft:
    text = content_hash(entry.title, entry.body)
    return Draft(id=name, content_hash=text, entry_hash=text, outlet=outlet, source=source, entry=entry)


def with_page(draft: Draft, page: Page) -> Draft:
    """Return `draft` with the text of its page; the headline stays that of the feed, if it has one."""
    title = draft.entry.title or page.title
    entry = msgspec.structs.replace(
        draft.entry, title=title, body=page.body, cut=page.cut, language=page.language or draft.entry.language
    )
    return replace(draft, entry=entry, content_hash=content_hash(title, page.body), text_from="page")


def article(draft: Draft, *, revision: int, replaced: int | None = None, backfilled: bool) -> Article:
    """Return the message for `draft`, first seen at `revision`, milliseconds since the epoch.

    A date of publication that is missing or in the future becomes the time of fetching. An `updated` that is not after
    it, or in the future, says nothing and is left out. `replaced` is the revision of the text that this one replaces:
    an edit whose `updated` is missing, or no later than that and so about another edit, was made by `fetched`.
    """
    entry = draft.entry
    fetched = _moment(revision)
    published = fetched if entry.published is None else min(entry.published, fetched)
    updated = entry.updated if entry.updated is not None and published < entry.updated <= fetched else None
    if replaced is not None and (updated is None or updated <= _moment(replaced)):
        updated = fetched
    return Article(
        id=draft.id,
        revision=revision,
        content_hash=draft.content_hash,
        url=entry.link,
        outlet=draft.outlet,
        feed=draft.source.url,
        ours=draft.source.ours,
        title=entry.title,
        body=entry.body,
        text_from=draft.text_from,
        cut=entry.cut,
        language=language_of(f"{entry.title}\n{entry.body}", entry.language),
        published=published,
        updated=updated,
        fetched=fetched,
        backfilled=backfilled,
    )


def _moment(milliseconds: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=milliseconds)
