"""A quantity as its page shows it: reports, copies, alerts; from what ledger and evidence hold to plain values."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.evidence.verdicts import Verdict
from alerts.judge.label import name_of
from alerts.judge.sources import same_source
from alerts.judge.withdrawn import put_right
from alerts.ledger.port import Held
from alerts.messages import Contradiction, Relation, Report
from alerts.notify.deliveries import Delivery
from alerts.render.background import clashes
from alerts.render.clean import clean, line, link
from alerts.render.story import KINDS, finding, reasons
from alerts.render.words import figure, spoken, voice
from desk.pages.chart import Chart, Kind, Point, chart
from desk.pages.copies import copied


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """The words around a figure: the sentences before and after, and the figure's own, parted at the figure."""

    earlier: str
    before: str
    figure: str
    after: str
    later: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A report in the table.

    Attributes:
        number: counted from 1, in order of time.
        kind, standing: for the chart, and in words ("" for a figure that simply stands).
        copy_of: number of the first row of which this one's article is a copy, None where it is none.
        put_right: number of the row in which the source put the figure right that this one still carries, or None.
        report: all there is, for the machine-readable forms.
    """

    number: int
    time: datetime
    figure: str
    source: str
    outlet: str
    ours: bool
    title: str
    link: str
    article: str
    revision: int
    quote: Quote
    kind: Kind
    standing: str
    copy_of: int | None
    put_right: int | None
    report: Report
    superseded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """An alert on the quantity; rows are those of its two sides, None where the ledger has forgotten them."""

    id: str
    relation: Relation
    kind: str
    finding: str
    time: datetime
    confidence: int
    reasons: Sequence[str]
    new_row: int | None
    prior_row: int | None
    new_sources: Sequence[str]
    prior_sources: Sequence[str]
    stale: bool
    verdict: Verdict | None
    deliveries: Sequence[Delivery]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """An article whose headline clashes with its own text: the rows of both figures."""

    headline: Row
    text: Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The whole page."""

    quantity: str
    label: str
    measure: str
    rows: Sequence[Row]
    clashes: Sequence[Clash]
    alerts: Sequence[Alert]
    chart: Chart | None
    left_out: int


def subject(
    quantity: str,
    history: Sequence[Held],
    contradictions: Sequence[Contradiction],
    verdicts: Sequence[Verdict],
    deliveries: Sequence[Delivery],
    zone: str,
) -> Subject | None:
    """Return the page of `quantity`, None where nothing is known of it.

    Reports that the ledger has dropped, and an alert stands on, come from the alert.
    """
    rows = _rows(_all_reports(history, contradictions))
    if not rows:
        return None
    numbers = {row.report.claim.id: row.number for row in rows}
    said = {each.contradiction.id: each for each in verdicts}
    unit = Counter(_unit(row.report) for row in rows).most_common(1)[0][0]
    bodies = _bodies(rows)
    drawn = [_point(row, bodies[row.number]) for row in rows if _unit(row.report) == unit]
    newest = contradictions[0].label if contradictions else ""
    last = rows[-1].report
    return Subject(
        quantity=quantity,
        label=line(newest or name_of([row.report for row in rows]), 160),
        measure=last.claim.measure,
        rows=rows,
        clashes=[
            Clash(headline=rows[numbers[headline.claim.id] - 1], text=rows[numbers[text.claim.id] - 1])
            for headline, text in clashes(row.report for row in rows if not row.superseded)
        ],
        alerts=[
            Alert(
                id=each.id,
                relation=each.relation,
                kind=KINDS[each.relation],
                finding=line(finding(each, zone), 300),
                time=each.decided,
                confidence=round(each.confidence * 100),
                reasons=reasons(each, zone),
                new_row=numbers.get(each.new.claim.id),
                prior_row=numbers.get(each.prior.claim.id),
                new_sources=[line(spoken(name), 80) for name in each.new_sources],
                prior_sources=[line(spoken(name), 80) for name in each.prior_sources],
                stale=each.stale,
                verdict=said.get(each.id),
                deliveries=[delivery for delivery in deliveries if delivery.contradiction == each.id],
            )
            for each in contradictions
        ],
        chart=chart(drawn, zone),
        left_out=len(rows) - len(drawn),
    )


def quote(report: Report) -> Quote:
    """Return the words around the figure of `report`, clean."""
    claim = report.claim
    start, end = claim.start - claim.quote_start, claim.end - claim.quote_start
    if not 0 <= start < end <= len(claim.quote):
        start = end = len(claim.quote)
    return Quote(
        earlier=line(claim.before, 400),
        before=clean(claim.quote[:start]).lstrip(),
        figure=clean(claim.quote[start:end]),
        after=clean(claim.quote[end:]).rstrip(),
        later=line(claim.after, 400),
    )


def _all_reports(history: Sequence[Held], contradictions: Sequence[Contradiction]) -> list[tuple[Report, bool]]:
    """Return all reports with whether they are superseded, in order of time, each claim once."""
    found = {each.report.claim.id: (each.report, each.superseded) for each in history}
    for contradiction in contradictions:
        for report in (contradiction.new, contradiction.prior):
            # A report of which the ledger holds a later revision, and this claim no more, was replaced.
            replaced = any(
                each.article == report.article and each.revision > report.revision for each, _ in found.values()
            )
            found.setdefault(report.claim.id, (report, replaced))
    return sorted(found.values(), key=lambda each: (each[0].time, each[0].claim.id))


def _rows(reports: Sequence[tuple[Report, bool]]) -> list[Row]:
    right = put_right([report for report, _ in reports])
    numbers = {report.claim.id: number for number, (report, _) in enumerate(reports, 1)}
    originals = copied([report for report, _ in reports])
    rows: list[Row] = []
    for number, ((report, superseded), original) in enumerate(zip(reports, originals, strict=True), 1):
        kind, standing = _standing(report, superseded)
        rows.append(
            Row(
                number=number,
                time=report.time,
                figure=figure(report.claim),
                source=voice(report),
                outlet=line(report.outlet, 80) or "unknown outlet",
                ours=report.ours,
                title=line(report.title, 200),
                link=link(report.url),
                article=report.article,
                revision=report.revision,
                quote=quote(report),
                kind=kind,
                standing=standing,
                copy_of=None if original is None else original + 1,
                put_right=numbers[right[report.claim.id].claim.id] if report.claim.id in right else None,
                report=report,
                superseded=superseded,
            )
        )
    return rows


def _standing(report: Report, superseded: bool) -> tuple[Kind, str]:
    claim = report.claim
    if superseded:
        return "replaced", "replaced in a later version of the article"
    if claim.status != "asserted":
        return "refused", claim.status
    if claim.presented == "correction":
        return "corrected", "a correction"
    return "stated", "said of others" if claim.presented == "others" else ""


def _unit(report: Report) -> str:
    return report.claim.base_unit or report.claim.unit or "1"


def _bodies(rows: Sequence[Row]) -> dict[int, str]:
    """Return for each row's number the name under which its source goes in the drawing: a body has one colour."""
    first: list[Row] = []
    found: dict[int, str] = {}
    for row in rows:
        known = next((each for each in first if same_source(each.report, row.report)), None)
        if known is None:
            first.append(row)
        found[row.number] = (known or row).source
    return found


def _point(row: Row, body: str) -> Point:
    claim = row.report.claim
    in_base_unit = claim.base_low is not None or claim.base_high is not None
    low, high = (claim.base_low, claim.base_high) if in_base_unit else (claim.low, claim.high)
    return Point(
        time=row.time,
        low=low,
        high=high,
        source=body,
        kind=row.kind,
        words=f"{row.figure}, {row.source}" + (f" in {row.outlet}" if row.outlet not in row.source else ""),
        row=row.number,
    )
