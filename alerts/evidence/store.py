"""Contradictions by quantity, and which quantities are disputed now, in Redis: what the evidence pages are made from.

Keys, all under "NAMESPACE:e:":

    c:ID          one contradiction, packed; q:QUANTITY sorted set of the ids by time, at most `MOST`
    d:QUANTITY    the quantity's entry (`alerts.evidence.dispute`), there while it is live
    live          sorted set of quantities by the number of their last change; `changes` counts them

A reader that remembers the number of the last change it saw asks for those after it alone (`changes`), so that nobody
scans. A quantity is live for `LIVE` seconds after its last contradiction, unless people have said of all of them that
they are wrong.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.resources import files
from typing import Any

import msgspec
import redis

from alerts.evidence.decisions import Decisions
from alerts.evidence.dispute import Dispute, dispute
from alerts.evidence.verdicts import Verdicts, refuted
from alerts.ledger.packing import pack, pack_contradictions, unpack, unpack_contradictions
from alerts.messages import Contradiction
from wire.texts import KEPT as LIVE
from wire.texts import Texts

REMEMBERED = 100 * 86_400
"""Seconds for which contradictions are kept: longer than the ledger keeps a quantity that nobody reports on."""

MOST = 100
"""Contradictions kept of one quantity, the latest."""

MOST_LIVE = 20_000
"""Quantities that are listed as disputed; beyond that the one changed longest ago goes."""

BEHIND = 10_000
"""Changes for which one that is over is remembered; a reader further behind reads everything again."""


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """What has changed: entries by quantity, None for one that is no longer disputed; `number` is the last change's.

    Where it is `whole`, there is nothing beside these entries.
    """

    number: int
    whole: bool
    entries: Mapping[str, Dispute | None]


class Evidence:
    """The store in the Redis that `client` (which returns bytes) reaches. All methods raise redis errors."""

    def __init__(self, client: "redis.Redis", *, namespace: str) -> None:
        """Use keys under `namespace`; nothing is sent before the first call."""
        self._client: Any = client
        self._prefix = f"{namespace}:e:"
        self._live, self._counter = f"{self._prefix}live", f"{self._prefix}changes"
        self._texts = Texts(client, namespace=namespace)
        self._verdicts = Verdicts(client, namespace=namespace)
        self._decisions = Decisions(client, namespace=namespace)
        self._changing: Any = client.register_script(
            files("alerts.evidence").joinpath("change.lua").read_text(encoding="utf-8")
        )

    def note(self, contradiction: Contradiction, now: datetime) -> None:
        """Remember `contradiction`, and its quantity as disputed; noting it again changes nothing.

        The texts of all articles that disagree on the quantity are held from `now` on.
        """
        each, quantity = contradiction, self._verdicts.oldest(contradiction.quantity)  # it may have been joined since
        names = f"{self._prefix}q:{quantity}"
        together = self._client.pipeline(transaction=True)
        together.set(f"{self._prefix}c:{each.id}", pack_contradictions([each]), ex=REMEMBERED)
        together.zadd(names, {each.id: each.new.time.timestamp()})
        together.zremrangebyrank(names, 0, -MOST - 1)
        together.expire(names, REMEMBERED)
        together.execute()
        found = self.settle(quantity)
        if found is not None:
            self._texts.hold(found.texts, now.timestamp())
            self._decisions.hold([article for article, _ in found.texts])

    def join(self, younger: str, older: str) -> None:
        """Put what is known of `younger` to `older`, with which it was found to be one."""
        names = f"{self._prefix}q:{younger}"
        ids = self._client.zrange(names, 0, -1, withscores=True)
        if ids:
            together = self._client.pipeline(transaction=True)
            together.zadd(f"{self._prefix}q:{older}", dict(ids))
            together.zremrangebyrank(f"{self._prefix}q:{older}", 0, -MOST - 1)
            together.expire(f"{self._prefix}q:{older}", REMEMBERED)
            together.delete(names)
            together.execute()
            self.settle(younger)
            self.settle(older)

    def settle(self, quantity: str) -> Dispute | None:
        """Work out anew, after a contradiction or a verdict, whether `quantity` is disputed; return its entry."""
        known = self.contradictions(quantity)
        # Each has the id that its quantity had then; those of younger ones were joined with this.
        names = {quantity, *(each.quantity for each in known)}
        out = refuted(verdict for name in names for verdict in self._verdicts.of_quantity(name))
        standing = [each for each in known if each.id not in out]
        found = dispute(quantity, standing) if standing else None
        keys = [self._counter, self._live, f"{self._prefix}d:{quantity}"]
        number = self._changing(keys, [quantity, b"" if found is None else pack(found), LIVE])
        self._prune(number - BEHIND)
        return found

    def contradictions(self, quantity: str) -> Sequence[Contradiction]:
        """Return those of `quantity`, the one with the latest report first."""
        ids = self._client.zrevrange(f"{self._prefix}q:{quantity}", 0, -1)
        found = self._client.mget([f"{self._prefix}c:{id.decode()}" for id in ids]) if ids else []
        return [each for packed in found for each in unpack_contradictions(packed)]

    def contradiction(self, id: str) -> Contradiction | None:
        """Return the contradiction called `id`, or None where there is none."""
        found = unpack_contradictions(self._client.get(f"{self._prefix}c:{id}"))
        return found[0] if found else None

    def changes(self, after: int) -> Changes:
        """Return what has changed after the change of that number; after 0, all that is disputed."""
        together = self._client.pipeline(transaction=True)
        together.get(self._counter)
        together.zrangebyscore(self._live, f"({after}", "+inf")
        number, names = together.execute()
        last = int(number or 0)
        if last - after > BEHIND and after:
            return self.changes(0)
        entries: dict[str, Dispute | None] = {}
        for start in range(0, len(names), 1000):
            batch = [name.decode() for name in names[start : start + 1000]]
            packed = self._client.mget([f"{self._prefix}d:{name}" for name in batch])
            entries.update(zip(batch, map(_entry, packed), strict=True))
        return Changes(number=last, whole=after == 0, entries=entries)

    def _prune(self, number: int) -> None:
        """Forget quantities without an entry that changed before `number`, some at a time, and those too many."""
        first = [name.decode() for name in self._client.zrangebyscore(self._live, "-inf", number, start=0, num=10)]
        if first:
            there = self._client.mget([f"{self._prefix}d:{name}" for name in first])
            gone = [name for name, entry in zip(first, there, strict=True) if entry is None]
            if gone:
                self._client.zrem(self._live, *gone)
        self._client.zremrangebyrank(self._live, 0, -MOST_LIVE - 1)


def _entry(packed: bytes | None) -> Dispute | None:
    """Return the entry that `packed` holds, None for nothing and for what another release wrote in another form."""
    try:
        return None if packed is None else unpack(packed, Dispute)
    except ValueError:
        return None
