"""What is to be sent, in memory, for tests: nothing outlives the process."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from alerts.notify.jobs import MOST, Job
from alerts.notify.news import News, Said


@dataclass(slots=True)
class _Thread:
    waiting: list[News] = field(default_factory=list)
    hand: list[News] = field(default_factory=list)
    attempt: int = 0
    begun: bool = False
    due: datetime | None = None
    first: Said | None = None
    last: datetime | None = None


class MemoryJobs:
    """Keeps jobs in dictionaries; see `alerts.notify.jobs` for the contract."""

    def __init__(self, *, fold: float = 30.0) -> None:
        """Fold what comes within `fold` seconds of a message into the next."""
        self._lock = threading.Lock()
        self._fold = timedelta(seconds=fold)
        self._known: set[tuple[str, str]] = set()
        self._threads: dict[tuple[str, str], _Thread] = {}

    def add(
        self, news: News, channels: Sequence[str], now: datetime, *, thread: str, due: datetime | None = None
    ) -> Sequence[str]:
        """Put `news` into `thread` of each of `channels`; return the channels that did not have them."""
        with self._lock:
            new = [channel for channel in channels if (channel, news.id) not in self._known]
            for channel in new:
                self._known.add((channel, news.id))
                mine = self._threads.setdefault((channel, thread), _Thread())
                mine.waiting.append(news)
                if mine.due is None:
                    mine.due = due or self._next(mine, now)
            return new

    def lease(self, channel: str, now: datetime, until: datetime) -> Job | datetime | None:
        """Return what is due on `channel` at `now`, leased until `until`; or when something is due; or None."""
        with self._lock:
            mine = sorted(
                (each.due, name) for (owner, name), each in self._threads.items() if owner == channel and each.due
            )
            if not mine:
                return None
            due, name = mine[0]
            if due > now:
                return due
            thread = self._threads[channel, name]
            if not thread.hand:
                count = MOST if self._fold else 1
                thread.hand, thread.waiting, thread.attempt = thread.waiting[:count], thread.waiting[count:], 0
            thread.attempt += 1
            thread.due = until
            news = tuple(thread.hand)
            return Job(
                channel=channel,
                thread=name,
                attempt=thread.attempt,
                news=news,
                first=thread.first,
                unsure=thread.begun,
            )

    def begin(self, job: Job) -> bool:
        """Note that `job` is about to be sent; return whether it is still to be."""
        with self._lock:
            thread = self._threads[job.channel, job.thread]
            if tuple(thread.hand) != job.news:
                return False
            thread.begun = True
            return True

    def done(self, job: Job, said: Said) -> bool:
        """Note that `job` was delivered; return whether it was still to be settled."""
        return self._settle(job, said)

    def give_up(self, job: Job) -> bool:
        """Note that `job` will not be sent; return whether it was still to be settled."""
        return self._settle(job, None)

    def hold(self, job: Job, thread: str, due: datetime) -> bool:
        """Move the news of `job` to another `thread` of its channel."""
        if not self._settle(job, None):
            return False
        with self._lock:
            other = self._threads.setdefault((job.channel, thread), _Thread())
            other.waiting += job.news
            other.due = other.due or due
            return True

    def retry(self, job: Job, at: datetime) -> None:
        """Make `job` due again at `at`."""
        with self._lock:
            thread = self._threads[job.channel, job.thread]
            if tuple(thread.hand) == job.news:
                thread.due, thread.begun = at, job.unsure

    def waiting(self, channel: str) -> int:
        """Return how many pieces of news for `channel` are not settled."""
        mine = [each for (owner, _), each in self._threads.items() if owner == channel]
        return sum(len(each.waiting) + len(each.hand) for each in mine)

    def _settle(self, job: Job, said: Said | None) -> bool:
        with self._lock:
            thread = self._threads[job.channel, job.thread]
            if tuple(thread.hand) != job.news:
                return False
            thread.hand, thread.attempt, thread.begun = [], 0, False
            if said is not None:
                thread.first = thread.first or said
                thread.last = said.at
            thread.due = self._next(thread, thread.due) if thread.waiting and thread.due else None
            return True

    def _next(self, thread: _Thread, now: datetime) -> datetime:
        return thread.last + self._fold if thread.last else now
