"""What our own outlets still say though its source has put it right: told, whatever else it would be."""

from collections.abc import Iterable, Sequence

from alerts.judge.figures import same_number
from alerts.judge.finding import Finding, Match, forward, order
from alerts.judge.sameness import Sameness
from alerts.judge.sources import source_name
from alerts.judge.withdrawn import put_right
from alerts.messages import Report


def with_ours(
    found: Sequence[Finding], quantities: Iterable[Sequence[Report]], article: str, match: Match
) -> list[Finding]:
    """Return `found`, what `article` means, with one alert for each article of ours that carries what was put right.

    `quantities` are all reports of each quantity that the article gives, in order of time. Where the alert on what was
    put right is among `found`, that one is enough.
    """
    kept = list(found)
    for reports in quantities:
        if not any(report.ours for report in reports):
            continue
        carried = put_right(reports)
        ours: dict[str, list[Report]] = {}
        for report in reports:
            if report.ours and report.claim.id in carried:
                ours.setdefault(report.article, []).append(report)
        for figures in ours.values():
            report = forward(figures)
            right = carried[report.claim.id]
            if article not in (report.article, right.article) or _told(kept, report, right):
                continue
            kept = [each for each in kept if not _gives(each.new, report)]
            kept.append(_finding(report, right, reports, match))
    return kept


def _told(found: Sequence[Finding], report: Report, right: Report) -> bool:
    """Whether the alert on `right`, which comes after `report`, says so already."""
    return order(report) < order(right) and any(each.news and _gives(each.new, right) for each in found)


def _gives(one: Report, other: Report) -> bool:
    """Whether `one` gives the number of `other` in the same text."""
    return (one.article, one.revision) == (other.article, other.revision) and same_number(one.claim, other.claim)


def _finding(report: Report, right: Report, reports: Sequence[Report], match: Match) -> Finding:
    """Return what is told; how sure it is goes by whichever of `reports` leads from one to the other best."""
    over = (min(match(report, each), match(each, right), key=_confidence) for each in reports)
    prior, new = sorted((report, right), key=order)
    who = source_name(right)
    who = f"the{who[3:]}" if who.startswith("The ") else who
    what, when = report.claim.phrase, f"{right.time:%H:%M} UTC"
    return Finding(
        new=new,
        prior=prior,
        relation="contradicts" if new is report else "revises",
        sameness=max(match(report, right), *over, key=_confidence),
        reason=f"{report.outlet} still carries {what}, which {who} put right at {when}.",
        news=True,
    )


def _confidence(sameness: Sameness) -> float:
    return sameness.confidence
