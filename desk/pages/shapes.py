"""The machine-readable forms: JSON values and CSV lines of what the pages show."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import msgspec

from alerts.evidence.dispute import Dispute, Figure
from desk.pages.subject import Alert, Row, Subject

COLUMNS = (
    *("row", "time", "low", "high", "qualifier", "unit", "figure", "source", "source_kind", "status", "presented"),
    *("replaced", "copy_of_row", "put_right_in_row", "outlet", "ours", "title", "url", "article", "revision", "quote"),
)


def dispute_json(each: Dispute) -> dict[str, Any]:
    """Return an entry of the list as JSON values."""
    return {
        "quantity": each.quantity,
        "label": each.label,
        "measure": each.measure,
        "places": each.places,
        "relations": each.relations,
        "outlets": each.outlets,
        "contradictions": each.contradictions,
        "decided": each.decided.isoformat(),
        "new": _figure_json(each.new),
        "prior": _figure_json(each.prior),
    }


def subject_json(each: Subject, *, private: bool) -> dict[str, Any]:
    """Return a quantity as JSON values; to whom alerts went only where it is `private`."""
    return {
        "quantity": each.quantity,
        "label": each.label,
        "measure": each.measure,
        "reports": [_row_json(row) for row in each.rows],
        "clashes": [{"headline_row": clash.headline.number, "text_row": clash.text.number} for clash in each.clashes],
        "alerts": [_alert_json(alert, private=private) for alert in each.alerts],
    }


def subject_csv(each: Subject) -> str:
    """Return the reports as CSV (RFC 4180) with `COLUMNS`; what a spreadsheet would take for a formula is quoted."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in each.rows:
        values = _row_json(row)
        writer.writerow([_cell(values[name]) for name in COLUMNS])
    return out.getvalue()


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def _figure_json(each: Figure) -> dict[str, Any]:
    claim = each.claim
    return {
        "low": claim.low,
        "high": claim.high,
        "qualifier": claim.qualifier,
        "unit": claim.unit,
        "phrase": claim.phrase,
        "source": each.source,
        "outlet": each.outlet,
        "time": each.time.isoformat(),
    }


def _row_json(row: Row) -> dict[str, Any]:
    claim, quote = row.report.claim, row.quote
    return {
        "row": row.number,
        "time": row.time.isoformat(),
        "low": claim.low,
        "high": claim.high,
        "qualifier": claim.qualifier,
        "unit": claim.unit,
        "figure": row.figure,
        "source": row.source,
        "source_kind": claim.attribution_kind,
        "status": claim.status,
        "presented": claim.presented,
        "replaced": row.superseded,
        "copy_of_row": row.copy_of,
        "put_right_in_row": row.put_right,
        "ours": row.ours,
        "outlet": row.outlet,
        "title": row.title,
        "url": row.link,
        "article": row.article,
        "revision": row.revision,
        "quote": f"{quote.before}{quote.figure}{quote.after}",
    }


def _alert_json(alert: Alert, *, private: bool) -> dict[str, Any]:
    deliveries: Sequence[Any] = [msgspec.to_builtins(each) for each in alert.deliveries] if private else []
    return {
        "id": alert.id,
        "relation": alert.relation,
        "kind": alert.kind,
        "finding": alert.finding,
        "time": alert.time.isoformat(),
        "confidence": alert.confidence / 100,
        "reasons": alert.reasons,
        "new_row": alert.new_row,
        "prior_row": alert.prior_row,
        "stale": alert.stale,
        "verdict": alert.verdict.saying if alert.verdict else None,
        "deliveries": deliveries,
    }
