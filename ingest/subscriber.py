"""Asks hubs to push, and reads what they push as if it had been polled."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from ingest import metrics
from ingest.callback import PATH, Push
from ingest.commit import Polled
from ingest.drafts import Source, drafts
from ingest.errors import FeedError
from ingest.messages import BODY_LIMIT
from ingest.outlook import milliseconds
from ingest.poll import Parser, shown
from ingest.seen.port import FeedState
from ingest.subscriptions import Subscriptions
from ingest.websub import LEASE, wanted
from wire.clock import Clock
from wire.settings.model import FeedSettings

log = logging.getLogger(__name__)


class Poster(Protocol):
    """Posts forms; `ingest.fetch.HttpFetcher` is the one."""

    async def post(self, url: str, form: Mapping[str, str]) -> int:
        """Return the status of the answer to a form posted to `url`. Raises `FetchError`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """Subscribes to feeds that offer a hub; `public_url` is where hubs reach the callback server."""

    subscriptions: Subscriptions
    poster: Poster
    parser: Parser
    clock: Clock
    public_url: str
    entries: int
    pushes: "asyncio.Queue[Push]"

    async def consider(self, feed: str, state: FeedState) -> None:
        """Ask the hub of a feed that has just been polled to subscribe us, if it is time to. Never raises."""
        now = milliseconds(self.clock.now())
        try:
            if not state.hub:
                return
            known = await asyncio.to_thread(self.subscriptions.of_feed, feed)
            if not wanted(known, hub=state.hub, topic=state.topic, now=now):
                return
            asked, path = await asyncio.to_thread(
                lambda: self.subscriptions.ask(feed=feed, hub=state.hub, topic=state.topic, now=now)
            )
            status = await self.poster.post(
                asked.hub,
                {
                    "hub.mode": "subscribe",
                    "hub.topic": asked.topic,
                    "hub.callback": self.public_url.rstrip("/") + PATH + path,
                    "hub.secret": asked.secret,
                    "hub.lease_seconds": str(LEASE),
                },
            )
        except (FeedError, ConnectionError) as error:
            log.warning("feed %s: its hub cannot be asked: %s", shown(feed), error)
            return
        if status // 100 != 2:
            log.warning("feed %s: its hub answered with status %d", shown(feed), status)

    async def read(self, push: Push, feed: FeedSettings) -> Polled:
        """Return what a push brings; nothing where it cannot be read."""
        try:
            document = await self.parser.parse(
                push.body, content_type=push.content_type, base=feed.url, entries=self.entries, body_limit=BODY_LIMIT
            )
        except FeedError as error:
            metrics.PUSHES.labels("unreadable").inc()
            log.warning("feed %s: what its hub has pushed cannot be read: %s", shown(feed.url), error)
            return Polled(record=None)
        found, _ = drafts(document, Source(url=feed.url, outlet=feed.outlet, ours=feed.ours))
        return Polled(record=None, drafts=found, fetched=milliseconds(self.clock.now()))


def handing(loop: asyncio.AbstractEventLoop, pushes: "asyncio.Queue[Push]") -> Callable[[Push], None]:
    """Return what puts a push from any thread onto the queue of the loop; one too many is left to the polls."""

    def put(push: Push) -> None:
        if not pushes.full():
            pushes.put_nowait(push)

    def hand(push: Push) -> None:
        loop.call_soon_threadsafe(put, push)

    return hand
