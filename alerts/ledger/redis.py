"""The ledger in Redis (6.2 or newer): for several workers at once, and for what has to outlive a process.

Keys, all under "NAMESPACE:l:", and all with an expiry but the counter and the pairs set apart:

    a:ARTICLE                       version, then how far the article has been handled (`packing.Handled`)
    x:ARTICLE                       the contradictions that handling it brought up
    h:ARTICLE:REVISION:EXTRACTOR    the texts of one revision (`packing.PackedTexts`); never changes
    u:QUANTITY                      version, then the quantity with its reports (`packing.Record`); or, where it was
                                    merged, version, byte 2 and the older id
    b:BUCKET                        sorted set of quantities by time of their latest report; the member "" has minus
                                    the bucket's version as its score
    n                               the counter that versions are taken from; none is used twice
    apart                           pairs of claims that are not the same thing

Reading is one script (read.lua) and one MGET for texts that this process does not know yet. Committing is one MGET, a
pure step (alerts.ledger.writing) and one script (commit.lua) that compares versions and writes.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.resources import files
from itertools import islice
from typing import Any

import redis

from alerts.latest import Latest
from alerts.ledger.names import STATE, Names
from alerts.ledger.packing import (
    Handled,
    PackedReport,
    PackedTexts,
    Record,
    unpack,
    unpack_contradictions,
    unpack_report,
)
from alerts.ledger.plan import MERGED, VERSION, plan
from alerts.ledger.port import Change, Held, LedgerAway, Snapshot
from alerts.ledger.writing import Stored, Texts, touched, writes
from enrich.messages import ArticleClaims
from wire.clock import Clock
from wire.redis import is_away
from wire.settings.model import LedgerSettings

QUANTITIES_READ = 64
"""Quantities taken of one bucket, those with the latest reports first, so that a busy bucket stays fast."""

CANDIDATES = 128
"""Reports taken of one bucket, the latest first."""

KNOWN = 20_000
"""Records, and texts, that this process keeps decoded."""


class RedisLedger:
    """Keeps reports in Redis; see `alerts.ledger.port` for the contract. One thread at a time uses one of these."""

    def __init__(self, client: "redis.Redis", *, namespace: str, settings: LedgerSettings, clock: Clock) -> None:
        """Use `client`, which must return bytes, with keys under `namespace`; nothing is sent before the first call."""
        self._client: Any = client
        self._names = Names(namespace)
        self._settings = settings
        self._clock = clock
        self._reading: Any = client.register_script(_script("read.lua"))
        self._committing: Any = client.register_script(_script("commit.lua"))
        self._decoded: Latest[tuple[str, bytes], _Decoded] = Latest(KNOWN)
        self._texts: Latest[Texts, PackedTexts] = Latest(KNOWN)

    def read(self, article: ArticleClaims, buckets: Sequence[str]) -> Snapshot:
        """Return what bears on `article`, whose reports lie in `buckets`. Raises `LedgerAway`."""
        keys = [self._names.state(article.article), self._names.told(article.article), self._names.apart]
        keys += map(self._names.bucket, buckets)
        with _reached():
            state, told, apart, numbers, ids, blobs = self._reading(keys, [self._names.quantity(""), QUANTITIES_READ])
            versions = dict(zip(buckets, map(int, numbers), strict=True))
            handled = _handled(state)
            if handled is not None and (article.revision, article.extractor) <= (handled.revision, handled.extractor):
                return Snapshot(versions=versions, handled=True, contradictions=unpack_contradictions(told))
            found = {name.decode(): blob for name, blob in zip(ids, blobs, strict=True)}
            if handled is not None:
                found |= self._stored({*handled.quantities} - {*found})[0]
            decoded = {name: self._decode(name, blob) for name, blob in found.items()}
            own, candidates = self._held(decoded, article.article, frozenset(buckets))
        shown = [decoded[name] for name in {held.quantity for held in (*own, *candidates)}]
        versions[STATE] = _number(state)
        versions.update((STATE + name, _number(blob)) for name, blob in found.items())
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
            state = self._client.get(self._names.state(change.article))
            handled = _handled(state)
            if handled is not None and (handled.revision, handled.extractor) >= (change.revision, change.extractor):
                return False
            found, merged = self._stored(touched(change, handled))
            seen = {**found, **{name: blob for name, (blob, _) in merged.items()}}
            now_there = {STATE: _number(state), **{STATE + name: _number(blob) for name, blob in seen.items()}}
            if any(change.versions.get(name, number) != number for name, number in now_there.items()):
                return False
            stored = Stored(
                records={name: self._decode(name, blob).record for name, blob in found.items() if blob is not None},
                merged={name: older for name, (_, older) in merged.items()},
            )
            now = self._clock.now().timestamp()
            out = writes(change, handled, stored, now=now, settings=self._settings)
            keys, values = plan(self._names, change, state, seen, out, now)
            return bool(self._committing(keys, values))

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
            self._learn(decoded.record.reports)
            return tuple(each for place in range(len(decoded.record.reports)) if (each := self._one(decoded, place)))

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
                if blob is not None and blob[VERSION : VERSION + 1] == MERGED:
                    merged[name] = (blob, blob[VERSION + 1 :].decode())
                else:
                    records[name] = blob
            wanted = sorted({older for _, older in merged.values()} - {*records} - {*merged})
        return records, merged

    def _held(
        self, decoded: Mapping[str, "_Decoded"], article: str, buckets: frozenset[str]
    ) -> tuple[tuple[Held, ...], tuple[Held, ...]]:
        """Return the article's own reports, and of the others the latest in each of `buckets`."""
        own, others = [], []
        for each in decoded.values():
            for place, report in enumerate(each.record.reports):
                if report.article == article:
                    own.append((each, place))
                elif not buckets.isdisjoint(report.buckets):
                    others.append((each, place))
        others.sort(key=lambda found: -found[0].record.reports[found[1]].time)
        taken: Counter[str] = Counter()
        chosen = []
        for each, place in others:
            names = buckets.intersection(each.record.reports[place].buckets)
            if any(taken[name] < CANDIDATES for name in names):
                taken.update(names)
                chosen.append((each, place))
        self._learn(each.record.reports[place] for each, place in (*own, *chosen) if each.held[place] is None)
        return (
            tuple(held for each, place in own if (held := self._one(each, place))),
            tuple(held for each, place in chosen if (held := self._one(each, place))),
        )

    def _one(self, decoded: "_Decoded", place: int) -> Held | None:
        """Return one report of a quantity, or None where its article's texts are gone."""
        held = decoded.held[place]
        if held is None:
            packed = decoded.record.reports[place]
            texts = self._texts.get((packed.article, packed.revision, packed.extractor))
            if texts is None:
                return None
            held = decoded.held[place] = Held(
                report=unpack_report(packed, texts),
                quantity=decoded.quantity,
                buckets=packed.buckets,
                superseded=packed.superseded,
            )
        return held

    def _learn(self, reports: Iterable[PackedReport]) -> None:
        """Fetch the texts of `reports` that are not known yet."""
        wanted = {(report.article, report.revision, report.extractor) for report in reports}
        missing = [texts for texts in wanted if self._texts.get(texts) is None]
        if missing:
            blobs = self._client.mget([self._names.texts(texts) for texts in missing])
            for texts, blob in zip(missing, blobs, strict=True):
                if blob is not None:
                    self._texts.put(texts, unpack(blob, PackedTexts))

    def _decode(self, name: str, blob: bytes | None) -> "_Decoded":
        if blob is None:
            return _Decoded(name, Record())
        known = self._decoded.get((name, blob[:VERSION]))
        if known is None:
            known = _Decoded(name, unpack(blob[VERSION:], Record))
            self._decoded.put((name, blob[:VERSION]), known)
        return known


class _Decoded:
    """A quantity's record, with those of its reports that were asked for."""

    def __init__(self, quantity: str, record: Record) -> None:
        self.quantity = quantity
        self.record = record
        self.held: list[Held | None] = [None] * len(record.reports)


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


def _script(name: str) -> str:
    return files("alerts.ledger").joinpath(name).read_text(encoding="utf-8")


@contextmanager
def _reached() -> Iterator[None]:
    """Turn the failures of a server that is away, loading, full or only readable into `LedgerAway`."""
    try:
        yield
    except redis.RedisError as error:
        # What a script ran into comes as a plain error that quotes it ("-OOM command not allowed").
        if not is_away(error) and not any(word in str(error) for word in ("-OOM", "-READONLY", "-MISCONF")):
            raise
        raise LedgerAway(f"the Redis that holds the ledger does not answer: {error}") from error
