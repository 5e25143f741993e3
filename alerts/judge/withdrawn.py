"""Which reports still carry a figure that its source has put right."""

from collections.abc import Iterator, Mapping, Sequence

from alerts.judge.cues import corrects, retired
from alerts.judge.figures import same_number
from alerts.judge.finding import current, order
from alerts.judge.intervals import conflict
from alerts.judge.relation import relation
from alerts.judge.sources import same_source
from alerts.messages import Report

_OWN = ("own", "correction")


def put_right(reports: Sequence[Report]) -> Mapping[str, Report]:
    """Return for each report that still carries a figure which its source has put right the report that did so.

    `reports` are all of one quantity, earlier revisions too, in order of time; keys are ids of claims. A count that
    went on is not put right, nor is a figure to which its source has come back.
    """
    said = [each for each in reports if _says(each)]
    mended = _standing(list(_mended(said)))
    if not mended:
        return {}
    standing = current(reports)
    found: dict[str, Report] = {}
    for report in filter(_says, standing):
        text = (report.article, report.revision)
        beside = [each.claim for each in standing if (each.article, each.revision) == text]
        for wrong, right in reversed(mended):
            if any(same_number(right.claim, claim) for claim in beside):
                continue
            if _carries(report, wrong, right, said):
                found[report.claim.id] = right
                break
    return found


def _says(report: Report) -> bool:
    """Whether the article gives the figure as what holds."""
    return report.claim.status == "asserted" and report.claim.presented in _OWN and not retired(report)


def _mended(said: Sequence[Report]) -> Iterator[tuple[Report, Report]]:
    """Yield each figure that its source put right, as it was said last before, and the report that did so."""
    gone: list[Report] = []
    for place, right in enumerate(said):
        if any(_comes_late(right, each) for each in gone):
            continue
        before = (each for each in reversed(said[:place]) if _earlier(each, right) and same_source(each, right))
        wrong = next(before, None)
        if wrong is not None and conflict(wrong.claim, right.claim) and relation(right, wrong).relation == "revises":
            gone.append(wrong)
            yield wrong, right


def _standing(mended: Sequence[tuple[Report, Report]]) -> list[tuple[Report, Report]]:
    """Leave out what its source has come back to since."""
    return [
        (wrong, right)
        for place, (wrong, right) in enumerate(mended)
        if not any(same_number(later.claim, wrong.claim) and same_source(later, wrong) for _, later in mended[place:])
    ]


def _comes_late(report: Report, wrong: Report) -> bool:
    """Whether `report` gives a number that was put right before, and not as one to which its source has come back."""
    return same_number(report.claim, wrong.claim) and same_source(report, wrong) and not corrects(report)


def _earlier(one: Report, other: Report) -> bool:
    return order(one) < order(other) and (one.article, one.revision) != (other.article, other.revision)


def _carries(report: Report, wrong: Report, right: Report, said: Sequence[Report]) -> bool:
    """Whether `report` gives the number of `wrong`, by the same source, as if `right` had never been said."""
    if not same_number(report.claim, wrong.claim) or not _of_source(report, wrong, said):
        return False
    if order(report) < order(right):
        return True
    moved = (each for each in said if order(right) < order(each) < order(report) and same_source(each, right))
    gone_on = (each for each in moved if conflict(each.claim, right.claim) and not _comes_late(each, wrong))
    return not corrects(report) and not any(gone_on)


def _of_source(report: Report, wrong: Report, said: Sequence[Report]) -> bool:
    """Whether the number of `report` is that of the source of `wrong`: by its words, or since nobody else gives it."""
    if same_source(report, wrong):
        return True
    if report.claim.attribution_kind != "outlet" or wrong.claim.attribution_kind == "outlet":
        return False
    others = (each for each in said if same_number(each.claim, wrong.claim) and not same_source(each, wrong))
    return all(each.claim.attribution_kind == "outlet" for each in others)
