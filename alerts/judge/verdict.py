"""What one article means: the quantity of each report, and what is to be told."""

from datetime import datetime

from alerts.judge.buckets import buckets
from alerts.judge.decision import Case, Decision
from alerts.judge.intervals import conflict
from alerts.judge.names import contradiction_id, quantity_id
from alerts.judge.sameness import Sameness, sameness
from alerts.ledger.port import Held
from alerts.messages import Contradiction, Report

SAME = 0.5
"""From this confidence on two reports are held under one quantity."""


def decide(case: Case, *, threshold: float, now: datetime, stale: bool) -> Decision:
    """Return what `case` means: contradictions at or above `threshold` are told, the others only listed.

    `now` is the time that they carry as `decided`, `stale` whether they are old news.
    """
    held, aliases, found = [], {}, []
    for report in case.reports:
        matches = [(other, sameness(report, other.report)) for other in case.candidates if not other.superseded]
        same = [(other, judged) for other, judged in matches if judged.confidence >= SAME]
        names = sorted({quantity_id(report), *(other.quantity for other, _ in same)})
        aliases.update({name: names[0] for name in names[1:] if name != quantity_id(report)})
        held.append(Held(report=report, quantity=names[0], buckets=buckets(report)))
        for other, judged in same:
            if conflict(report.claim, other.report.claim):
                found.append(_contradiction(names[0], report, other.report, judged, now, stale))
    return Decision(
        held=tuple(held),
        aliases=aliases,
        contradictions=tuple(each for each in found if each.confidence >= threshold),
        candidates=tuple(found),
        sources={each.quantity: 1 for each in held},
    )


def _contradiction(
    quantity: str, one: Report, other: Report, judged: Sameness, now: datetime, stale: bool
) -> Contradiction:
    prior, new = sorted((one, other), key=lambda report: (report.time, report.claim.id))
    return Contradiction(
        id=contradiction_id(quantity, "contradicts", new, prior),
        relation="contradicts",
        quantity=quantity,
        label=new.claim.counted,
        new=new,
        prior=prior,
        confidence=judged.confidence,
        reasons=judged.reasons,
        decided=now,
        stale=stale,
    )
