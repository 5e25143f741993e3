"""Silences as a port: what nobody wants to hear of until a time.

A silence names words, a place, a measure, a quantity, or several of them, of which all must fit (see
`alerts.notify.matching.covers`). It has an end.

Contract, held by one suite for all adapters (tests/alerts/test_silences_contract.py):
1. `current` gives those that have not ended, the first to end first, each as it was added.
2. One that was removed, or has ended, is never listed again; `remove` says whether there was one to remove.
3. Adding one with an id that is there replaces it.
4. An adapter whose server is away raises `StoreAway`.
"""

import secrets
import threading
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Protocol

import msgspec
import redis

from alerts.notify.away import reached
from enrich.messages import Measure
from wire.codec import Undecodable, decode, encode

Utc = Annotated[datetime, msgspec.Meta(tz=True)]


class Silence(msgspec.Struct, frozen=True, kw_only=True):
    """What is not to be told until `until`; made by `silence`.

    Attributes:
        words: whole words or phrases, one of which has to stand in a report; () for any.
        place: a place that takes in what lies inside it; "" for any.
        measure: None for any.
        quantity: a quantity's id; "" for any.
        by, note: who made it and why, as people wrote it.
    """

    id: str
    words: tuple[str, ...] = ()
    place: str = ""
    measure: Measure | None = None
    quantity: str = ""
    made: Utc
    until: Utc
    by: str = ""
    note: str = ""


def silence(
    *,
    now: datetime,
    until: datetime,
    words: Sequence[str] = (),
    place: str = "",
    measure: Measure | None = None,
    quantity: str = "",
    by: str = "",
    note: str = "",
) -> Silence:
    """Return a new silence with an id of its own.

    Raises `ValueError`, a sentence, where it would silence everything, or ends before it begins.
    """
    kept = tuple(word.strip() for word in words if word.strip())
    if not (kept or place.strip() or measure or quantity.strip()):
        raise ValueError("a silence needs words, a place, a measure or a quantity")
    if until <= now:
        raise ValueError("a silence has to end in the future")
    return Silence(
        id=secrets.token_hex(4),
        words=kept,
        place=place.strip(),
        measure=measure,
        quantity=quantity.strip(),
        made=now,
        until=until,
        by=by.strip(),
        note=note.strip(),
    )


class Silences(Protocol):
    """Keeps silences. Safe to use from several threads."""

    def add(self, silence: Silence) -> None:
        """Keep `silence` until it ends. Raises `StoreAway`."""
        ...

    def current(self, now: datetime) -> Sequence[Silence]:
        """Return those that have not ended at `now`, the first to end first. Raises `StoreAway`."""
        ...

    def remove(self, id: str) -> bool:
        """End the silence called `id` now; return whether there was one. Raises `StoreAway`."""
        ...


class MemorySilences:
    """Keeps silences in a dictionary: for tests, and for those of the settings, which nobody removes."""

    def __init__(self, silences: Sequence[Silence] = ()) -> None:
        self._lock = threading.Lock()
        self._known = {each.id: each for each in silences}

    def add(self, silence: Silence) -> None:
        """Keep `silence` until it ends."""
        with self._lock:
            self._known[silence.id] = silence

    def current(self, now: datetime) -> Sequence[Silence]:
        """Return those that have not ended at `now`, the first to end first."""
        with self._lock:
            return _unended(list(self._known.values()), now)

    def remove(self, id: str) -> bool:
        """End the silence called `id` now; return whether there was one."""
        with self._lock:
            return self._known.pop(id, None) is not None


class RedisSilences:
    """Keeps silences in the hash "NAMESPACE:n:silences", by id; one that has ended goes when another is added."""

    def __init__(self, client: "redis.Redis", *, namespace: str) -> None:
        """Use `client`, which must return bytes, with keys under `namespace`; nothing is sent before the first call."""
        self._client: Any = client
        self._key = f"{namespace}:n:silences"

    def add(self, silence: Silence) -> None:
        """Keep `silence` until it ends. Raises `StoreAway`."""
        with reached():
            ended = [each.id for each in self._all() if each.until <= silence.made]
            together = self._client.pipeline(transaction=True)
            if ended:
                together.hdel(self._key, *ended)
            together.hset(self._key, silence.id, encode(silence))
            together.execute()

    def current(self, now: datetime) -> Sequence[Silence]:
        """Return those that have not ended at `now`, the first to end first. Raises `StoreAway`."""
        with reached():
            return _unended(self._all(), now)

    def remove(self, id: str) -> bool:
        """End the silence called `id` now; return whether there was one. Raises `StoreAway`."""
        with reached():
            return bool(self._client.hdel(self._key, id))

    def _all(self) -> list[Silence]:
        found = []
        for text in self._client.hvals(self._key):
            try:
                found.append(decode(text, Silence))
            except Undecodable:  # written by a later release: its maker's processes obey it, this one cannot
                continue
        return found


def _unended(silences: list[Silence], now: datetime) -> Sequence[Silence]:
    return sorted((each for each in silences if each.until > now), key=lambda each: (each.until, each.id))
