"""The arguments of the script that commits (commit.lua), from what is to be written."""

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Generic, TypeVar

import msgspec

from alerts.ledger.names import STATE, Names
from alerts.ledger.packing import pack, pack_contradictions
from alerts.ledger.port import Change
from alerts.ledger.records import VERSION, pointer, stored
from alerts.ledger.writing import Writes

QUANTITIES_INDEXED = 127
"""Quantities that a bucket points to; with its version 128 members, up to which Redis keeps it in the compact form."""

ABOVE = 10**13
"""What a version is raised by as a score: above all times in seconds, and exact as a double for 9,000 trillion more."""

T = TypeVar("T")


def plan(
    names: Names, change: Change, state: bytes | None, seen: Mapping[str, bytes | None], out: Writes, now: float
) -> tuple[list[str], list[bytes]]:
    """Return the keys and values that write `out`, if what it was made from has not moved.

    `state` is what the article's state was, `seen` what was stored under quantities, both with versions; `now` in
    seconds since the epoch.
    """
    keys, values = _Places[str](names.counter), _Places[bytes](b"plan")  # its place is the first
    article = keys.at(names.state(change.article))

    def left(until: float) -> int:
        return max(1, round(until - now))

    put = [(article, values.at(pack(out.handled)), left(out.until))]
    for quantity, record in out.records.items():
        put.append((keys.at(names.quantity(quantity)), values.at(stored(record)), left(record.until)))
    for quantity, older in out.merged.items():
        until = out.records[older].until if older in out.records else out.until
        put.append((keys.at(names.quantity(quantity)), values.at(pointer(older)), left(until)))
    plain = []
    if out.texts is not None:
        texts = (change.article, change.revision, change.extractor)
        plain.append((keys.at(names.texts(texts)), values.at(pack(out.texts)), left(out.texts_until[texts])))
    told = keys.at(names.told(change.article))
    if change.contradictions:
        plain.append((told, values.at(pack_contradictions(change.contradictions)), left(out.until)))
    keep = [(keys.at(names.bucket(bucket)), left(until)) for bucket, until in out.bucket_until.items()]
    for texts, until in out.texts_until.items():
        for key in (names.texts(texts), names.state(texts[0]), names.told(texts[0])):
            keep.append((keys.at(key), left(until)))
    content = {
        "buckets": [
            (keys.at(names.bucket(bucket)), str(version))
            for bucket, version in change.versions.items()
            if not bucket.startswith(STATE)
        ],
        "records": [
            (article, values.at((state or b"")[:VERSION])),
            *(
                (keys.at(names.quantity(quantity)), values.at((blob or b"")[:VERSION]))
                for quantity, blob in seen.items()
            ),
        ],
        "put": put,
        "plain": plain,
        "gone": [] if change.contradictions or state is None else [told],
        "drop": [(keys.at(names.bucket(bucket)), quantity) for bucket, quantity in out.dropped],
        "index": [
            (keys.at(names.bucket(bucket)), *chain.from_iterable(members)) for bucket, members in _by_bucket(out)
        ],
        "keep": keep,
        "most": QUANTITIES_INDEXED,
        "above": ABOVE,
    }
    return keys.all, [msgspec.msgpack.encode(content), *values.all[1:]]


def _by_bucket(out: Writes) -> Iterable[tuple[str, list[tuple[int, str]]]]:
    """Return for each bucket the score and the id of each quantity that is to be added or moved up."""
    found: dict[str, list[tuple[int, str]]] = {}
    for (bucket, quantity), time in out.index.items():
        found.setdefault(bucket, []).append((int(time), quantity))
    return found.items()


class _Places(Generic[T]):
    """What a script is given, each value once, and their places, counted from 1 as Lua does."""

    def __init__(self, first: T) -> None:
        self.all = [first]
        self._places = {first: 1}

    def at(self, value: T) -> int:
        place = self._places.setdefault(value, len(self.all) + 1)
        if place > len(self.all):
            self.all.append(value)
        return place
