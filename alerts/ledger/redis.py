"""The ledger in Redis (6.2 or newer): for several workers at once, and for what has to outlive a process.

Keys, all under "NAMESPACE:l:", and all with an expiry but the counter and the pairs set apart:

    a:ARTICLE                       version, then how far the article has been handled (`packing.Handled`)
    x:ARTICLE                       the contradictions that handling it brought up
    h:ARTICLE:REVISION:EXTRACTOR    the texts of one revision (`packing.PackedTexts`); never changes
    u:QUANTITY                      version, then the quantity with its reports, or the older id where it was merged
                                    (`alerts.ledger.records`)
    b:BUCKET                        sorted set of quantities by time of their latest report; the member "" has the
                                    bucket's version as its score, raised above all times
    n                               the counter that versions are taken from; none is used twice
    apart                           pairs of claims that are not the same thing

Reading is one script (read.lua), which chooses quantities by how many buckets they share with the article and gives
their versions, and one MGET for records and texts that this process has neither read nor written at these versions.
Committing is a pure step (alerts.ledger.writing) and one script (commit.lua) that compares versions and writes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from itertools import islice
from typing import Any

import redis

from alerts.ledger.bearing import FEW, Asked
from alerts.ledger.known import Decoded, Known
from alerts.ledger.names import STATE, Names
from alerts.ledger.packing import (
    Handled,
    PackedReport,
    PackedTexts,
    Record,
    opened,
    unpack,
    unpack_contradictions,
)
from alerts.ledger.plan import plan
from alerts.ledger.port import Change, Held, LedgerAway, Snapshot
from alerts.ledger.records import MERGED, VERSION, older_id, record_of
from alerts.ledger.scripts import Script
from alerts.ledger.writing import Stored, touched, writes
from enrich.messages import ArticleClaims
from wire.clock import Clock
from wire.redis import answering
from wire.settings.model import LedgerSettings

READ = 64
"""Quantities looked at in one bucket, those with the latest reports first."""

TAKEN = 24
"""Quantities of one measure that an article is judged against."""

RARE = 8
"""Quantities up to which a bucket is rare: to share one says as much as to share two others."""

FILL = 2
"""Quantities of one measure up to which those that share but one of many buckets, and no rare one, are taken too."""


class RedisLedger:
    """Keeps reports in Redis; see `alerts.ledger.port` for the contract. One thread at a time uses one of these."""

    def __init__(self, client: "redis.Redis", *, namespace: str, settings: LedgerSettings, clock: Clock) -> None:
        """Use `client`, which must return bytes, with keys under `namespace`; nothing is sent before the first call."""
        self._client: Any = client
        self._names = Names(namespace)
        self._settings = settings
        self._clock = clock
        self._reading = Script(client, "read.lua")
        self._committing = Script(client, "commit.lua")
        self._known = Known()

    def read(self, article: ArticleClaims, buckets: Sequence[str]) -> Snapshot:
        """Return what bears on `article`, whose reports lie in `buckets`. Raises `LedgerAway`."""
        asked = Asked(article, buckets)
        names = [name for group in asked.groups for name in group]
        keys = [self._names.state(article.article), self._names.told(article.article), self._names.apart]
        keys += map(self._names.bucket, names)
        limits = (READ, TAKEN, RARE, FILL, FEW, asked.marks)
        with _reached():
            state, told, apart, numbers, ids, heads = self._reading(
                keys, [self._names.quantity(""), *limits, *map(len, asked.groups)]
            )
            versions = dict(zip(names, map(int, numbers), strict=True))
            handled = _handled(state)
            if handled is not None and (article.revision, article.extractor) <= (handled.revision, handled.extractor):
                return Snapshot(
                    versions=versions,
                    handled=True,
                    contradictions=unpack_contradictions(told),
                    merged=self._merged(handled.quantities),
                )
            found = self._records({name.decode(): head for name, head in zip(ids, heads, strict=True)})
            if handled is not None:
                records, _ = self._stored({*handled.quantities} - {*found})
                found |= {name: self._decode(name, blob) for name, blob in records.items()}
            own, candidates = self._held(found, article.article, asked)
        shown = [found[name] for name in {held.quantity for held in (*own, *candidates)}]
        versions[STATE] = _number(state)
        versions.update((STATE + name, _number(decoded.version)) for name, decoded in found.items())
        return Snapshot(
            versions=versions,
            quiet=handled is not None and handled.revision == article.revision,
            contradictions=unpack_contradictions(told),
            own=own,
            candidates=candidates,
            separated=frozenset(_pair(member) for member in apart),
            told={each.quantity: each.record.told for each in shown if each.record.told},
            merged={each.quantity: each.record.aliases for each in shown if each.record.aliases},
        )

    def commit(self, change: Change) -> bool:
        """Apply `change` and return True, or return False if a bucket has moved. Raises `LedgerAway`."""
        with _reached():
            state = None
            if change.versions.get(STATE) != 0:
                state = self._client.get(self._names.state(change.article))
                if change.versions.get(STATE, _number(state)) != _number(state):
                    return False
            handled = _handled(state)
            if handled is not None and (handled.revision, handled.extractor) >= (change.revision, change.extractor):
                return False
            wanted = touched(change, handled)
            if STATE in change.versions:
                # What was read is known, and what was not read is new but for an id that its buckets have lost.
                known = {name: decoded for name in wanted if (decoded := self._read_as(name, change.versions))}
                if all(name in known or STATE + name not in change.versions for name in wanted):
                    new = {name: Decoded(name, b"", Record()) for name in wanted - {*known}}
                    if self._write(change, state, known | new, {}):
                        return True
                    if not new:
                        return False
            records, merged = self._stored(wanted)
            found = {name: self._decode(name, blob) for name, blob in records.items()}
            now_there = {name: decoded.version for name, decoded in found.items()}
            now_there |= {name: blob[:VERSION] for name, (blob, _) in merged.items()}
            if any(
                change.versions.get(STATE + name, _number(head)) != _number(head) for name, head in now_there.items()
            ):
                return False
            return self._write(change, state, found, merged)

    def _read_as(self, name: str, versions: Mapping[str, int]) -> Decoded | None:
        """Return the record of a quantity at the version that a snapshot noted, where it is known."""
        number = versions.get(STATE + name)
        return None if number is None else self._known.record(name, number.to_bytes(VERSION, "big") if number else b"")

    def _write(
        self,
        change: Change,
        state: bytes | None,
        found: Mapping[str, Decoded],
        merged: Mapping[str, tuple[bytes, str]],
    ) -> bool:
        """Write `change` over the records `found` and the pointers `merged`, unless something has moved."""
        stored = Stored(
            records={name: decoded.record for name, decoded in found.items() if decoded.version},
            merged={name: older for name, (_, older) in merged.items()},
        )
        now = self._clock.now().timestamp()
        out = writes(change, _handled(state), stored, now=now, settings=self._settings)
        seen = {name: decoded.version for name, decoded in found.items()}
        seen |= {name: blob[:VERSION] for name, (blob, _) in merged.items()}
        keys, values = plan(self._names, change, state, seen, out, now)
        number = self._committing(keys, values)
        if number:
            self._known.written(out, change.held, found, number.to_bytes(VERSION, "big"))
        return bool(number)

    def separate(self, one: str, other: str) -> None:
        """Note that the claims with these ids are not the same thing, as an editor has said. Raises `LedgerAway`."""
        with _reached():
            self._client.sadd(self._names.apart, " ".join(sorted((one, other))))

    def history(self, quantity: str) -> tuple[Held, ...]:
        """Return the reports of `quantity`, or of the older one that it is, in order of time. Raises `LedgerAway`."""
        with _reached():
            found, merged = self._stored({quantity})
            while quantity in merged:
                quantity = merged[quantity][1]
            blob = found.get(quantity)
            if blob is None:
                return ()
            decoded = self._decode(quantity, blob)
            self._fetch_texts(decoded.record.reports)
            places = range(len(decoded.record.reports))
            return tuple(each for place in places if (each := self._known.held(decoded, place)))

    def quantities(self) -> Iterator[str]:
        """Yield the id of every quantity, merged ones left out, in no order; for people, not for the judge.

        Raises `LedgerAway`.
        """
        prefix = self._names.quantity("")
        with _reached():
            for keys in _batches(self._client.scan_iter(match=f"{prefix}*", count=1000), 1000):
                reading = self._client.pipeline(transaction=False)
                for key in keys:
                    reading.getrange(key, VERSION, VERSION)
                for key, kind in zip(keys, reading.execute(), strict=True):
                    if kind not in (b"", MERGED):
                        yield key.decode()[len(prefix) :]

    def _stored(self, names: Iterable[str]) -> tuple[dict[str, bytes | None], dict[str, tuple[bytes, str]]]:
        """Return what is stored under the quantities `names` and those they point to: records, and pointers."""
        records: dict[str, bytes | None] = {}
        merged: dict[str, tuple[bytes, str]] = {}
        wanted = sorted(names)
        while wanted:
            for name, blob in zip(wanted, self._client.mget(list(map(self._names.quantity, wanted))), strict=True):
                if blob is not None and (older := older_id(blob)):
                    merged[name] = (blob, older)
                else:
                    records[name] = blob
            wanted = sorted({older for _, older in merged.values()} - {*records} - {*merged})
        return records, merged

    def _merged(self, names: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return the ids of those that were merged into the quantities `names`, or into what these are now."""
        records, _ = self._stored(names)
        found = {name: self._decode(name, blob).record.aliases for name, blob in records.items()}
        return {name: aliases for name, aliases in found.items() if aliases}

    def _records(self, versions: Mapping[str, bytes]) -> dict[str, Decoded]:
        """Return the records of quantities at these versions, or at later ones."""
        found = {name: decoded for name, head in versions.items() if (decoded := self._known.record(name, head))}
        if missing := versions.keys() - found.keys():
            # One that has been joined with another since has moved its buckets, and the commit will be refused.
            records, _ = self._stored(missing)
            found |= {name: self._decode(name, blob) for name, blob in records.items()}
        return found

    def _held(
        self, found: Mapping[str, Decoded], article: str, asked: Asked
    ) -> tuple[tuple[Held, ...], tuple[Held, ...]]:
        """Return the article's own reports, and those of others that bear on it."""
        own = [
            (each, place)
            for each in found.values()
            for place, report in enumerate(each.record.reports)
            if report.article == article
        ]
        bearing = asked.bearing(
            {
                name: [
                    sign
                    for sign, report in zip(each.signs(), each.record.reports, strict=True)
                    if report.article != article
                ]
                for name, each in found.items()
            }
        )
        others = [
            (each, place)
            for name, each in found.items()
            if name in bearing
            for place, report in enumerate(each.record.reports)
            if report.article != article and asked.names(report.buckets)
        ]
        self._fetch_texts(each.record.reports[place] for each, place in (*own, *others) if each.held[place] is None)
        return (
            tuple(held for each, place in own if (held := self._known.held(each, place))),
            tuple(held for each, place in others if (held := self._known.held(each, place))),
        )

    def _fetch_texts(self, reports: Iterable[PackedReport]) -> None:
        """Fetch the texts of `reports` that are not known yet."""
        missing = self._known.unknown(reports)
        if missing:
            blobs = self._client.mget([self._names.texts(texts) for texts in missing])
            for texts, blob in zip(missing, blobs, strict=True):
                if blob is not None:
                    self._known.learn_texts(texts, opened(unpack(blob, PackedTexts)))

    def _decode(self, name: str, blob: bytes | None) -> Decoded:
        if blob is None:
            return Decoded(name, b"", Record())
        decoded = self._known.record(name, blob[:VERSION])
        if decoded is None:
            decoded = Decoded(name, blob[:VERSION], record_of(blob))
            self._known.learn(decoded)
        return decoded


def _handled(state: bytes | None) -> Handled | None:
    found: Handled | None = None if state is None else unpack(state[VERSION:], Handled)
    return found


def _number(blob: bytes | None) -> int:
    return 0 if blob is None else int.from_bytes(blob[:VERSION], "big")


def _batches(keys: Iterable[bytes], most: int) -> Iterator[list[bytes]]:
    found = iter(keys)
    while batch := list(islice(found, most)):
        yield batch


def _pair(member: bytes) -> tuple[str, str]:
    one, other = member.decode().split(" ", 1)
    return one, other


def _reached() -> AbstractContextManager[None]:
    """Turn the failures of a server that is away, loading, full or only readable into `LedgerAway`."""
    return answering(LedgerAway, "the Redis that holds the ledger")
