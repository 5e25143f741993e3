"""Splitting a quantity in Redis, where an editor has said that two of its claims are not the same thing.

Reports move article by article, each in one step with the ledger's own script (commit.lua), so that a judge who was
reading meanwhile reads again. A crash in between leaves the pair set apart and the rest to the next call.
"""

from typing import Any

import redis

from alerts.judge.names import quantity_id
from alerts.ledger.names import Names
from alerts.ledger.packing import (
    Handled,
    PackedReport,
    PackedTexts,
    opened,
    unpack,
    unpack_contradictions,
    unpack_report,
)
from alerts.ledger.parting import claims_of, leaving, moved
from alerts.ledger.plan import plan
from alerts.ledger.port import Change
from alerts.ledger.records import VERSION, older_id, record_of
from alerts.ledger.scripts import Script
from wire.clock import Clock

TRIES = 20
"""How often moving an article's reports is tried again because others wrote to the same quantities."""


class Splitter:
    """Splits quantities in the ledger under `namespace`. Methods raise redis errors."""

    def __init__(self, client: "redis.Redis", *, namespace: str, clock: Clock) -> None:
        """Use `client`, which must return bytes; nothing is sent before the first call."""
        self._client: Any = client
        self._names = Names(namespace)
        self._clock = clock
        self._committing = Script(client, "commit.lua")

    def split(self, quantity: str, one: str, other: str) -> str | None:
        """Part the claim `one` of `quantity` from the claim `other`, for good.

        What goes with `one` (see `alerts.ledger.parting.leaving`) founds a quantity of its own. Returns its id, None
        where the two are not both in the quantity any more. Raises `TimeoutError` where others keep writing to it.
        """
        self._client.sadd(self._names.apart, " ".join(sorted((one, other))))
        blob = self._client.get(self._names.quantity(quantity))
        while older := older_id(blob):
            quantity = older
            blob = self._client.get(self._names.quantity(quantity))
        going = leaving(record_of(blob).reports, one, other)
        new = self._founded(going[0]) if going else None
        if new in (None, quantity):
            return None
        for article in dict.fromkeys(report.article for report in going):
            self._move(article, (quantity, str(new)), claims_of(going))
        return new

    def _founded(self, first: PackedReport) -> str | None:
        """Return the id of the quantity that `first` founds."""
        packed = self._client.get(self._names.texts((first.article, first.revision, first.extractor)))
        return None if packed is None else quantity_id(unpack_report(first, opened(unpack(packed, PackedTexts))))

    def _move(self, article: str, names: tuple[str, str], claims: frozenset[str]) -> None:
        for _ in range(TRIES):
            state = self._client.get(self._names.state(article))
            blobs = self._client.mget([self._names.quantity(name) for name in names])
            record, founded = map(record_of, blobs)
            if state is None or not any(r.article == article and claims_of([r]) <= claims for r in record.reports):
                return
            handled: Handled = unpack(state[VERSION:], Handled)
            out = moved(article, handled, record, founded, names, claims)
            change = Change(
                article=article,
                revision=handled.revision,
                extractor=handled.extractor,
                versions={},
                contradictions=unpack_contradictions(self._client.get(self._names.told(article))),
            )
            seen, now = dict(zip(names, blobs, strict=True)), self._clock.now().timestamp()
            keys, values = plan(self._names, change, state, seen, out, now)
            if self._committing([(keys, values)])[0]:
                return
        raise TimeoutError(f"the quantity {names[0]!r} is written to all the time")
