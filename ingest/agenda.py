"""Which feed to poll next: feeds by due time, kept within the limits of their hosts. No clock and no I/O.

A feed whose host is busy or resting costs nothing and holds up nobody: only hosts that may be asked are looked at.
"""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(slots=True)
class _Host:
    waiting: list[tuple[float, str]] = field(default_factory=list)
    running: int = 0
    rests_until: float = float("-inf")
    queued: float | None = None


class Agenda:
    """Feeds to poll. At most `per_host` at once on one host, whose starts are `pause` seconds apart at least.

    Times are seconds of any one clock, the caller's.
    """

    def __init__(self, *, per_host: int, pause: float) -> None:
        self._per_host = per_host
        self._pause = pause
        self._hosts: dict[str, _Host] = {}
        # When a host can be asked next. Only the entry that equals the host's `queued` counts.
        self._order: list[tuple[float, str]] = []

    def add(self, url: str, due: float) -> None:
        """Put a feed on the agenda, to be taken at `due` or later."""
        name = _host_of(url)
        host = self._hosts.setdefault(name, _Host())
        heapq.heappush(host.waiting, (due, url))
        self._queue(name, host)

    def take(self, now: float, most: int) -> Sequence[tuple[str, float]]:
        """Take at most `most` feeds off the agenda that may be polled at `now`, each with the time it was due."""
        taken: list[tuple[str, float]] = []
        while len(taken) < most and (at := self.next_time()) is not None and at <= now:
            _, name = heapq.heappop(self._order)
            host = self._hosts[name]
            host.queued = None
            due, url = heapq.heappop(host.waiting)
            host.running += 1
            host.rests_until = now + self._pause
            taken.append((url, due))
            self._queue(name, host)
        return taken

    def done(self, url: str) -> None:
        """Say that the request for a feed that was taken has ended; its host has room for another."""
        name = _host_of(url)
        host = self._hosts[name]
        host.running -= 1
        self._queue(name, host)

    def next_time(self) -> float | None:
        """Return when a feed may be taken at the earliest, None where none is waiting or all hosts are busy."""
        while self._order:
            at, name = self._order[0]
            if self._hosts[name].queued == at:
                return at
            heapq.heappop(self._order)
        return None

    def _ready(self, host: _Host) -> float | None:
        if not host.waiting or host.running >= self._per_host:
            return None
        return max(host.waiting[0][0], host.rests_until)

    def _queue(self, name: str, host: _Host) -> None:
        ready = self._ready(host)
        if ready is not None and (host.queued is None or ready < host.queued):
            host.queued = ready
            heapq.heappush(self._order, (ready, name))


def _host_of(url: str) -> str:
    return (urlsplit(url).hostname or "").lower()
