"""What a host may be asked: how many requests at once, how far apart, and when it rests. No clock and no I/O."""

from dataclasses import dataclass
from urllib.parse import urlsplit

SLOWEST = 7
"""How many times the pause of a host that refuses us doubles at most."""

LONGEST = 60.0
"""Seconds between requests that a host is granted at most where it asks for a pause of its own (Crawl-delay)."""

LEAST = 1.0
"""Seconds that are doubled for a host which refuses us, where the pause between requests is shorter."""

IDLE = 600.0
"""Seconds after which nothing need be known any more of a host that nobody asks."""


@dataclass(slots=True)
class _Host:
    running: int = 0
    rests_until: float = float("-inf")
    slowed: int = 0
    asks_for: float = 0.0
    began: float = float("-inf")


class Hosts:
    """At most `per_host` requests at once to one host, their starts `pause` seconds apart at least.

    Times are seconds of any one clock, the caller's.
    """

    def __init__(self, *, per_host: int, pause: float) -> None:
        self._per_host = per_host
        self._pause = pause
        self._hosts: dict[str, _Host] = {}

    def free_at(self, name: str) -> float | None:
        """Return when a request to the host may start at the earliest; None while all its places are taken."""
        host = self._hosts.get(name)
        if host is None:
            return float("-inf")
        return None if host.running >= self._per_host else host.rests_until

    def begin(self, name: str, now: float) -> None:
        """Say that a request to the host starts at `now`."""
        host = self._hosts.setdefault(name, _Host())
        host.running += 1
        host.began = now
        host.rests_until = max(host.rests_until, now + self._apart(host))

    def apart(self, name: str) -> float:
        """Return the seconds between the starts of requests to the host, as things stand."""
        return self._apart(self._hosts.get(name) or _Host())

    def resting(self, name: str, now: float) -> float:
        """Return the seconds for which the host is to be left alone from `now`, 0 for none."""
        host = self._hosts.get(name)
        return 0.0 if host is None else max(0.0, host.rests_until - now)

    def space(self, name: str, pause: float) -> None:
        """Keep requests to a host `pause` seconds apart at least, as it asks itself; up to `LONGEST`."""
        host = self._hosts.setdefault(name, _Host())
        host.asks_for = min(pause, LONGEST)
        host.rests_until = max(host.rests_until, host.began + self._apart(host))

    def end(self, name: str) -> None:
        """Say that a request to the host has ended."""
        self._hosts[name].running -= 1

    def slow(self, name: str, now: float, wait: float) -> None:
        """Double the pause of a host that refused a request at `now`, and let it rest for that long or for `wait`."""
        host = self._hosts.setdefault(name, _Host())
        host.slowed = min(host.slowed + 1, SLOWEST)
        host.rests_until = max(host.rests_until, now + max(wait, self._apart(host)))

    def ease(self, name: str) -> None:
        """Halve the pause of a host that has answered a request, if it had been slowed down."""
        host = self._hosts.get(name)
        if host is not None and host.slowed:
            host.slowed -= 1

    def forget(self, now: float) -> None:
        """Forget hosts that have been left alone for long."""
        for name in [n for n, h in self._hosts.items() if not h.running and h.rests_until < now - IDLE]:
            del self._hosts[name]

    def _apart(self, host: _Host) -> float:
        pause = max(self._pause, host.asks_for)
        return max(pause, LEAST) * float(2**host.slowed) if host.slowed else pause


def host_of(url: str) -> str:
    """Return the name of the host that limits are counted by: lower case, "" where there is none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
