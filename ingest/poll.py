"""One poll of one feed, as far as it goes without the bus: request, parse, and what is to be remembered."""

import hashlib
import logging
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

import msgspec

from ingest import metrics
from ingest.commit import Polled
from ingest.condition import TOLD, condition
from ingest.document import Document
from ingest.drafts import Source, drafts
from ingest.errors import BadStatus, FeedError, Throttled
from ingest.fetch import Fetched, Fetcher, Validators
from ingest.gate import Gate, OpenGate
from ingest.hosts import Hosts, host_of
from ingest.messages import BODY_LIMIT
from ingest.outlook import MOVES, Outlook, first_rhythm, milliseconds, moved_to, moving, offered
from ingest.schedule import LONGEST_RETRY_AFTER, Hints, Reason, next_poll
from ingest.seen.port import FORGOTTEN, REREAD, Claim, FeedState, Record
from wire.clock import Clock
from wire.settings.model import FeedSettings, IngestSettings

UNCONDITIONAL = 0.01
"""Share of polls that ask without conditions, because validators lie."""

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
    """Polls claimed feeds with the given parts; keeps nothing itself."""

    settings: IngestSettings
    fetcher: Fetcher
    parser: Parser
    clock: Clock
    roll: Roll
    hosts: Hosts = field(default_factory=lambda: Hosts(per_host=1, pause=0))
    gate: Gate = field(default_factory=OpenGate)

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
        whole = claim.unfinished or state.read is None or milliseconds(began) - state.read > REREAD * 1000
        checking = self.roll() >= 1 - UNCONDITIONAL
        given = Validators(etag=state.etag, modified=state.modified)
        asked = Validators() if whole or checking or state.lied else given
        answer = await self._fetch(feed, moved_to(state, checking=checking), asked)
        now = self.clock.now()
        if answer.body is None and asked == Validators():
            raise BadStatus(304)  # nobody asked whether anything has changed
        body_hash = state.body_hash if answer.body is None else hashlib.sha256(answer.body).hexdigest()[:32]
        metrics.BYTES.inc(len(answer.body or b""))
        done = self._succeeded(feed, state, answer, body_hash, now)
        if answer.body is None or (body_hash == state.body_hash and not whole):
            metrics.POLLS.labels("unchanged").inc()
            return Polled(record=self._record(feed, done, answer, now))
        document = await self.parser.parse(
            answer.body,
            content_type=answer.content_type,
            base=answer.url,
            entries=self.settings.max_entries,
            body_limit=BODY_LIMIT,
        )
        metrics.POLLS.labels("read").inc()
        first = state.read is None or milliseconds(began) - state.read > FORGOTTEN * 1000
        done = msgspec.structs.replace(done, read=milliseconds(now), hints=document.hints, **offered(document, answer))
        # A server whose validators did not move although its document did would have said that nothing had changed.
        stuck = given not in (Validators(), asked) and answer.validators == given and state.body_hash is not None
        return self.taken(feed, document, done, answer, now, first=first, stuck=stuck)

    def taken(
        self,
        feed: FeedSettings,
        document: Document,
        state: FeedState,
        answer: Fetched,
        now: datetime,
        *,
        first: bool,
        stuck: bool = False,
    ) -> Polled:
        """Return what a document that was read comes to, how many of its articles are new being still unknown."""
        found, empty = drafts(document, Source(url=feed.url, outlet=feed.outlet, ours=feed.ours))
        self._tell(feed, document, empty)
        if first:
            rhythm = first_rhythm([draft.entry.published for draft in found], now)
            state = msgspec.structs.replace(state, rhythm=rhythm)
        reason = self._reason(feed, state, fresh_for=answer.fresh_for)
        return Polled(
            record=self._record(feed, state, answer, now),
            outlook=Outlook(now=now, reason=reason, roll=self.roll(), entries=len(found), first=first, stuck=stuck),
            drafts=found,
            fetched=milliseconds(now),
            backfilled=first and self.settings.backfill == "quiet",
        )

    async def _fetch(self, feed: FeedSettings, moved: str | None, asked: Validators) -> Fetched:
        started = self.clock.monotonic()
        own = host_of(feed.url)
        try:
            answer = await self.fetcher.fetch(moved or feed.url, asked, gate=self.gate, at=own)
        except BadStatus as error:
            if isinstance(error, Throttled):
                host = error.host or own
                wait = min(error.retry_after or 0.0, LONGEST_RETRY_AFTER)
                self.hosts.slow(host, self.clock.now().timestamp(), wait)
            raise
        finally:
            metrics.FETCHING.observe(self.clock.monotonic() - started)
        self.hosts.ease(own)
        return answer

    def _reason(self, feed: FeedSettings, state: FeedState, *, fresh_for: float | None = None) -> Reason:
        return Reason(
            interval=self.settings.interval if feed.interval is None else feed.interval,
            slowest=self.settings.slowest if feed.slowest is None else feed.slowest,
            rhythm=state.rhythm,
            hints=state.hints if feed.hints else Hints(),
            fresh_for=fresh_for if feed.hints else None,
            failures=state.failures,
            failure=state.kind,
        )

    def _record(self, feed: FeedSettings, state: FeedState, answer: Fetched, now: datetime) -> Record:
        due = next_poll(now, self._reason(feed, state, fresh_for=answer.fresh_for), self.roll())
        return Record(url=feed.url, state=state, due=milliseconds(due))

    def _failed(self, feed: FeedSettings, state: FeedState, error: FeedError | None) -> Polled:
        now = self.clock.now()
        sentence = str(error) if error is not None else "figurewatch itself failed on it"
        if error is not None:
            log.warning("feed %s: %s", shown(feed.url), sentence, extra={"kind": error.kind})
        failed = msgspec.structs.replace(
            state,
            failures=state.failures + 1,
            failure=sentence,
            kind=error.kind if error is not None else "ours",
            # Where the feed has moved to it may be gone: the next poll asks at the address of the settings again.
            moved=None,
            moves=0,
        )
        failed = self._told(feed, failed, now)
        metrics.POLLS.labels(failed.kind).inc()
        after = error.retry_after if isinstance(error, BadStatus) else None
        reason = replace(self._reason(feed, failed), retry_after=after)
        due = next_poll(now, reason, self.roll())
        return Polled(record=Record(url=feed.url, state=failed, due=milliseconds(due)))

    def _succeeded(
        self, feed: FeedSettings, state: FeedState, answer: Fetched, body_hash: str | None, now: datetime
    ) -> FeedState:
        done = msgspec.structs.replace(
            state,
            etag=answer.validators.etag,
            modified=answer.validators.modified,
            body_hash=body_hash,
            succeeded=milliseconds(now),
            failures=0,
            failure="",
            kind="",
            **moving(state, answer),
        )
        if done.moves == MOVES and state.moves < MOVES:
            log.warning("feed %s has moved for good to %s", shown(feed.url), shown(done.moved or ""))
        return self._told(feed, done, now)

    def _told(self, feed: FeedSettings, state: FeedState, now: datetime) -> FeedState:
        """Tell ops once of what they should look at, and return the state with that noted."""
        found = condition(state, now)
        told = found if found in TOLD else ""
        if told and told != state.told:
            log.error("feed %s %s", shown(feed.url), TOLD[found], extra={"condition": found})
        return msgspec.structs.replace(state, told=told)

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
