"""The loop over all feeds: takes what is due, polls many at once, commits by the batch, pauses for a backlog.

One asyncio loop does the network; what blocks (Redis, the bus) runs in threads, and parsing in processes. A feed that
is slow, wrong or hostile holds one of the places for requests until its time is up, and nothing else.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from ingest import metrics
from ingest.agenda import Agenda, Left
from ingest.callback import Push
from ingest.census import Census
from ingest.commit import Committer, Polled
from ingest.fulltext import FullText
from ingest.patience import TURN, Patience, Stopped
from ingest.poll import Poll
from ingest.seen.places import Places
from ingest.seen.port import Claim, Later, SeenStore, Visit, Wanted
from ingest.subscriber import Subscriber
from wire.clock import Clock
from wire.pulse import Pulse
from wire.settings.model import FeedSettings, IngestSettings
from wire.stop import Stop

BATCH = 100
"""Polls that are committed together at most."""

RENEW = 2.0
"""Seconds between signs of life to the seen-state."""

ASK_BACKLOG = 1.0
"""Seconds between questions for the backlog."""

LOOK = 1.0
"""Seconds between looks at which pages are due."""

VISITS = 20
"""Pages that are read again at once."""

HELD = 1.0
"""Seconds after which a feed that another process holds is looked at again."""

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Poller:
    """Polls feeds until it is told to stop.

    Attributes:
        feeds: what to poll.
        agenda: where they are put; others may hold places at hosts by it.
        places: where it is told that requests to hosts have ended, the ones of others included.
        full_text: gives articles the text of their pages; None where no feed asks for it.
        subscriber: asks hubs to push; None where no address is set at which they could.
        backlog: returns how many articles are unread; None where that is no reason to pause.
        census: counts the feeds that were polled, by how they fare.
    """

    feeds: Sequence[FeedSettings]
    agenda: Agenda
    settings: IngestSettings
    store: SeenStore
    places: Places
    poll: Poll
    committer: Committer
    clock: Clock
    pulse: Pulse
    stop: Stop
    full_text: FullText | None = None
    subscriber: Subscriber | None = None
    backlog: Callable[[], int] | None = None
    census: Census = field(default_factory=Census)
    _by_url: Mapping[str, FeedSettings] = field(init=False)
    _polling: set[asyncio.Task[None]] = field(init=False, default_factory=set)
    _asking: int = field(init=False, default=0)
    _visiting: int = field(init=False, default=0)
    _finished: asyncio.Queue[Polled] = field(init=False)
    _paused: bool = field(init=False, default=False)
    _patience: Patience = field(init=False)

    def __post_init__(self) -> None:
        self._patience = Patience(clock=self.clock, pulse=self.pulse, stop=self.stop)
        self._by_url = {feed.url: feed for feed in self.feeds}
        self._finished = asyncio.Queue(maxsize=2 * BATCH)
        now = self.clock.now().timestamp()
        for feed in self.feeds:
            self.agenda.add(feed.url, now)
        metrics.FEEDS.set(len(self.feeds))

    async def run(self) -> None:
        """Poll until `stop`, then commit what has been fetched and give the other feeds back."""
        committing = asyncio.create_task(self._commit_all())
        try:
            with contextlib.suppress(Stopped):
                await self._take_all(committing)
        finally:
            for task in self._polling:
                task.cancel()
            await asyncio.gather(*self._polling, return_exceptions=True)
            if not committing.done():
                await self._finished.join()
                committing.cancel()
            await asyncio.gather(committing, return_exceptions=True)
            with contextlib.suppress(ConnectionError):
                await self._patience.once(partial(self.places.leave, self._left()))
                await self._patience.once(self.store.resign)
            self._patience.close()

    async def _take_all(self, committing: "asyncio.Task[None]") -> None:
        """Start polls as feeds become due."""
        renewed = asked = looked = float("-inf")
        while not self.stop:
            self.pulse.beat()
            if committing.done():
                committing.result()  # a failure of ours in there ends the stage
                return
            if self.clock.monotonic() - renewed >= RENEW:
                await self._patience.until_there(self.store.renew)
                self.agenda.forget(self.clock.now().timestamp())
                renewed = self.clock.monotonic()
            if self.backlog is not None and self.clock.monotonic() - asked >= ASK_BACKLOG:
                self._pause_for(await self._patience.until_there(self.backlog))
                asked = self.clock.monotonic()
            if self.full_text is not None and not self._paused and self.clock.monotonic() - looked >= LOOK:
                await self._visit_due(self.full_text)
                looked = self.clock.monotonic()
            while self.subscriber is not None and not self.subscriber.pushes.empty():
                self._begin(self._push(self.subscriber, self.subscriber.pushes.get_nowait()))
            if left := self._left():
                await self._patience.until_there(partial(self.places.leave, left))
            # Where commits do not keep up, what waits for them must not pile up.
            free = 0 if self._finished.full() else self.settings.concurrency - self._asking
            now = self.clock.now()
            due = [] if self._paused or free <= 0 else self.agenda.take(now.timestamp(), free)
            if due:
                wanted = [self._wanted(url) for url, _ in due]
                answers = await self._patience.until_there(
                    partial(self.store.claim, wanted, int(now.timestamp() * 1000))
                )
                for (url, at), answer in zip(due, answers, strict=True):
                    self._start(url, at, answer)
            else:
                await asyncio.sleep(TURN)

    def _start(self, url: str, due: float, answer: Claim | Later) -> None:
        if isinstance(answer, Claim):
            metrics.LATENESS.observe(max(0.0, self.clock.now().timestamp() - due))
            self._asking += 1
            self._begin(self._one(self._by_url[url], answer))
            return
        if not answer.host:
            self.census.forget(url)  # another process polls it
        self.agenda.back(url, self.clock.now().timestamp() + HELD if answer.due is None else answer.due / 1000)

    def _wanted(self, url: str) -> Wanted:
        own = self._by_url[url].interval
        interval = self.settings.interval if own is None else own
        return Wanted(url=url, interval=int(interval * 1000), pause=int(self.agenda.pause(url) * 1000))

    def _left(self) -> Sequence[Left]:
        return self.agenda.left(self.clock.now().timestamp())

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._polling.add(task)
        task.add_done_callback(self._polling.discard)

    async def _visit_due(self, full_text: FullText) -> None:
        """Start reading again the pages that are due."""
        free = VISITS - self._visiting
        now = int(self.clock.now().timestamp() * 1000)
        for visit in await self._patience.until_there(partial(self.store.visits, now, free)) if free > 0 else ():
            self._visiting += 1
            self._begin(self._visit(full_text, visit))

    async def _push(self, subscriber: Subscriber, push: Push) -> None:
        feed = self._by_url.get(push.feed)
        if feed is None:
            return
        polled = await subscriber.read(push, feed)
        if self.full_text is not None:
            polled = await self.full_text.settle(feed, polled)
        await self._finished.put(polled)

    async def _visit(self, full_text: FullText, visit: Visit) -> None:
        try:
            polled = await full_text.visit(visit, self._by_url.get(visit.feed))
        finally:
            self._visiting -= 1
        await self._finished.put(polled)

    async def _one(self, feed: FeedSettings, claim: Claim) -> None:
        try:
            polled = await self.poll.poll(feed, claim)
        except asyncio.CancelledError:
            # Nothing of it is on the bus: the next poll need not ask for everything again, unless this one had to.
            if not claim.unfinished:
                with contextlib.suppress(ConnectionError):
                    await self._patience.once(partial(self.store.release, [feed.url]))
            raise
        finally:
            self._asking -= 1
            self.agenda.done(feed.url)
        if self.full_text is not None:
            polled = await self.full_text.settle(feed, polled)
        await self._finished.put(polled)

    async def _commit_all(self) -> None:
        """Commit polls as they end, all that are there at once."""
        while True:
            batch = [await self._finished.get()]
            while len(batch) < BATCH and not self._finished.empty():
                batch.append(self._finished.get_nowait())
            try:
                for record in await self._patience.until_there(partial(self.committer.commit, batch)):
                    self.census.note(record.url, record.state, self.clock.now())
                    self.agenda.add(record.url, record.due / 1000)
                    if self.subscriber is not None and record.state.hub:
                        self._begin(self.subscriber.consider(record.url, record.state))
            except Stopped:
                log.warning("%d polls end uncommitted and will be repeated", len(batch))
            finally:
                for _ in batch:
                    self._finished.task_done()

    def _pause_for(self, backlog: int) -> None:
        paused = backlog >= self.settings.backlog
        if paused and not self._paused:
            log.warning("polling pauses: %d articles are unread (ingest.backlog is %d)", backlog, self.settings.backlog)
        elif self._paused and not paused:
            log.info("polling goes on: %d articles are unread", backlog)
        self._paused = paused
        metrics.PAUSED.set(paused)
