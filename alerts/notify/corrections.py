"""What sources have put right: a correction by a source mutes older alerts that rest on its earlier figure."""

import threading
from datetime import UTC, datetime
from typing import Any, Protocol

import redis

from alerts.judge.names import number
from alerts.judge.sources import source_name
from alerts.messages import Contradiction, Report
from alerts.notify.away import reached
from alerts.notify.deliveries import REMEMBERED

OLDER = ""
"""The field for the name of an older quantity; no figure is called so."""

CHAIN = 20
"""Names that are followed from younger to older at most."""


class Corrections(Protocol):
    """Keeps which figure of which source was put right when. Safe to use from several threads."""

    def note(self, contradiction: Contradiction) -> None:
        """Note what `contradiction` puts right, if it is a revision. Raises `StoreAway`."""
        ...

    def overtaken(self, contradiction: Contradiction) -> bool:
        """Return whether the source of one of its figures has put it right since. Raises `StoreAway`."""
        ...

    def join(self, younger: str, older: str) -> None:
        """Let what was put right of `younger` count for `older`, with which it was found to be one, and the other way
        round. Raises `StoreAway`."""
        ...


class MemoryCorrections:
    """Keeps corrections in a dictionary, for tests."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._times: dict[tuple[str, str], datetime] = {}
        self._older: dict[str, str] = {}

    def note(self, contradiction: Contradiction) -> None:
        """Note what `contradiction` puts right, if it is a revision."""
        if contradiction.relation != "revises":
            return
        key = (contradiction.quantity, _figure(contradiction.prior))
        with self._lock:
            self._times[key] = max(self._times.get(key, contradiction.new.time), contradiction.new.time)

    def overtaken(self, contradiction: Contradiction) -> bool:
        """Return whether the source of one of its figures has put it right since."""
        with self._lock:
            names = {contradiction.quantity, self._older.get(contradiction.quantity, contradiction.quantity)}
            times = [self._times.get((name, figure)) for name in names for figure in _figures(contradiction)]
        return _since(contradiction, times)

    def join(self, younger: str, older: str) -> None:
        """Let what was put right of `younger` count for `older`, and the other way round."""
        with self._lock:
            self._older[younger] = older
            for (quantity, figure), at in [*self._times.items()]:
                if quantity == younger:
                    self._times[older, figure] = max(self._times.get((older, figure), at), at)


class RedisCorrections:
    """Keeps corrections in the hash "NAMESPACE:n:x:QUANTITY": figure of a source to the time of its correction.

    In the hash of a quantity that was joined with an older one, the field "" is that one's name.
    """

    def __init__(self, client: "redis.Redis", *, namespace: str) -> None:
        """Use `client`, which must return bytes, with keys under `namespace`; nothing is sent before the first call."""
        self._client: Any = client
        self._prefix = f"{namespace}:n:x:"

    def note(self, contradiction: Contradiction) -> None:
        """Note what `contradiction` puts right, if it is a revision. Raises `StoreAway`."""
        if contradiction.relation != "revises":
            return
        key = self._prefix + contradiction.quantity
        with reached():
            together = self._client.pipeline(transaction=True)
            together.hset(key, _figure(contradiction.prior), contradiction.new.time.timestamp())
            together.expire(key, REMEMBERED)
            together.execute()

    def overtaken(self, contradiction: Contradiction) -> bool:
        """Return whether the source of one of its figures has put it right since. Raises `StoreAway`."""
        found: list[bytes | None] = []
        name: bytes | None = contradiction.quantity.encode()
        with reached():
            for _ in range(CHAIN):
                if name is None:
                    break
                key = self._prefix + name.decode()
                *times, name = self._client.hmget(key, [*_figures(contradiction), OLDER])
                found += times
        return _since(contradiction, [None if at is None else datetime.fromtimestamp(float(at), UTC) for at in found])

    def join(self, younger: str, older: str) -> None:
        """Let what was put right of `younger` count for `older`, and the other way round. Raises `StoreAway`."""
        key, other = self._prefix + younger, self._prefix + older
        with reached():
            known = self._client.hgetall(key)
            there = dict(zip(known, self._client.hmget(other, list(known)), strict=True)) if known else {}
            together = self._client.pipeline(transaction=True)
            for figure, at in known.items():
                if figure and float(at) > float(there[figure] or 0):
                    together.hset(other, figure, at)
            together.hset(key, OLDER, older)
            together.expire(key, REMEMBERED)
            together.expire(other, REMEMBERED)
            together.execute()


def _figures(contradiction: Contradiction) -> list[str]:
    return [_figure(contradiction.new), _figure(contradiction.prior)]


def _figure(report: Report) -> str:
    return f"{source_name(report).casefold()}\n{number(report)}"


def _since(contradiction: Contradiction, times: list[datetime | None]) -> bool:
    return any(at is not None and at > contradiction.new.time for at in times)
