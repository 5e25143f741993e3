"""Stopping a loop that makes too many dead letters, so that a bad release does not drain its topic into them.

The count and the state are in Redis, shared by all processes of a loop. A halted loop stays halted, restarts
included, until another release runs or somebody resumes it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Protocol

from wire.clock import Clock

WINDOW = 86_400
"""Seconds over which dead letters are counted, from the first: a few a day for a year are no bad release."""
ASK_EVERY = 1.0


def release() -> str:
    """Return the version of figurewatch that is running."""
    try:
        return version("figurewatch")
    except PackageNotFoundError:
        return "unknown"


class Halt(Protocol):
    """The state of one loop. Methods raise what says that their server is away."""

    def halted(self) -> bool:
        """Return whether the loop must not consume."""
        ...

    def count(self, letters: int) -> bool:
        """Count so many more dead letters; return whether the limit is reached, and with it the loop halted."""
        ...


@dataclass(frozen=True, slots=True)
class Halted:
    """A halted loop: its name, the release that halted it, and when (ISO 8601)."""

    loop: str
    release: str
    since: str


class RedisHalt:
    """The state in Redis; asks at most once a second."""

    def __init__(self, client: Any, *, namespace: str, loop: str, release: str, limit: int, clock: Clock) -> None:
        self._client = client
        self._loop = loop
        self._release = release
        self._limit = limit
        self._clock = clock
        self._state = _key(namespace, loop)
        self._letters = f"{namespace}:deadletters:{loop}:{release}"
        self._asked = float("-inf")
        self._known = False

    def halted(self) -> bool:
        """Return whether this release of the loop is halted. Raises redis errors."""
        now = self._clock.monotonic()
        if now - self._asked >= ASK_EVERY:
            by = self._client.hget(self._state, "release")
            self._known = by is not None and by.decode() == self._release
            self._asked = now
        return self._known

    def count(self, letters: int) -> bool:
        """Count so many more dead letters; return whether the limit is reached. Raises redis errors."""
        batch = self._client.pipeline(transaction=True)
        batch.set(self._letters, 0, ex=WINDOW, nx=True)
        batch.incrby(self._letters, letters)
        reached = int(batch.execute()[1]) >= self._limit
        if reached:
            since = self._clock.now().isoformat(timespec="seconds")
            self._client.hset(self._state, mapping={"release": self._release, "since": since})
            self._known, self._asked = True, self._clock.monotonic()
        return reached


def halted_loops(client: Any, namespace: str) -> Iterator[Halted]:
    """Yield the loops that are halted. Raises redis errors."""
    for key in sorted(client.scan_iter(match=_key(namespace, "*"), count=1000)):
        state = {name.decode(): value.decode() for name, value in client.hgetall(key).items()}
        if state:
            yield Halted(loop=key.decode().rpartition(":")[2], release=state["release"], since=state["since"])


def resume(client: Any, namespace: str, loop: str) -> bool:
    """Let `loop` consume again and count from zero; return whether it was halted. Raises redis errors."""
    letters = list(client.scan_iter(match=f"{namespace}:deadletters:{loop}:*", count=1000))
    if letters:
        client.delete(*letters)
    return bool(client.delete(_key(namespace, loop)))


def _key(namespace: str, loop: str) -> str:
    return f"{namespace}:halted:{loop}"
