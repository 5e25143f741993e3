"""What a poll of one feed would find, in words, without bus and Redis."""

import asyncio
from datetime import datetime
from statistics import median_low

from ingest.document import Document
from ingest.drafts import Source, article, drafts
from ingest.errors import BadStatus, FeedError, NotAFeed
from ingest.fetch import Fetched, Validators
from ingest.hints import hub_of
from ingest.http import HttpFetcher
from ingest.listing import span
from ingest.messages import BODY_LIMIT
from ingest.outlook import first_rhythm
from ingest.poll import shown
from ingest.sandbox import Sandbox
from ingest.schedule import Reason, next_poll
from wire.clock import Clock, SystemClock
from wire.settings.model import IngestSettings

_SHOWN = 5
_TEASER = 60


def check(url: str, settings: IngestSettings) -> str:
    """Fetch the feed at `url` once and return what would be read from it, in several lines.

    Raises `FeedError` with a sentence that says what is wrong and what a poll would do about it.
    """
    return asyncio.run(_check(url, settings, SystemClock()))


async def _check(url: str, settings: IngestSettings, clock: Clock) -> str:
    fetcher = HttpFetcher.of(settings, clock)
    ended = url
    try:
        async with Sandbox(workers=1) as parser:
            answer = await fetcher.fetch(url, Validators())
            ended = answer.url
            if answer.body is None:
                raise FeedError("the server says that nothing has changed, although nobody asked")
            document = await parser.parse(
                answer.body,
                content_type=answer.content_type,
                base=answer.url,
                entries=settings.max_entries,
                body_limit=BODY_LIMIT,
            )
    except FeedError as error:
        raise FeedError(lament(url, ended, error, settings, clock.now())) from error
    finally:
        await fetcher.close()
    return "\n".join(explain(url, answer, document, settings, clock.now()))


def lament(url: str, ended: str, error: FeedError, settings: IngestSettings, now: datetime) -> str:
    """Return what is wrong with the feed at `url`, from which redirects led to `ended`, and what comes of it. Pure."""
    after = error.retry_after if isinstance(error, BadStatus) else None
    kind = getattr(error, "kind", "")
    reason = Reason(interval=settings.interval, failures=1, failure=kind, retry_after=after)
    wait = span(round((next_poll(now, reason, 0.0) - now).total_seconds()))
    through = f", to which {shown(url)} redirects," if ended != url else ""
    said = f"{shown(ended)}{through} cannot be read: {error}. A poll would try again after {wait}."
    if isinstance(error, NotAFeed):
        said += f" To find the feeds of a site: figurewatch feeds discover {shown(url)}"
    return said


def explain(url: str, answer: Fetched, document: Document, settings: IngestSettings, now: datetime) -> list[str]:
    """Return the lines that say what `document`, fetched as `answer` at `now`, comes to. Pure."""
    found, empty = drafts(document, Source(url=url))
    articles = [article(draft, revision=int(now.timestamp() * 1000), backfilled=False) for draft in found]
    articles.sort(key=lambda one: one.published, reverse=True)
    words = [len(one.body.split()) for one in articles]
    given = [
        name
        for name, value in (("ETag", answer.validators.etag), ("Last-Modified", answer.validators.modified))
        if value is not None
    ]
    reason = Reason(
        interval=settings.interval,
        slowest=settings.slowest,
        rhythm=first_rhythm([draft.entry.published for draft in found], now),
        hints=document.hints,
        fresh_for=answer.fresh_for,
    )
    wait = (next_poll(now, reason, 0.0) - now).total_seconds()
    lines = [
        f"{document.title!r}, {document.format or 'format unknown'}, {len(answer.body or b''):,} bytes"
        + (f", redirected to {shown(answer.url)}" if answer.url != url else ""),
        f"{len(articles)} articles" + (f" of {median_low(words)} words (median)." if words else "."),
        f"Conditional requests work with {' and '.join(given)}."
        if given
        else "No conditional requests: each poll is a whole download.",
        f"It would be polled again after {span(wait)}.",
    ]
    hub, _ = hub_of(answer.links)
    if hub or document.hub:
        lines.append("It offers to push its changes (WebSub), which websub.public_url makes use of.")
    if document.flaw:
        lines.append(f"Not well-formed ({document.flaw!r}); read as far as it goes.")
    teasers = sum(count < _TEASER for count in words)
    for count, what in (
        (empty, "Left out, with neither title nor text"),
        (document.dropped, "Not read, beyond ingest.max_entries"),
        (sum(draft.entry.published is None for draft in found), "Dated when first seen, without a readable date"),
        (sum(not draft.entry.link for draft in found), "Known by guid or title, without a link"),
        (teasers, f"Teasers, of fewer than {_TEASER} words"),
    ):
        if count:
            lines.append(f"{what}: {count} of {len(document.entries)} entries.")
    lines += [f"  {one.published:%Y-%m-%d %H:%M}  {one.title!r}" for one in articles[:_SHOWN]]
    return lines
