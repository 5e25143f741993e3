"""Splitting a quantity because an editor has said that two of its claims are not the same thing: pure functions."""

from collections.abc import Sequence

import msgspec

from alerts.ledger.packing import CLAIM_FIELDS, Handled, PackedReport, Record
from alerts.ledger.writing import Writes

_ID = CLAIM_FIELDS.index("id")
_NUMBER = tuple(map(CLAIM_FIELDS.index, ("low", "high", "base_low", "base_high")))


def leaving(reports: Sequence[PackedReport], one: str, other: str) -> list[PackedReport]:
    """Return those of a quantity's `reports` that go with the claim `one` when it is parted from the claim `other`.

    They are the reports of its article, and those of other articles that give the same number. Nothing goes where one
    of the claims is not there, or both are of one article.
    """
    by_claim = {report.claim[_ID]: report for report in reports}
    mine, theirs = by_claim.get(one), by_claim.get(other)
    if mine is None or theirs is None or mine.article == theirs.article:
        return []
    numbers = _number(mine) if _number(mine) != _number(theirs) else None
    return [
        report
        for report in reports
        if report.article == mine.article or (report.article != theirs.article and _number(report) == numbers)
    ]


def moved(
    article: str, handled: Handled, record: Record, founded: Record, names: tuple[str, str], claims: frozenset[str]
) -> Writes:
    """Return what is to be written so that the reports of `article` among `claims` leave a quantity for another.

    `handled` is the article's state; `record` what the quantity names[0] is, `founded` what names[1] is so far.
    """
    old, new = names
    going = [report for report in record.reports if report.article == article and report.claim[_ID] in claims]
    gone = {id(report) for report in going}
    staying = [report for report in record.reports if id(report) not in gone]
    kept = msgspec.structs.replace(
        record, reports=staying, sources=1, aliases=tuple(each for each in record.aliases if each != new)
    )  # its sources are counted anew with the next report
    reports = sorted((*founded.reports, *going), key=lambda report: report.time)
    made = msgspec.structs.replace(founded, reports=reports, until=record.until, sources=max(1, founded.sources))
    left = {bucket for report in staying for bucket in report.buckets}
    index = {(bucket, new): reports[-1].time for report in going for bucket in report.buckets}
    index |= {(bucket, old): staying[-1].time for bucket, _ in tuple(index) if bucket in left}
    return Writes(
        handled=msgspec.structs.replace(handled, quantities=tuple(dict.fromkeys((*handled.quantities, new)))),
        until=record.until,
        texts=None,
        added=(),
        records={old: kept, new: made},
        merged={},
        index=index,
        dropped=frozenset((bucket, old) for report in going for bucket in report.buckets if bucket not in left),
        bucket_until={bucket: record.until for report in going for bucket in report.buckets},
        texts_until={},
    )


def _number(report: PackedReport) -> tuple[object, ...]:
    return tuple(report.claim[place] if place < len(report.claim) else None for place in _NUMBER)


def claims_of(reports: Sequence[PackedReport]) -> frozenset[str]:
    """Return the ids of the claims of `reports`."""
    return frozenset(report.claim[_ID] for report in reports)
