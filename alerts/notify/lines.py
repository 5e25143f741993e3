"""The state of each channel's line, as a port: whether it works, since when it has not, and how much it may carry.

Contract, held by one suite for all adapters (tests/alerts/test_lines_contract.py):
1. `failed` counts failures in a row, from the first of which `since` is; it stays until `worked`, which returns what
   there was.
2. `take` says yes at most `a_minute` times in a minute on an empty line, then once every 60 / `a_minute` seconds
   (a leaky bucket), for all processes together; a clock that is put back fills no line.
3. An adapter whose server is away raises `StoreAway`.
"""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import msgspec
import redis

from alerts.notify.away import reached

KEPT = 7 * 86_400
"""Seconds that the state of a line is kept after its last change."""

APART = 5.0
"""Seconds by which the clocks of processes may differ; what is earlier by more is a clock that has been put back."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """How a channel's line is: failures in a row, since when, and until when nothing is tried on it."""

    failures: int = 0
    since: datetime | None = None
    rests_until: datetime | None = None


class Lines(Protocol):
    """Keeps the state of lines by channel. Safe to use from several threads."""

    def of(self, channel: str) -> Line:
        """Return how the line of `channel` is. Raises `StoreAway`."""
        ...

    def failed(self, channel: str, now: datetime, rests_until: datetime) -> Line:
        """Note a failure at `now`; nothing is tried until `rests_until`. Raises `StoreAway`."""
        ...

    def worked(self, channel: str) -> Line:
        """Note that the line works; return how it was before. Raises `StoreAway`."""
        ...

    def take(self, channel: str, now: datetime, a_minute: int) -> bool:
        """Take one message's share of what the line may carry; return whether there was one. Raises `StoreAway`."""
        ...


class MemoryLines:
    """Keeps lines in dictionaries, for tests."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lines: dict[str, Line] = {}
        self._levels: dict[str, tuple[float, float]] = {}

    def of(self, channel: str) -> Line:
        """Return how the line of `channel` is."""
        return self._lines.get(channel, Line())

    def failed(self, channel: str, now: datetime, rests_until: datetime) -> Line:
        """Note a failure at `now`; nothing is tried until `rests_until`."""
        with self._lock:
            old = self.of(channel)
            self._lines[channel] = Line(failures=old.failures + 1, since=old.since or now, rests_until=rests_until)
            return self._lines[channel]

    def worked(self, channel: str) -> Line:
        """Note that the line works; return how it was before."""
        with self._lock:
            return self._lines.pop(channel, Line())

    def take(self, channel: str, now: datetime, a_minute: int) -> bool:
        """Take one message's share of what the line may carry; return whether there was one."""
        with self._lock:
            at, step = now.timestamp(), 60.0 / a_minute
            level, last = self._levels.get(channel, (0.0, at))
            if at < last - APART:
                last = at
            level = max(0.0, level - max(0.0, at - last))
            taken = level + step <= 60.0 + 1e-6
            self._levels[channel] = (level + step if taken else level, max(at, last))
            return taken


_TAKE = """
local at, step, apart = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local level, last = string.match(redis.call('GET', KEYS[1]) or '', '^(%S+) (%S+)$')
level, last = tonumber(level or 0), tonumber(last or at)
if at < last - apart then last = at end
level = math.max(0, level - math.max(0, at - last))
local taken = level + step <= 60.000001
if taken then level = level + step end
redis.call('SET', KEYS[1], string.format('%.6f %.6f', level, math.max(at, last)), 'EX', 120)
return taken and 1 or 0
"""


class RedisLines:
    """Keeps lines in Redis: "NAMESPACE:n:k:CHANNEL", a hash; "NAMESPACE:n:r:CHANNEL", how full a bucket was when."""

    def __init__(self, client: "redis.Redis", *, namespace: str) -> None:
        """Use `client`, which must return bytes, with keys under `namespace`; nothing is sent before the first call."""
        self._client: Any = client
        self._prefix = f"{namespace}:n:"
        self._taking: Any = client.register_script(_TAKE)

    def of(self, channel: str) -> Line:
        """Return how the line of `channel` is. Raises `StoreAway`."""
        with reached():
            return _line(self._client.hgetall(f"{self._prefix}k:{channel}"))

    def failed(self, channel: str, now: datetime, rests_until: datetime) -> Line:
        """Note a failure at `now`; nothing is tried until `rests_until`. Raises `StoreAway`."""
        key = f"{self._prefix}k:{channel}"
        with reached():
            together = self._client.pipeline(transaction=True)
            together.hincrby(key, "failures", 1)
            together.hsetnx(key, "since", now.timestamp())
            together.hset(key, "rests", rests_until.timestamp())
            together.expire(key, KEPT)
            together.hgetall(key)
            return _line(together.execute()[-1])

    def worked(self, channel: str) -> Line:
        """Note that the line works; return how it was before. Raises `StoreAway`."""
        key = f"{self._prefix}k:{channel}"
        with reached():
            together = self._client.pipeline(transaction=True)
            together.hgetall(key)
            together.delete(key)
            return _line(together.execute()[0])

    def take(self, channel: str, now: datetime, a_minute: int) -> bool:
        """Take one message's share of what the line may carry; return whether there was one. Raises `StoreAway`."""
        with reached():
            return bool(self._taking([f"{self._prefix}r:{channel}"], [now.timestamp(), 60.0 / a_minute, APART]))


def _line(fields: dict[bytes, bytes]) -> Line:
    if not fields:
        return Line()
    return Line(
        failures=int(fields[b"failures"]),
        since=datetime.fromtimestamp(float(fields[b"since"]), UTC),
        rests_until=datetime.fromtimestamp(float(fields[b"rests"]), UTC),
    )


def down_for(line: Line, now: datetime) -> timedelta:
    """Return for how long `line` has been failing."""
    return now - line.since if line.since else timedelta()
