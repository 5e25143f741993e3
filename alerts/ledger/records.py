"""How a quantity lies under its key: 8 bytes of version, a byte that says what follows, and that.

1  a record (`packing.Record`) as the first release packed it, in the format of this number
2  the older id, where the quantity was merged
3  4 bytes that tell of which events its reports are (`bearing.marks`), then the record, packed
"""

from alerts.ledger.bearing import EVERY, FEW, event_roots, marks
from alerts.ledger.packing import Record, events_of, pack, unpack

VERSION = 8
"""Bytes of a version before what it is the version of."""

MERGED = b"\x02"
_MARKED = b"\x03"
_MARKS = 4


def stored(record: Record) -> bytes:
    """Return `record` as it is kept, without its version."""
    return _MARKED + _events(record).to_bytes(_MARKS, "big") + pack(record)


def pointer(older: str) -> bytes:
    """Return what is kept, without its version, of a quantity that goes by the id `older`."""
    return MERGED + older.encode()


def older_id(blob: bytes | None) -> str | None:
    """Return the id that the quantity stored as `blob` goes by, None where it has a record of its own or nothing."""
    merged = blob is not None and blob[VERSION : VERSION + 1] == MERGED
    return blob[VERSION + 1 :].decode() if blob is not None and merged else None


def record_of(blob: bytes | None) -> Record:
    """Return the record in `blob`, an empty one for nothing and for a quantity that was merged.

    Raises `ValueError` for bytes that no release wrote.
    """
    if blob is None or older_id(blob) is not None:
        return Record()
    start = VERSION + len(_MARKED) + _MARKS if blob[VERSION : VERSION + 1] == _MARKED else VERSION
    found: Record = unpack(blob[start:], Record)
    return found


def _events(record: Record) -> int:
    """Return the marks of all events of `record`, `EVERY` where a report bears on articles whatever their events."""
    if any(len(report.buckets) < FEW for report in record.reports):
        return EVERY
    found = 0
    for events in {tuple(events_of(report)) for report in record.reports}:  # most have the same
        roots = event_roots(events)
        if not roots:
            return EVERY
        found |= marks(roots)
    return found
