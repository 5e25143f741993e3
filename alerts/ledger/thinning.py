"""Which reports of a quantity stand for all of them, where it has too many to keep and compare: a pure function."""

from collections.abc import Hashable, Iterable, Sequence

from alerts.ledger.packing import CLAIM_FIELDS, PackedReport

_LATEST = 8
"""Reports that come first whatever they say: a new figure is set against what was reported last."""

_NUMBER = tuple(map(CLAIM_FIELDS.index, ("low", "high", "base_low", "base_high")))
_SOURCE = CLAIM_FIELDS.index("attribution")


def standing(reports: Sequence[PackedReport], most: int) -> Sequence[int]:
    """Return the places of at most `most` of `reports`, which are in order of time, in that order.

    The judge asks who reported last, whether a number was ever given, and what its source said last. So the latest
    reports stay, the latest of each number and of each named source, the first of each number, and of the rest the
    latest.
    """
    if len(reports) <= most:
        return range(len(reports))
    back = range(len(reports) - 1, -1, -1)
    numbers = [tuple(_at(report, place) for place in _NUMBER) for report in reports]
    sources = [_at(report, _SOURCE) for report in reports]
    wanted = dict.fromkeys(back[:_LATEST])
    wanted.update(dict.fromkeys(_firsts((numbers[place], place) for place in back)))
    wanted.update(dict.fromkeys(_firsts((sources[place], place) for place in back if sources[place])))
    wanted.update(dict.fromkeys(_firsts((numbers[place], place) for place in reversed(back))))
    wanted.update(dict.fromkeys(back))
    return sorted(list(wanted)[:most])


def _firsts(found: Iterable[tuple[Hashable, int]]) -> list[int]:
    """Return the place that comes first with each key."""
    first: dict[Hashable, int] = {}
    for key, place in found:
        first.setdefault(key, place)
    return list(first.values())


def _at(report: PackedReport, place: int) -> Hashable:
    value: Hashable = report.claim[place] if place < len(report.claim) else None
    return value
