"""Due jobs as a port: which message goes to which channel, when, and what became of it.

Glossary. A *job* is one contradiction for one channel. It is *due* at a time. To *lease* it is to take it until a later
time; whoever has not settled it by then has died, and it is due again.

Contract, held by one suite for all adapters (tests/alerts/test_jobs_contract.py):
1. `add` makes a job for each channel that never had one for this contradiction, all or none; adding again, also after
   the job was settled, makes none.
2. A leased job is leased to nobody else before the lease ends. Each lease counts as one attempt.
3. Jobs of one channel are leased in the order in which they are due; channels know nothing of each other.
4. A settled job (`done`, `give_up`) is never leased again; what became of it is remembered for `REMEMBERED` seconds
   after it was last added.
5. An adapter whose server is away raises `JobsAway`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from alerts.messages import Contradiction

REMEMBERED = 100 * 86_400
"""Seconds: longer than the ledger keeps a quantity that nobody reports on."""


class JobsAway(ConnectionError):
    """The server that keeps the jobs does not answer."""


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """A job that is leased: `attempt` counts from 1."""

    channel: str
    attempt: int
    contradiction: Contradiction


class Jobs(Protocol):
    """Keeps jobs. Safe to use from several threads. Times are aware."""

    def add(self, contradiction: Contradiction, channels: Sequence[str], now: datetime) -> Sequence[str]:
        """Make jobs, due at `now`; return the channels that have a new one. Raises `JobsAway`."""
        ...

    def lease(self, channel: str, now: datetime, until: datetime) -> Job | datetime | None:
        """Return a job of `channel` that is due at `now`, leased until `until`.

        Where none is due, return when the next one will be, or None. Raises `JobsAway`.
        """
        ...

    def done(self, job: Job) -> None:
        """Note that `job` was delivered. Raises `JobsAway`."""
        ...

    def give_up(self, job: Job) -> None:
        """Note that `job` will not be tried again. Raises `JobsAway`."""
        ...

    def retry(self, job: Job, at: datetime) -> None:
        """Make `job` due again at `at`. Raises `JobsAway`."""
        ...

    def waiting(self, channel: str) -> int:
        """Return how many jobs of `channel` are not settled. Raises `JobsAway`."""
        ...
