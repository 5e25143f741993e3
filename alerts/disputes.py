"""What is disputed now: a short memory of contradictions, for the gauges that a newsroom watches.

Key, under the namespace: `disputed`, a sorted set of "relation, measure, place, quantity" by the time of the decision
in seconds since 1970. It holds no more than `KEPT` seconds and is nothing that a restart could not do without.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

import redis

from alerts.messages import Contradiction
from wire.bus import Message, Outgoing
from wire.codec import decode

KEPT = 86_400
"""Seconds for which a contradiction counts as what is disputed now."""

PLACES = 40
"""Places that are told by name; the others are together `ELSEWHERE`, so that the label stays bounded."""

ELSEWHERE = "elsewhere"
_BETWEEN = "\x1f"


class Disputes:
    """The memory in the Redis that `client` reaches, under `namespace`. Raises redis errors."""

    def __init__(self, client: "redis.Redis", *, namespace: str) -> None:
        self._client = client
        self._key = f"{namespace}:disputed"

    def note(self, contradiction: Contradiction) -> None:
        """Remember that `contradiction` was found; noting it again changes nothing but its time."""
        claim = contradiction.new.claim
        place = claim.where[0] if claim.where else ""
        member = _BETWEEN.join((contradiction.relation, claim.measure, place, contradiction.quantity))
        at = contradiction.decided.timestamp()
        together = self._client.pipeline(transaction=False)
        together.zadd(self._key, {member: at}, gt=True)
        together.zremrangebyscore(self._key, "-inf", at - KEPT)
        together.expire(self._key, KEPT)
        together.execute()

    def now(self, at: datetime) -> Mapping[tuple[str, str, str], int]:
        """Return how many quantities are disputed at `at`: (relation, measure, place) to their number."""
        members = self._client.zrangebyscore(self._key, at.timestamp() - KEPT, "+inf")
        return counted([member.decode().split(_BETWEEN) for member in members])


def counted(disputes: Iterable[list[str]]) -> Mapping[tuple[str, str, str], int]:
    """Return the number of quantities by relation, measure and place, the rarer places under one name."""
    rows = [(relation, measure, place) for relation, measure, place, _ in disputes]
    named = {place for place, _ in Counter(place for _, _, place in rows if place).most_common(PLACES)}
    return Counter((relation, measure, place if place in named else ELSEWHERE) for relation, measure, place in rows)


def noting(
    disputes: Disputes, handler: Callable[[Message], Iterable[Outgoing]]
) -> Callable[[Message], Iterable[Outgoing]]:
    """Return `handler`, which also notes each contradiction that it could handle and that is no old news."""

    def handle(message: Message) -> Iterable[Outgoing]:
        results = list(handler(message))
        contradiction = decode(message.value, Contradiction)
        if not contradiction.stale:
            disputes.note(contradiction)
        return results

    return handle
