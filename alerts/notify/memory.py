"""Due jobs in memory, for tests: nothing outlives the process."""

import threading
from collections.abc import Sequence
from datetime import datetime

from alerts.messages import Contradiction
from alerts.notify.jobs import Job


class MemoryJobs:
    """Keeps jobs in dictionaries; see `alerts.notify.jobs` for the contract."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[tuple[str, str], Contradiction] = {}
        self._due: dict[tuple[str, str], datetime] = {}
        self._attempts: dict[tuple[str, str], int] = {}

    def add(self, contradiction: Contradiction, channels: Sequence[str], now: datetime) -> Sequence[str]:
        """Make jobs, due at `now`; return the channels that have a new one."""
        with self._lock:
            new = [channel for channel in channels if (channel, contradiction.id) not in self._known]
            for channel in new:
                self._known[channel, contradiction.id] = contradiction
                self._due[channel, contradiction.id] = now
            return new

    def lease(self, channel: str, now: datetime, until: datetime) -> Job | datetime | None:
        """Return a due job of `channel`, leased until `until`; or when the next is due; or None."""
        with self._lock:
            mine = sorted((due, key) for key, due in self._due.items() if key[0] == channel)
            if not mine:
                return None
            due, key = mine[0]
            if due > now:
                return due
            self._due[key] = until
            self._attempts[key] = self._attempts.get(key, 0) + 1
            return Job(channel=channel, attempt=self._attempts[key], contradiction=self._known[key])

    def done(self, job: Job) -> None:
        """Note that `job` was delivered."""
        self._settle(job)

    def give_up(self, job: Job) -> None:
        """Note that `job` will not be tried again."""
        self._settle(job)

    def retry(self, job: Job, at: datetime) -> None:
        """Make `job` due again at `at`."""
        with self._lock:
            if (job.channel, job.contradiction.id) in self._due:
                self._due[job.channel, job.contradiction.id] = at

    def waiting(self, channel: str) -> int:
        """Return how many jobs of `channel` are not settled."""
        return sum(name == channel for name, _ in self._due)

    def _settle(self, job: Job) -> None:
        with self._lock:
            self._due.pop((job.channel, job.contradiction.id), None)
