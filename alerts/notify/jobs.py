"""What is to be sent on each channel, as a port: which message, when, and what became of it.

Glossary. On each channel, news on one quantity make a *thread*; notices, and what was held back for a digest, have
threads of their own. A thread with news that wait is *due* at a time. A *job* is a thread that is *leased*, with the
news that go into one message: whoever has not settled it by the end of the lease has died, and it is due again, with
the same news. What comes meanwhile waits for the next job.

Contract, held by one suite for all adapters (tests/alerts/test_jobs_contract.py):
1. `add` puts news into a thread of each channel that never had them, all or none; adding them again, also after they
   were settled, does nothing.
2. A thread that is new is due at once. One that a message was sent on is due `fold` seconds after that message, so
   that what comes in between is told together; with a `fold` of 0, at once, and each piece of news is a job.
3. A leased thread is leased to nobody else before the lease ends. Each lease of the same news counts as one attempt.
4. Threads of one channel are leased in the order in which they are due; channels know nothing of each other.
5. News of a job that was settled (`done`, `give_up`, `hold`) are not leased again in its thread; a job that another
   has settled meanwhile cannot be settled, retried or held.
6. A job of which a try has begun that neither failed (`retry`) nor was settled is `unsure` from its next lease on.
7. An adapter whose server is away raises `StoreAway`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from alerts.notify.deliveries import REMEMBERED
from alerts.notify.news import DIGEST, LATER, News, Said

__all__ = ["MOST", "REMEMBERED", "Job", "Jobs"]

MOST = 1000
"""News in one job; those beyond are left for the next."""


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """A thread that is leased.

    Attributes:
        attempt: counts from 1.
        news: what to tell in one message, in the order in which it came.
        first: the thread's first message, None where none was sent yet.
        unsure: whether an earlier try ended with its process, so that the message may have arrived.
    """

    channel: str
    thread: str
    attempt: int
    news: tuple[News, ...]
    first: Said | None = None
    unsure: bool = False

    @property
    def key(self) -> str:
        """The message's idempotency key: the same for each try of the same news, and no other message's.

        News that were tried by themselves may be moved into a digest, or behind quiet hours: that is another message.
        """
        moved = f"{self.thread.lstrip('~')}-" if self.thread in (DIGEST, LATER) else ""
        return f"msg_{moved}{self.news[0].id.lstrip('~')}"


class Jobs(Protocol):
    """Keeps what is to be sent. Safe to use from several threads. Times are aware."""

    def add(
        self, news: News, channels: Sequence[str], now: datetime, *, thread: str, due: datetime | None = None
    ) -> Sequence[str]:
        """Put `news` into `thread` of each of `channels`; return the channels that did not have them.

        Due at `due`, or where none is given as the contract says. Raises `StoreAway`.
        """
        ...

    def lease(self, channel: str, now: datetime, until: datetime) -> Job | datetime | None:
        """Return what is due on `channel` at `now`, leased until `until`.

        Where nothing is due, return when something will be, or None. Raises `StoreAway`.
        """
        ...

    def begin(self, job: Job) -> bool:
        """Note that `job` is about to be sent; return whether it is still to be. Raises `StoreAway`."""
        ...

    def done(self, job: Job, said: Said) -> bool:
        """Note that `job` was delivered; return whether it was still to be settled. Raises `StoreAway`."""
        ...

    def give_up(self, job: Job) -> bool:
        """Note that `job` will not be sent; return whether it was still to be settled. Raises `StoreAway`."""
        ...

    def hold(self, job: Job, thread: str, due: datetime) -> bool:
        """Move the news of `job` to another `thread` of its channel, due at `due` if that was empty.

        Return whether it was still to be settled. Raises `StoreAway`.
        """
        ...

    def retry(self, job: Job, at: datetime) -> None:
        """Make `job` due again at `at`. Raises `StoreAway`."""
        ...

    def waiting(self, channel: str) -> int:
        """Return how many pieces of news for `channel` are not settled. Raises `StoreAway`."""
        ...
