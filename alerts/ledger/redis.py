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
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

import redis

from alerts.ledger.bearing import FEW
from alerts.ledger.known import RECORDS, Decoded, Known
from alerts.ledger.names import STATE, Names
from alerts.ledger.packing import PackedReport, PackedTexts, Record, opened, unpack
from alerts.ledger.plan import plan
from alerts.ledger.port import Change, Held, LedgerAway, Snapshot, Turn, ended
from alerts.ledger.reading import Reading, handled_in, version_of
from alerts.ledger.records import MERGED, VERSION, older_id, record_of
from alerts.ledger.scripts import Call, Script
from alerts.ledger.writing import Stored, Writes, touched, writes
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """What a change writes: over which records, and the call of the script that does it."""

    change: Change
    found: Mapping[str, Decoded]
    out: Writes
    call: Call

    @property
    def sure(self) -> bool:
        """Whether all that it touches was read: if it is refused, something has moved."""
        return all(decoded.version for decoded in self.found.values())


class RedisLedger:
    """Keeps reports in Redis; see `alerts.ledger.port` for the contract. One thread at a time uses one of these."""

    def __init__(
        self,
        client: "redis.Redis",
        *,
        namespace: str,
        settings: LedgerSettings,
        clock: Clock,
        remembered: int = RECORDS,
    ) -> None:
        """Use `client`, which must return bytes, with keys under `namespace`; nothing is sent before the first call.

        `remembered` quantities are kept decoded: a judge meets many again, one who only asks for histories hardly any.
        """
        self._client: Any = client
        self._names = Names(namespace)
        self._settings = settings
        self._clock = clock
        self._reading = Script(client, "read.lua")
        self._committing = Script(client, "commit.lua")
        self._known = Known(remembered)

    def read(self, article: ArticleClaims, buckets: Sequence[str]) -> Snapshot:
        """Return what bears on `article`, whose reports lie in `buckets`. Raises `LedgerAway`."""
        return ended(self.reading([(article, buckets)]))[0]

    def reading(self, asked: Sequence[tuple[ArticleClaims, Sequence[str]]]) -> Turn[list[Snapshot]]:
        """Read what `read` returns for each article with its buckets, in order. Raises `LedgerAway`."""
        readings = [Reading(article, buckets) for article, buckets in asked]
        with _reached():
            answers = yield from self._reading.turn(list(map(self._question, readings)))
            for reading, answer in zip(readings, answers, strict=True):
                reading.take(answer)
            for reading, found in zip(readings, self._found(readings), strict=True):
                reading.choose(found)
            self._fetch_texts(chain.from_iterable(reading.unread() for reading in readings))
        return [reading.snapshot(self._known) for reading in readings]

    def _question(self, reading: Reading) -> Call:
        """Return what read.lua is given for an article."""
        names, article, asked = self._names, reading.article.article, reading.asked
        keys = [names.state(article), names.told(article), names.apart, *map(names.bucket, reading.names)]
        limits = (READ, TAKEN, RARE, FILL, FEW, asked.marks, int(asked.since))
        return keys, [names.quantity(""), *limits, *map(len, asked.groups)]

    def _found(self, readings: Sequence[Reading]) -> list[dict[str, Decoded]]:
        """Return for each of `readings` the records of its quantities, at the versions that it was given or later."""
        known = [
            {name: decoded for name, head in reading.heads.items() if (decoded := self._known.record(name, head))}
            for reading in readings
        ]
        missing = [
            reading.heads.keys() - found.keys() | reading.earlier - found.keys()
            for reading, found in zip(readings, known, strict=True)
        ]
        # One that has been joined with another since has moved its buckets, and the commit will be refused.
        stored, merged = self._stored(set().union(*missing))
        records = {name: self._decode(name, blob) for name, blob in stored.items()}
        for found, names in zip(known, missing, strict=True):
            for name in names:
                while name in merged:
                    name = merged[name][1]
                found[name] = records[name]
        return known

    def commit(self, change: Change) -> bool:
        """Apply `change` and return True, or return False if a bucket has moved. Raises `LedgerAway`."""
        return ended(self.committing([change]))[0]

    def committing(self, changes: Sequence[Change]) -> Turn[list[bool]]:
        """Commit each of `changes`; return what `commit` would. Raises `LedgerAway`."""
        with _reached():
            states = self._states(changes)
            drafts = [self._draft_from_known(*each) for each in zip(changes, states, strict=True)]
            written = iter((yield from self._writing([draft for draft in drafts if draft is not None])))
            done = [draft is not None and next(written) for draft in drafts]
            return [
                each or ((draft is None or not draft.sure) and self._commit_over_stored(change, state))
                for each, draft, change, state in zip(done, drafts, changes, states, strict=True)
            ]

    def _states(self, changes: Sequence[Change]) -> list[bytes | None]:
        """Return the state of the article of each of `changes`; one that nobody had handled when it was read has none.

        That it still has none is for the script to see.
        """
        asked = [change.article for change in changes if change.versions.get(STATE) != 0]
        found = dict(zip(asked, self._client.mget(map(self._names.state, asked)), strict=True)) if asked else {}
        return [found.get(change.article) for change in changes]

    def _draft_from_known(self, change: Change, state: bytes | None) -> _Draft | None:
        """Return what `change` writes over what its snapshot read, None where it may not or that is not known now."""
        if STATE not in change.versions or _overtaken(change, state):
            return None
        wanted = touched(change, handled_in(state))
        known = {name: decoded for name in wanted if (decoded := self._read_as(name, change.versions))}
        # What was read is known, and what was not read is new but for an id that its buckets have lost.
        new = {name: Decoded(name, b"", Record()) for name in wanted if STATE + name not in change.versions}
        return self._draft(change, state, known | new, {}) if wanted == {*known, *new} else None

    def _commit_over_stored(self, change: Change, state: bytes | None) -> bool:
        """Commit `change` over what Redis holds of its quantities, unless that has moved."""
        if _overtaken(change, state):
            return False
        records, merged = self._stored(touched(change, handled_in(state)))
        found = {name: self._decode(name, blob) for name, blob in records.items()}
        heads = {name: decoded.version or None for name, decoded in found.items()}
        heads |= {name: blob for name, (blob, _) in merged.items()}
        if any(change.versions.get(STATE + name, version_of(head)) != version_of(head) for name, head in heads.items()):
            return False
        return ended(self._writing([self._draft(change, state, found, merged)]))[0]

    def _read_as(self, name: str, versions: Mapping[str, int]) -> Decoded | None:
        """Return the record of a quantity at the version that a snapshot noted, where it is known."""
        number = versions.get(STATE + name)
        return None if number is None else self._known.record(name, number.to_bytes(VERSION, "big") if number else b"")

    def _draft(
        self,
        change: Change,
        state: bytes | None,
        found: Mapping[str, Decoded],
        merged: Mapping[str, tuple[bytes, str]],
    ) -> _Draft:
        """Return what writes `change` over the records `found` and the pointers `merged`."""
        stored = Stored(
            records={name: decoded.record for name, decoded in found.items() if decoded.version},
            merged={name: older for name, (_, older) in merged.items()},
        )
        now = self._clock.now().timestamp()
        out = writes(change, handled_in(state), stored, now=now, settings=self._settings)
        seen = {name: decoded.version for name, decoded in found.items()}
        seen |= {name: blob[:VERSION] for name, (blob, _) in merged.items()}
        return _Draft(change=change, found=found, out=out, call=plan(self._names, change, state, seen, out, now))

    def _writing(self, drafts: Sequence[_Draft]) -> Turn[list[bool]]:
        """Write each of `drafts` unless something has moved; return which were written."""
        numbers = yield from self._committing.turn([draft.call for draft in drafts])
        for draft, number in zip(drafts, numbers, strict=True):
            if number:
                self._known.written(draft.out, draft.change.held, draft.found, number.to_bytes(VERSION, "big"))
        return list(map(bool, numbers))

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


def _overtaken(change: Change, state: bytes | None) -> bool:
    """Return whether the article of `change`, now in `state`, has been handled since it was read."""
    if change.versions.get(STATE, version_of(state)) != version_of(state):
        return True
    done = handled_in(state)
    return done is not None and (done.revision, done.extractor) >= (change.revision, change.extractor)


def _batches(keys: Iterable[bytes], most: int) -> Iterator[list[bytes]]:
    found = iter(keys)
    while batch := list(islice(found, most)):
        yield batch


def _reached() -> AbstractContextManager[None]:
    """Turn the failures of a server that is away, loading, full or only readable into `LedgerAway`."""
    return answering(LedgerAway, "the Redis that holds the ledger")
