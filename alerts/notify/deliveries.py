"""The log of deliveries as a port: what became of each contradiction, for whom, and when.

Contract, held by one suite for all adapters (tests/alerts/test_deliveries_contract.py):
1. For each contradiction and recipient the latest note stands.
2. `of_quantity` gives the notes on all contradictions of a quantity, the latest first.
3. Notes live for `REMEMBERED` seconds after the contradiction's last one.
4. An adapter whose server is away raises `StoreAway`.
"""

import threading
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, Protocol

import msgspec
import redis

from alerts.notify.away import reached
from wire.codec import Undecodable, decode, encode

REMEMBERED = 100 * 86_400
"""Seconds: longer than the ledger keeps a quantity that nobody reports on."""

MOST = 500
"""Contradictions of one quantity that are remembered, the latest first."""

Utc = Annotated[datetime, msgspec.Meta(tz=True)]
Outcome = Literal["queued", "held", "sent", "unwanted", "silenced", "muted", "stale", "handed_on", "given_up"]
"""What became of it: waits for the channel; waits for the next digest; was sent; the subscriber does not want it; a
silence covers it; a correction by the same source has overtaken it; old news; given to the subscriber's fallback; all
tries failed."""


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a contradiction for one recipient.

    Attributes:
        contradiction, quantity: ids.
        subscriber: the name, or "" for everybody (old news).
        channel: the channel's name, which holds no secret, or "" where it did not come to a channel.
        why: what decided it ("confidence", a silence's id, "quiet hours", a reason of failure), or "".
        at: when, UTC.
    """

    contradiction: str
    quantity: str
    subscriber: str = ""
    channel: str = ""
    outcome: Outcome
    why: str = ""
    at: Utc


class Deliveries(Protocol):
    """Keeps what became of contradictions. Safe to use from several threads."""

    def note(self, deliveries: Sequence[Delivery]) -> None:
        """Note what became of contradictions. Raises `StoreAway`."""
        ...

    def of(self, contradiction: str) -> Sequence[Delivery]:
        """Return what became of the contradiction called so, in order of time. Raises `StoreAway`."""
        ...

    def of_quantity(self, quantity: str) -> Sequence[Delivery]:
        """Return what became of all contradictions of the quantity, the latest note first. Raises `StoreAway`."""
        ...


class MemoryDeliveries:
    """Keeps notes in a dictionary, for tests."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._notes: dict[str, dict[str, Delivery]] = {}

    def note(self, deliveries: Sequence[Delivery]) -> None:
        """Note what became of contradictions."""
        with self._lock:
            for each in deliveries:
                self._notes.setdefault(each.contradiction, {})[_recipient(each)] = each

    def of(self, contradiction: str) -> Sequence[Delivery]:
        """Return what became of the contradiction called so, in order of time."""
        with self._lock:
            return _in_order(self._notes.get(contradiction, {}).values())

    def of_quantity(self, quantity: str) -> Sequence[Delivery]:
        """Return what became of all contradictions of the quantity, the latest note first."""
        with self._lock:
            notes = (each for group in self._notes.values() for each in group.values())
            return _in_order(each for each in notes if each.quantity == quantity)[::-1]


class RedisDeliveries:
    """Keeps notes in Redis: "NAMESPACE:n:w:CONTRADICTION", a hash by recipient, and "NAMESPACE:n:q:QUANTITY", a sorted
    set of its contradictions by the time of their latest note."""

    def __init__(self, client: "redis.Redis", *, namespace: str) -> None:
        """Use `client`, which must return bytes, with keys under `namespace`; nothing is sent before the first call."""
        self._client: Any = client
        self._prefix = f"{namespace}:n:"

    def note(self, deliveries: Sequence[Delivery]) -> None:
        """Note what became of contradictions. Raises `StoreAway`."""
        with reached():
            together = self._client.pipeline(transaction=False)
            for each in deliveries:
                notes, quantity = f"{self._prefix}w:{each.contradiction}", f"{self._prefix}q:{each.quantity}"
                together.hset(notes, _recipient(each), encode(each))
                together.zadd(quantity, {each.contradiction: each.at.timestamp()}, gt=True)
                together.zremrangebyrank(quantity, 0, -MOST - 1)
                together.expire(notes, REMEMBERED)
                together.expire(quantity, REMEMBERED)
            together.execute()

    def of(self, contradiction: str) -> Sequence[Delivery]:
        """Return what became of the contradiction called so, in order of time. Raises `StoreAway`."""
        return self._read([contradiction])

    def of_quantity(self, quantity: str) -> Sequence[Delivery]:
        """Return what became of all contradictions of the quantity, the latest note first. Raises `StoreAway`."""
        with reached():
            ids = self._client.zrange(f"{self._prefix}q:{quantity}", 0, -1)
        return self._read([id.decode() for id in ids])[::-1]

    def _read(self, contradictions: Sequence[str]) -> Sequence[Delivery]:
        with reached():
            together = self._client.pipeline(transaction=False)
            for each in contradictions:
                together.hvals(f"{self._prefix}w:{each}")
            texts = [text for group in together.execute() for text in group]
        return _in_order(note for note in map(_decoded, texts) if note is not None)


def _recipient(delivery: Delivery) -> str:
    return delivery.channel or delivery.subscriber


def _decoded(text: bytes) -> Delivery | None:
    try:
        return decode(text, Delivery)
    except Undecodable:  # written by a later release
        return None


def _in_order(deliveries: Iterable[Delivery]) -> list[Delivery]:
    return sorted(deliveries, key=lambda each: (each.at, each.contradiction, _recipient(each)))
