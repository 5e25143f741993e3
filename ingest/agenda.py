"""Which feed to poll next: feeds by due time, kept within the limits of their hosts. No clock and no I/O.

A feed whose host is busy or resting costs nothing and holds up nobody: only hosts that may be asked are looked at.
"""

import heapq
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.hosts import Hosts, host_of


@dataclass(frozen=True, slots=True)
class Left:
    """The end of a request to a host: which one (`token`), and for how many seconds the host is now left alone."""

    host: str
    token: str
    rests: float


class Agenda:
    """Feeds to poll, within the limits that `hosts` keeps; others may ask the same hosts in between.

    Times are seconds of any one clock, the caller's.
    """

    def __init__(self, hosts: Hosts) -> None:
        self._hosts = hosts
        self._waiting: dict[str, list[tuple[float, str]]] = defaultdict(list)
        # When a host can be asked next. Only the entry that equals the one in `_queued` counts.
        self._order: list[tuple[float, str]] = []
        self._queued: dict[str, float] = {}
        self._ended: list[tuple[str, str]] = []

    def add(self, url: str, due: float) -> None:
        """Put a feed on the agenda, to be taken at `due` or later."""
        name = host_of(url)
        heapq.heappush(self._waiting[name], (due, url))
        self._queue(name)

    def take(self, now: float, most: int) -> Sequence[tuple[str, float]]:
        """Take at most `most` feeds off the agenda that may be polled at `now`, each with the time it was due."""
        taken: list[tuple[str, float]] = []
        while len(taken) < most and (at := self.next_time()) is not None and at <= now:
            _, name = heapq.heappop(self._order)
            del self._queued[name]
            ready = self._ready(name)
            if ready is not None and ready <= now:
                due, url = heapq.heappop(self._waiting[name])
                self._hosts.begin(name, now)
                taken.append((url, due))
            self._queue(name)
        return taken

    def done(self, url: str) -> None:
        """Say that the request for a feed that was taken has ended; its host has room for another."""
        self.leave(host_of(url), url)

    def back(self, url: str, due: float) -> None:
        """Put a feed that was taken on the agenda again: it is not to be asked before `due`, and was not now."""
        self.withdraw(host_of(url))
        self.add(url, due)

    def pause(self, url: str) -> float:
        """Return the seconds between requests to the host of a feed."""
        return self._hosts.apart(host_of(url))

    def enter(self, name: str, now: float) -> float | None:
        """Begin a request to the host that is on no agenda; return None if it may start, else when to ask again.

        Feeds that wait for the host have no right of way over those who ask at the right time.
        """
        free = self._hosts.free_at(name)
        if free is None:
            return now
        if free > now:
            return free
        self._hosts.begin(name, now)
        return None

    def leave(self, name: str, token: str) -> None:
        """Say that the request `token` to the host has ended."""
        self._ended.append((name, token))
        self.withdraw(name)

    def withdraw(self, name: str) -> None:
        """Say that a request to the host was not made after all."""
        self._hosts.end(name)
        self._queue(name)

    def left(self, now: float) -> Sequence[Left]:
        """Return what has ended since this was asked last, for those who keep the limits of several processes."""
        ended, self._ended = self._ended, []
        return [Left(name, token, self._hosts.resting(name, now)) for name, token in ended]

    def forget(self, now: float) -> None:
        """Forget hosts that nobody has asked for long."""
        self._hosts.forget(now)
        for name in [name for name, waiting in self._waiting.items() if not waiting]:
            del self._waiting[name]

    def next_time(self) -> float | None:
        """Return when a feed may be taken at the earliest, None where none is waiting or all hosts are busy."""
        while self._order:
            at, name = self._order[0]
            if self._queued.get(name) == at:
                return at
            heapq.heappop(self._order)
        return None

    def _ready(self, name: str) -> float | None:
        waiting = self._waiting.get(name)
        free = self._hosts.free_at(name)
        return None if not waiting or free is None else max(waiting[0][0], free)

    def _queue(self, name: str) -> None:
        ready = self._ready(name)
        queued = self._queued.get(name)
        if ready is not None and (queued is None or ready < queued):
            self._queued[name] = ready
            heapq.heappush(self._order, (ready, name))
