"""A quantity with live disagreements in a few words, for lists and filters: pure functions over contradictions."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated

import msgspec

from alerts.judge.sources import source_name
from alerts.messages import Contradiction, Relation, Report
from enrich.messages import Claim, Measure

Utc = Annotated[datetime, msgspec.Meta(tz=True)]

MOST = 40
"""Names of outlets, sources and texts that one entry holds."""


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One side of the latest disagreement: its claim without context, who says so, where."""

    claim: Claim
    source: str
    outlet: str
    time: Utc


class Dispute(msgspec.Struct, frozen=True, kw_only=True):
    """A quantity on which reports disagree.

    Attributes:
        quantity: its id.
        label, measure: of the latest contradiction.
        places: all places that its claims name.
        relations: of all its contradictions.
        outlets, sources, titles: of all reports that disagree, the latest first, at most `MOST` each.
        texts: the articles' ids and revisions, the same.
        new, prior: the sides of the latest contradiction.
        contradictions: how many there are.
        decided: when the judge last decided on one of them, which "live" goes by.
    """

    quantity: str
    label: str
    measure: Measure
    places: tuple[str, ...]
    relations: tuple[Relation, ...]
    outlets: tuple[str, ...]
    sources: tuple[str, ...]
    titles: tuple[str, ...]
    texts: tuple[tuple[str, int], ...]
    new: Figure
    prior: Figure
    contradictions: int
    decided: Utc


def dispute(quantity: str, contradictions: Sequence[Contradiction]) -> Dispute:
    """Return the entry for the `contradictions` of `quantity`, at least one of them, in any order."""
    ordered = sorted(contradictions, key=lambda each: (each.new.time, each.decided), reverse=True)
    latest = ordered[0]
    reports = [report for each in ordered for report in (each.new, each.prior)]
    return Dispute(
        quantity=quantity,
        label=latest.label,
        measure=latest.new.claim.measure,
        places=_distinct(place for report in reports for place in report.claim.where),
        relations=tuple(dict.fromkeys(each.relation for each in ordered)),
        outlets=_distinct(report.outlet for report in reports),
        sources=_distinct(source_name(report) for report in reports),
        titles=_distinct(report.title for report in reports),
        texts=tuple(dict.fromkeys((report.article, report.revision) for report in reports))[:MOST],
        new=_figure(latest.new),
        prior=_figure(latest.prior),
        contradictions=len(ordered),
        decided=max(each.decided for each in ordered),
    )


def _figure(report: Report) -> Figure:
    claim = msgspec.structs.replace(report.claim, quote="", before="", after="", quote_start=report.claim.start)
    return Figure(claim=claim, source=source_name(report), outlet=report.outlet, time=report.time)


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, names)))[:MOST]
