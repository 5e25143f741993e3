"""What people say of alerts: right, wrong, not the same thing. Kept in Redis, exported as gold for tuning.

Keys, all under "NAMESPACE:v:": q:QUANTITY is a hash of contradiction id to the latest `Verdict`, in the encoding of
messages; all is the set of quantities that have any, counts a hash of verdict to its number, older a hash of quantity
to the older one that it was found to be, which has its verdicts. None expires: gold is what people have worked for.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
import redis

from alerts.judge.names import number
from alerts.messages import Contradiction
from wire.codec import Undecodable, decode, encode

Utc = Annotated[datetime, msgspec.Meta(tz=True)]
Saying = Literal["right", "wrong", "not_same"]

CHAIN = 20
"""Names that are followed from younger to older at most."""


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody said of an alert.

    Attributes:
        contradiction: the alert, whole, as it was told.
        saying: right; wrong: these two figures are not in conflict; not_same: they are of different things.
        by, at: who, and when.
    """

    contradiction: Contradiction
    saying: Saying
    by: str
    at: Utc


class Verdicts:
    """The store in the Redis that `client` (which returns bytes) reaches. All methods raise redis errors."""

    def __init__(self, client: "redis.Redis", *, namespace: str) -> None:
        """Use keys under `namespace`; nothing is sent before the first call."""
        self._client: Any = client
        self._prefix = f"{namespace}:v:"

    def give(self, verdict: Verdict) -> None:
        """Keep `verdict`, in place of an earlier one on the same alert."""
        quantity, id = self.oldest(verdict.contradiction.quantity), verdict.contradiction.id
        key, counts = f"{self._prefix}q:{quantity}", f"{self._prefix}counts"
        before = _decoded(self._client.hget(key, id))
        together = self._client.pipeline(transaction=True)
        if before is not None:
            together.hincrby(counts, before.saying, -1)
        together.hincrby(counts, verdict.saying, 1)
        together.hset(key, id, encode(verdict))
        together.sadd(f"{self._prefix}all", quantity)
        together.execute()

    def of_quantity(self, quantity: str) -> Sequence[Verdict]:
        """Return the verdicts on the alerts of `quantity`, in no order."""
        name = self.oldest(quantity)
        return [each for text in self._client.hvals(f"{self._prefix}q:{name}") if (each := _decoded(text))]

    def join(self, younger: str, older: str) -> None:
        """Put the verdicts on `younger` to those on `older`, with which it was found to be one."""
        name = f"{self._prefix}q:{younger}"
        given = self._client.hgetall(name)
        together = self._client.pipeline(transaction=True)
        together.hset(f"{self._prefix}older", younger, older)
        if given:
            together.hset(f"{self._prefix}q:{older}", mapping=given)
            together.sadd(f"{self._prefix}all", older)
            together.delete(name)
        together.srem(f"{self._prefix}all", younger)
        together.execute()

    def part(self, quantity: str) -> None:
        """Let `quantity` go by its own id again: it was joined with another by mistake, and has been split off."""
        self._client.hdel(f"{self._prefix}older", quantity)

    def oldest(self, quantity: str) -> str:
        """Return the id that `quantity` goes by now."""
        for _ in range(CHAIN):
            older = self._client.hget(f"{self._prefix}older", quantity)
            if older is None:
                break
            quantity = older.decode()
        return quantity

    def all(self) -> Iterator[Verdict]:
        """Yield every verdict, quantity by quantity."""
        for quantity in sorted(self._client.smembers(f"{self._prefix}all")):
            yield from sorted(self.of_quantity(quantity.decode()), key=lambda each: each.at)

    def counts(self) -> Mapping[str, int]:
        """Return how often each verdict stands."""
        return {name.decode(): int(count) for name, count in self._client.hgetall(f"{self._prefix}counts").items()}

    def muted(self, contradiction: Contradiction) -> bool:
        """Return whether people have refuted that the two figures of `contradiction` are in conflict.

        It need not be this alert: one on the same two numbers of the quantity, whatever their relation, is muted too.
        """
        given = self.of_quantity(contradiction.quantity)
        return any(pair(each.contradiction) == pair(contradiction) for each in given if each.saying != "right")


def refuted(verdicts: Iterable[Verdict]) -> frozenset[str]:
    """Return the ids of the contradictions that are wrong, or not of one thing."""
    return frozenset(each.contradiction.id for each in verdicts if each.saying != "right")


def pair(contradiction: Contradiction) -> frozenset[str]:
    """Return the two numbers that are set against each other."""
    return frozenset((number(contradiction.new), number(contradiction.prior)))


def precision(counts: Mapping[str, int]) -> float | None:
    """Return the share of alerts that people found right among those they judged, None where they judged none."""
    judged = sum(counts.values())
    return counts.get("right", 0) / judged if judged > 0 else None


def _decoded(text: bytes | None) -> Verdict | None:
    try:
        return None if text is None else decode(text, Verdict)
    except Undecodable:  # written by a later release
        return None
