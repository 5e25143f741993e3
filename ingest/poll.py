"""One poll of one feed, as far as it goes without the bus: request, parse, and what is to be remembered."""

import hashlib
import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

from ingest import metrics
from ingest.commit import Polled
from ingest.document import Document
from ingest.drafts import Source, drafts
from ingest.errors import BadStatus, FeedError
from ingest.fetch import Fetched, Fetcher, Validators
from ingest.messages import BODY_LIMIT
from ingest.schedule import Reason, next_poll
from ingest.seen.port import FORGOTTEN, REREAD, Claim, FeedState, Record
from wire.clock import Clock
from wire.settings.model import FeedSettings, IngestSettings

log = logging.getLogger(__name__)


class Parser(Protocol):
    """Parses feeds; `ingest.sandbox.Sandbox` is the one."""

    async def parse(self, data: bytes, *, content_type: str, base: str, entries: int, body_limit: int) -> Document:
        """Return the feed in `data`. Raises `ParseError`."""
        ...


class Roll(Protocol):
    """A source of chance."""

    def __call__(self) -> float:
        """Return a random number from 0 up to 1."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """Polls claimed feeds with the given parts; holds no state of its own."""

    settings: IngestSettings
    fetcher: Fetcher
    parser: Parser
    clock: Clock
    roll: Roll
    failing: set[str] = field(default_factory=set)

    async def poll(self, feed: FeedSettings, claim: Claim) -> Polled:
        """Return what a poll of `feed` has come to. Whatever is wrong with the feed is part of that; never raises."""
        try:
            return await self._poll(feed, claim)
        except FeedError as error:
            return self._failed(feed, claim.state, error)
        except Exception:
            # One feed's trouble is that feed's alone, ours included.
            log.exception("polling a feed failed", extra={"feed": shown(feed.url)})
            return self._failed(feed, claim.state, None)

    async def _poll(self, feed: FeedSettings, claim: Claim) -> Polled:
        state = claim.state
        began = self.clock.now()
        # What may lack articles on the bus, or has not been read whole for long, is asked for without conditions.
        whole = claim.unfinished or state.read is None or _ms(began) - state.read > REREAD * 1000
        asked = Validators() if whole else Validators(etag=state.etag, modified=state.modified)
        started = self.clock.monotonic()
        try:
            answer = await self.fetcher.fetch(feed.url, asked)
        finally:
            metrics.FETCHING.observe(self.clock.monotonic() - started)
        now = self.clock.now()
        if answer.body is None and whole:
            raise BadStatus(304)  # nobody asked whether anything has changed
        body_hash = state.body_hash if answer.body is None else hashlib.sha256(answer.body).hexdigest()[:32]
        metrics.BYTES.inc(len(answer.body or b""))
        if answer.body is None or (body_hash == state.body_hash and not whole):
            self._note(feed.url, "unchanged")
            return Polled(record=self._record(feed, _succeeded(state, answer, body_hash, now), answer, None, now))
        document = await self.parser.parse(
            answer.body,
            content_type=answer.content_type,
            base=answer.url,
            entries=self.settings.max_entries,
            body_limit=BODY_LIMIT,
        )
        found, empty = drafts(document, Source(url=feed.url, outlet=feed.outlet, ours=feed.ours))
        self._note(feed.url, "read")
        self._tell(feed, document, empty)
        first = state.read is None or _ms(began) - state.read > FORGOTTEN * 1000
        done = _succeeded(state, answer, body_hash, now, read=_ms(now))
        return Polled(
            record=self._record(feed, done, answer, document.ttl, now),
            drafts=found,
            fetched=_ms(now),
            backfilled=first and self.settings.backfill == "quiet",
        )

    def _record(
        self, feed: FeedSettings, state: FeedState, answer: Fetched, ttl: float | None, now: datetime
    ) -> Record:
        reason = Reason(interval=self._interval(feed), fresh_for=answer.fresh_for, ttl=ttl)
        return Record(url=feed.url, state=state, due=_ms(next_poll(now, reason, self.roll())))

    def _failed(self, feed: FeedSettings, state: FeedState, error: FeedError | None) -> Polled:
        now = self.clock.now()
        sentence = str(error) if error is not None else "figurewatch itself failed on it"
        if error is not None:
            log.warning("feed %s: %s", shown(feed.url), sentence, extra={"kind": error.kind})
        self._note(feed.url, error.kind if error is not None else "ours")
        failures = state.failures + 1
        after = error.retry_after if isinstance(error, BadStatus) else None
        due = next_poll(now, Reason(interval=self._interval(feed), failures=failures, retry_after=after), self.roll())
        failed = FeedState(
            etag=state.etag,
            modified=state.modified,
            body_hash=state.body_hash,
            read=state.read,
            succeeded=state.succeeded,
            failures=failures,
            failure=sentence,
        )
        return Polled(record=Record(url=feed.url, state=failed, due=_ms(due)))

    def _interval(self, feed: FeedSettings) -> float:
        return self.settings.interval if feed.interval is None else feed.interval

    def _note(self, url: str, outcome: str) -> None:
        metrics.POLLS.labels(outcome).inc()
        (self.failing.discard if outcome in ("read", "unchanged") else self.failing.add)(url)
        metrics.FAILING.set(len(self.failing))

    def _tell(self, feed: FeedSettings, document: Document, empty: int) -> None:
        metrics.ENTRIES.labels("empty").inc(empty)
        metrics.ENTRIES.labels("dropped").inc(document.dropped)
        for count, what in ((empty, "with neither title nor text"), (document.dropped, "beyond ingest.max_entries")):
            if count:
                log.warning("feed %s: left out entries %s: %d", shown(feed.url), what, count)
        if document.flaw:
            log.info("feed %s: not well-formed, read as far as it goes: %r", shown(feed.url), document.flaw)


def shown(url: str) -> str:
    """Return a feed's address as logs may show it: without user and password, and escaped."""
    parts = urlsplit(url)
    return ascii(urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])))[1:-1]


def _succeeded(
    state: FeedState, answer: Fetched, body_hash: str | None, now: datetime, *, read: int | None = None
) -> FeedState:
    return FeedState(
        etag=answer.validators.etag,
        modified=answer.validators.modified,
        body_hash=body_hash,
        read=state.read if read is None else read,
        succeeded=_ms(now),
    )


def _ms(moment: datetime) -> int:
    # Integers throughout: a float of this size is off by a millisecond now and then.
    since = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86_400 + since.seconds) * 1000 + since.microseconds // 1000
