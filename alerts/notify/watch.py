"""Whether anything comes in, and the daily word that all works, so that a quiet channel is not taken for a dead one.

Notices have ids made from what they tell, and so are sent once, whichever process says it first.
"""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import redis

from alerts.notify.away import StoreAway, reached
from alerts.notify.jobs import Jobs
from alerts.notify.news import NOTICES, Notice
from alerts.notify.recipients import Recipient
from wire.bus import Message, Outgoing
from wire.clock import Clock
from wire.feedcounts import FeedCounts
from wire.handling import Together
from wire.settings.model import Settings
from wire.stop import Stop

log = logging.getLogger(__name__)

TURN = 5.0
"""Seconds between two looks."""

_HOUR = 3600


class Tally:
    """Counts what comes in, in memory, and adds it to what Redis holds when asked to.

    Keys: "NAMESPACE:n:in", a hash of when the last article came (last) and which silence was told (told), and
    "NAMESPACE:n:in:HOUR", hashes of what came in each hour, kept for two days.
    """

    def __init__(self, client: "redis.Redis", *, namespace: str, clock: Clock) -> None:
        """Use `client`, which must return bytes; nothing is sent before the first call."""
        self._client: Any = client
        self._key = f"{namespace}:n:in"
        self._feeds = FeedCounts(client, namespace=namespace)
        self._clock = clock
        self._lock = threading.Lock()
        self._articles = self._found = 0

    def counting(self, judge: Together) -> Together:
        """Return `judge` with each article and each contradiction counted."""

        def together(messages: Sequence[Message]) -> Sequence[Sequence[Outgoing]]:
            results = judge(messages)
            with self._lock:
                self._articles += len(results)
                self._found += sum(map(len, results))
            return results

        return together

    def flush(self) -> None:
        """Add what was counted to what Redis holds. Raises `StoreAway`, and then keeps it for the next time."""
        with self._lock:
            articles, found = self._articles, self._found
        if not articles:
            return
        now = self._clock.now().timestamp()
        hour = f"{self._key}:{int(now // _HOUR)}"
        with reached():
            together = self._client.pipeline(transaction=True)
            together.hset(self._key, "last", now)
            together.hincrby(hour, "articles", articles)
            together.hincrby(hour, "found", found)
            together.expire(hour, 48 * _HOUR)
            together.execute()
        with self._lock:
            self._articles -= articles
            self._found -= found

    def day(self) -> tuple[int, int]:
        """Return how many articles and contradictions came in the last 24 hours. Raises `StoreAway`."""
        hour = int(self._clock.now().timestamp() // _HOUR)
        with reached():
            asking = self._client.pipeline(transaction=False)
            for each in range(hour - 23, hour + 1):
                asking.hmget(f"{self._key}:{each}", "articles", "found")
            rows = asking.execute()
        return sum(int(row[0] or 0) for row in rows), sum(int(row[1] or 0) for row in rows)

    def feeds(self) -> Mapping[str, int]:
        """Return how many feeds are in which condition, as ingest noted. Raises `StoreAway`."""
        with reached():
            return self._feeds.read(self._clock.now())

    def last(self) -> tuple[float | None, float | None]:
        """Return when the last article came, and since when it was told that none comes. Raises `StoreAway`."""
        with reached():
            last, told = self._client.hmget(self._key, "last", "told")
        return (None if last is None else float(last), None if told is None else float(told))

    def tell(self, since: float | None) -> None:
        """Note since when nothing comes in, as was told; None for that it comes again. Raises `StoreAway`."""
        with reached():
            if since is None:
                self._client.hdel(self._key, "told")
            else:
                self._client.hset(self._key, "told", since)


class Watch:
    """Says when nothing comes in, when it comes again, and once a day that all works."""

    def __init__(
        self,
        tally: Tally,
        jobs: Jobs,
        recipients: Sequence[Recipient],
        settings: Settings,
        clock: Clock,
        wake: Callable[[str], None],
    ) -> None:
        """Tell `recipients`; `wake` is called with the name of each channel that has something new."""
        self._tally = tally
        self._jobs = jobs
        self._recipients = recipients
        self._settings = settings
        self._clock = clock
        self._wake = wake
        self._started = clock.now()

    def run(self, stop: Stop) -> None:
        """Look every now and then until `stop`."""
        while not stop.wait(TURN):
            try:
                self.look()
            except StoreAway as error:
                log.debug("no watch", extra={"error": type(error).__name__})

    def look(self) -> None:
        """Flush what was counted, and tell what there is to tell. Raises `StoreAway`."""
        self._tally.flush()
        self._input()
        self._heartbeat()

    def _input(self) -> None:
        patience = self._settings.alerts.input_silence
        if patience is None:
            return
        now = self._clock.now()
        last, told = self._tally.last()
        began = self._started.timestamp() if last is None else last
        # A process that has just started gives the feeds as long as ever before it complains.
        quiet = now.timestamp() - max(began, self._started.timestamp())
        if told is not None and last is not None and last > told:
            minutes = round((last - told) / 60)
            text = f"Articles come in again, after {minutes} minutes without any"
            self._tell(Notice(id=f"~again-{int(told)}", kind="input", text=text, at=now))
            self._tally.tell(None)
        elif told is None and quiet >= patience:
            text = f"No article has come in for {round((now.timestamp() - began) / 60)} minutes"
            lines = ("The feeds, the network or the stages before may have failed; no news would reach this channel.",)
            self._tell(Notice(id=f"~silent-{int(began)}", kind="input", text=text, lines=lines, at=now))
            self._tally.tell(began)

    def _tell(self, notice: Notice) -> None:
        for each in self._recipients:
            self._add(each, notice)

    def _heartbeat(self) -> None:
        at = self._settings.alerts.heartbeat
        if at is None:
            return
        now = self._clock.now()
        for each in self._recipients:
            zone = ZoneInfo(each.wishes.timezone)
            today = now.astimezone(zone).date()
            due = datetime.combine(today, time.fromisoformat(at), tzinfo=zone)
            # Only at its time: who starts the service at noon is not told what it did not do in the morning.
            if each.wishes.heartbeat and max(self._started, now - timedelta(hours=1)) <= due.astimezone(UTC) <= now:
                text = works(len(self._settings.feeds), self._tally.feeds(), *self._tally.day())
                self._add(each, Notice(id=f"~heartbeat-{today:%Y%m%d}", kind="heartbeat", text=text, at=now))

    def _add(self, recipient: Recipient, notice: Notice) -> None:
        for name in self._jobs.add(notice, list(recipient.channels), self._clock.now(), thread=NOTICES):
            self._wake(name)


def works(feeds: int, conditions: Mapping[str, int], articles: int, found: int) -> str:
    """Return the daily word: what came of how many `feeds`, and those among them that bring nothing."""
    mute = [
        f"{count:,} {name}"
        for name, count in (("silent", conditions.get("silent", 0)), ("failing", _failing(conditions)))
        if count
    ]
    aside = f" ({', '.join(mute)})" if mute else ""
    return (
        f"figurewatch works: {articles:,} {_noun(articles, 'article')}, {feeds:,} {_noun(feeds, 'feed')}"
        f"{aside}, {found:,} {_noun(found, 'contradiction')} in 24 hours"
    )


def _failing(conditions: Mapping[str, int]) -> int:
    return conditions.get("failing", 0) + conditions.get("gone", 0)


def _noun(count: int, noun: str) -> str:
    return noun if count == 1 else f"{noun}s"
