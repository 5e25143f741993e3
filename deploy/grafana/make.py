"""Writes the dashboards: python deploy/grafana/make.py. Panels are said here, what Grafana wants around them is added.

A test compares the files in dashboards/ with what this makes, and runs every query on a Prometheus that has scraped a
running service.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "dashboards"
SOURCE = {"type": "prometheus", "uid": "${datasource}"}
CHOSEN = 'installation=~"$installation"'
"""Which series are shown: where nothing has the label `installation`, "All" shows all the same."""
_SERIES = re.compile(r"\b((?:figurewatch|process)_[a-z_]+|ALERTS)\b(\{)?")

VARIABLES = (
    {"name": "datasource", "label": "Data source", "type": "datasource", "query": "prometheus"},
    {
        "name": "installation",
        "label": "Installation",
        "type": "query",
        "datasource": SOURCE,
        "query": {"query": "label_values(figurewatch_build_info, installation)", "refId": "installation"},
        "refresh": 2,
        "sort": 1,
        "includeAll": True,
        "allValue": ".*",
        "current": {"text": "All", "value": "$__all"},
    },
)
"""What is chosen at the top: the Prometheus, and of what it watches one installation or all."""


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One panel: `queries` are (PromQL, legend), `steps` (value, colour) from low to high; 24 columns make a row.

    `empty` is shown where there is nothing to show; `line` draws the steps into a panel over time.
    """

    title: str
    says: str
    queries: Sequence[tuple[str, str]]
    kind: str = "timeseries"
    unit: str = "short"
    width: int = 8
    height: int = 8
    steps: Sequence[tuple[float | None, str]] = ((None, "green"),)
    stacked: bool = False
    decimals: int | None = None
    empty: str = ""
    line: bool = False


Row = tuple[str, Sequence[Panel]]


def rate(metric: str, by: str, where: str = "") -> str:
    """PromQL for how often something happens a second."""
    return f"sum by ({by}) (rate({metric}{where}[$__rate_interval]))"


def chosen(query: str) -> str:
    """Return `query` of the chosen installation's series."""
    return _SERIES.sub(lambda found: f"{found[1]}{{{CHOSEN}" + (", " if found[2] else "}"), query)


def alike(series: str, by: str = "") -> str:
    """PromQL for what all processes of an installation tell alike: once for each installation, and `by` labels."""
    return f"max by ({', '.join(filter(None, ['installation', by]))}) ({series})"


def quantile(q: float, metric: str, by: str = "", window: str = "$__rate_interval") -> str:
    """PromQL for a quantile of a histogram."""
    names = f"le, {by}" if by else "le"
    return f"histogram_quantile({q}, sum by ({names}) (rate({metric}_bucket[{window}])))"


DELAY = "figurewatch_alert_delay_seconds"
BAD_ABOVE_0 = ((None, "green"), (1, "red"))
GOAL = ((None, "green"), (3, "yellow"), (60, "red"))
"""Seconds: what 95 % of the alerts are to take over Kafka, and what FigurewatchSlow tells of."""

SELDOM = "1h"
"""Window for what happens a few times an hour: in a shorter one there is mostly nothing of which to take a quantile."""

FEEDS = Panel(
    title="Feeds by condition",
    says="Healthy, silent (much longer than usual without anything new), failing or gone: figurewatch feeds list says "
    "which.",
    queries=[("sum by (condition) (figurewatch_ingest_feeds_condition)", "{{condition}}")],
    stacked=True,
    decimals=0,
)

OPERATIONS: Sequence[Row] = (
    (
        "Is it healthy",
        [
            Panel(
                title="Alerts firing",
                says="Alert rules that fire, for now (page) and for the morning (ticket): Prometheus names them under "
                "Alerts, each with its runbook.",
                queries=[
                    (
                        f'count(ALERTS{{alertname=~"Figurewatch.+", alertstate="firing", severity="{severity}"}}) '
                        "or vector(0)",
                        severity,
                    )
                    for severity in ("page", "ticket")
                ],
                kind="stat",
                width=4,
                height=5,
                steps=BAD_ABOVE_0,
            ),
            Panel(
                title="Processes",
                says="Processes of each stage that show their metrics; red for a stage that has none.",
                queries=[
                    (f'count(figurewatch_build_info{{stage="{stage}"}}) or vector(0)', stage)
                    for stage in ("ingest", "enrich", "alert", "pages")
                ],
                steps=((None, "red"), (1, "green")),
                kind="stat",
                width=5,
                height=5,
            ),
            Panel(
                title="Halted loops",
                says="Loops that stopped after too many dead letters: figurewatch dead list, then dead resume.",
                queries=[(f"sum({alike('figurewatch_halted', 'loop')}) or vector(0)", "halted")],
                kind="stat",
                width=4,
                height=5,
                steps=BAD_ABOVE_0,
            ),
            Panel(
                title="Waiting for servers",
                says="Loops for which Kafka or Redis does not answer.",
                queries=[(f"sum({alike('figurewatch_world_away', 'loop')}) or vector(0)", "waiting")],
                kind="stat",
                width=4,
                height=5,
                steps=BAD_ABOVE_0,
            ),
            Panel(
                title="Delay, p95",
                says="Seconds from the first fetch of an article to the channel's answer, over the last hour.",
                queries=[(f"{quantile(0.95, DELAY, window=SELDOM)} >= 0", "p95")],
                kind="stat",
                unit="s",
                width=4,
                height=5,
                steps=GOAL,
                empty="none sent",
            ),
            Panel(
                title="Releases",
                says="More than one is fine only while an upgrade rolls.",
                queries=[("count by (release) (figurewatch_build_info)", "{{release}}")],
                kind="stat",
                width=3,
                height=5,
            ),
        ],
    ),
    (
        "Where is it slow",
        [
            Panel(
                title="From fetch to notification",
                says="The goal: seconds from the first fetch of an article to the channel's answer, of the alerts sent "
                "in the hour before. The lines are at 3 s, for the p95, and at 60 s, where FigurewatchSlow fires.",
                queries=[(quantile(q, DELAY, window=SELDOM), f"p{q * 100:g}") for q in (0.5, 0.95, 0.99)],
                unit="s",
                steps=GOAL,
                line=True,
            ),
            Panel(
                title="Messages waiting",
                says="Messages that a loop has not acknowledged, on the partitions that are held.",
                queries=[("sum by (loop) (figurewatch_lag_messages)", "{{loop}}")],
            ),
            Panel(
                title="Age of the oldest message waiting",
                says="Zero while a loop keeps up. The line is at five minutes, where FigurewatchBehind fires.",
                queries=[("max by (loop) (figurewatch_lag_seconds)", "{{loop}}")],
                unit="s",
                steps=((None, "green"), (300, "red")),
                line=True,
            ),
            Panel(
                title="Handling one message, p95",
                says="Seconds of work for a message, by loop.",
                queries=[(quantile(0.95, "figurewatch_handling_seconds", "loop"), "{{loop}}")],
                unit="s",
            ),
            Panel(
                title="Committing a batch, p95",
                says="Seconds for the flush and commit of a batch, by loop.",
                queries=[(quantile(0.95, "figurewatch_commit_seconds", "loop"), "{{loop}}")],
                unit="s",
            ),
            Panel(
                title="Messages in a batch, median",
                says="Large batches are how a loop catches up.",
                queries=[(quantile(0.5, "figurewatch_batch_messages", "loop"), "{{loop}}")],
            ),
        ],
    ),
    (
        "What it does and what fails",
        [
            Panel(
                title="Messages handled",
                says="Finished with, by loop and outcome: done, or dead (moved to the dead letters).",
                queries=[(rate("figurewatch_messages_handled_total", "loop, outcome"), "{{loop}} {{outcome}}")],
                unit="ops",
            ),
            Panel(
                title="Messages published",
                says="By loop and topic.",
                queries=[(rate("figurewatch_messages_published_total", "loop, topic"), "{{loop}} to {{topic}}")],
                unit="ops",
            ),
            Panel(
                title="Failures",
                says="By whose fault: the message's, the world's (Kafka or Redis away), ours. None is what one wants.",
                queries=[
                    (f"{rate('figurewatch_failures_total', 'loop, fault')} or vector(0)", "{{loop}} {{fault}}"),
                ],
                unit="ops",
            ),
            Panel(
                title="Polls",
                says="By outcome: read, unchanged, or how they failed.",
                queries=[(rate("figurewatch_ingest_polls_total", "outcome"), "{{outcome}}")],
                unit="ops",
                stacked=True,
            ),
            Panel(
                title="Polls begin late, p95",
                says="Seconds between when a poll was due and its start.",
                queries=[(quantile(0.95, "figurewatch_ingest_lateness_seconds"), "late")],
                unit="s",
            ),
            Panel(
                title="Feed requests, p95",
                says="Seconds that the request of a poll takes, redirects included.",
                queries=[(quantile(0.95, "figurewatch_ingest_fetch_seconds"), "request")],
                unit="s",
            ),
            Panel(
                title="Deliveries",
                says="Tries to deliver a message, by kind of channel and outcome: sent, or why not.",
                queries=[(rate("figurewatch_alert_deliveries_total", "kind, outcome"), "{{kind}} {{outcome}}")],
                unit="ops",
            ),
            Panel(
                title="Waiting for delivery",
                says="Messages queued for channels, by kind.",
                queries=[(f"sum by (kind) ({alike('figurewatch_alert_waiting', 'kind')})", "{{kind}}")],
            ),
            Panel(
                title="Given up",
                says="Messages that were given up after all attempts, within the last day.",
                queries=[("round(sum(increase(figurewatch_alert_given_up_total[1d]))) or vector(0)", "given up")],
                kind="stat",
                width=4,
                steps=BAD_ABOVE_0,
            ),
            Panel(
                title="Polling paused",
                says="1 while embedded polling waits, because ingest.backlog articles are unread.",
                queries=[("max(figurewatch_ingest_paused)", "paused")],
                kind="stat",
                width=4,
                steps=BAD_ABOVE_0,
            ),
            Panel(
                title="Dead letters",
                says="Messages given up within the hour before, by loop: figurewatch dead list shows their errors.",
                queries=[
                    (
                        'sum by (loop) (increase(figurewatch_messages_handled_total{outcome="dead"}[1h]))',
                        "{{loop}}",
                    ),
                ],
                decimals=0,
            ),
            Panel(
                title="Joined again, gone back",
                says="How often within the hour before a loop joined its group again because nothing moved, or went "
                "back because Redis had lost its last seconds. None is usual.",
                queries=[
                    ("sum by (loop) (increase(figurewatch_stalls_total[1h]))", "{{loop}} joined again"),
                    ("sum by (loop) (increase(figurewatch_rewound_total[1h])) or vector(0)", "{{loop}} gone back"),
                ],
                decimals=0,
            ),
            FEEDS,
        ],
    ),
    (
        "What it takes",
        [
            Panel(
                title="Memory",
                says="Resident memory of each process.",
                queries=[
                    (
                        "process_resident_memory_bytes * on (instance) group_left (stage) figurewatch_build_info",
                        "{{stage}} {{instance}}",
                    )
                ],
                unit="bytes",
            ),
            Panel(
                title="Processor",
                says="Cores used by each process.",
                queries=[
                    (
                        "rate(process_cpu_seconds_total[$__rate_interval]) "
                        "* on (instance) group_left (stage) figurewatch_build_info",
                        "{{stage}} {{instance}}",
                    )
                ],
            ),
            Panel(
                title="Files open",
                says="File handles of each process, connections included.",
                queries=[
                    (
                        "process_open_fds * on (instance) group_left (stage) figurewatch_build_info",
                        "{{stage}} {{instance}}",
                    )
                ],
            ),
            Panel(
                title="Redis",
                says="Memory of the Redis that holds ledger, seen-state and due jobs, and what it may take.",
                queries=[
                    ("max(figurewatch_redis_used_bytes)", "used"),
                    ("max(figurewatch_redis_limit_bytes)", "limit"),
                ],
                unit="bytes",
            ),
            Panel(
                title="Ledger",
                says="Quantities that the ledger holds, counted every ten minutes.",
                queries=[(f"sum({alike('figurewatch_ledger_quantities')})", "quantities")],
            ),
            Panel(
                title="Evidence pages, p95",
                says="Seconds that answering a request for a page takes, by page.",
                queries=[(quantile(0.95, "figurewatch_pages_seconds", "page"), "{{page}}")],
                unit="s",
            ),
            Panel(
                title="Reading an article, p95",
                says="Seconds that finding the figures in one article takes.",
                queries=[(quantile(0.95, "figurewatch_enrich_seconds"), "p95")],
                unit="s",
            ),
        ],
    ),
)

DISPUTED = "figurewatch_disputed_quantities"
CONTRADICTED = DISPUTED + '{relation=~"contradicts|impossible"}'
DISPUTED_BY = "relation, measure, place"
FEEDBACK = "figurewatch_feedback_alerts"

NEWSROOM: Sequence[Row] = (
    (
        "What is disputed now",
        [
            Panel(
                title="Contradicted within a day",
                says="Quantities of which two reports of the last 24 hours cannot both hold.",
                queries=[
                    (
                        f"sum({alike(CONTRADICTED, DISPUTED_BY)}) or vector(0)",
                        "contradicted",
                    ),
                ],
                kind="stat",
                width=6,
                steps=((None, "green"), (1, "orange")),
            ),
            Panel(
                title="By place",
                says="Quantities contradicted, revised or moved on within 24 hours, the most disputed places first.",
                queries=[
                    (
                        f"topk(15, sum by (place) ({alike(DISPUTED, DISPUTED_BY)}))",
                        "{{place}}",
                    ),
                ],
                kind="bargauge",
                width=9,
            ),
            Panel(
                title="By what is counted",
                says="The same by measure: killed, injured, missing, ...",
                queries=[
                    (
                        f"sort_desc(sum by (measure) ({alike(DISPUTED, DISPUTED_BY)}))",
                        "{{measure}}",
                    ),
                ],
                kind="bargauge",
                width=9,
            ),
            Panel(
                title="Place, measure and relation",
                says="Every pair with what it is: contradicts, revises, updates, impossible.",
                queries=[(f"sum by (place, measure, relation) ({alike(DISPUTED, DISPUTED_BY)})", "")],
                kind="table",
                width=24,
            ),
        ],
    ),
    (
        "What was found",
        [
            Panel(
                title="Contradictions by relation",
                says="Found within the hour before, old news left out.",
                decimals=0,
                queries=[
                    (
                        'sum by (relation) (increase(figurewatch_alert_contradictions_total{age="news"}[1h]))',
                        "{{relation}}",
                    ),
                ],
                stacked=True,
            ),
            Panel(
                title="Figures by what they count",
                says="Claims found in articles, by measure.",
                queries=[(rate("figurewatch_enrich_claims_total", "measure"), "{{measure}}")],
                unit="ops",
                stacked=True,
            ),
            Panel(
                title="Not sent, and why",
                says="Contradictions that a subscriber did not want, by what decided it, within the hour before.",
                queries=[
                    ("sum by (by) (increase(figurewatch_alert_unwanted_total[1h])) or vector(0)", "{{by}}"),
                ],
            ),
        ],
    ),
    (
        "How fresh it is",
        [
            Panel(
                title="From publication to notification",
                says="Seconds by the publishers' own clocks, which are coarse, of the alerts sent in the hour before: "
                "shown, and no goal.",
                queries=[
                    (quantile(q, "figurewatch_alert_age_seconds", window=SELDOM), f"p{q * 100:g}") for q in (0.5, 0.95)
                ],
                unit="s",
            ),
            Panel(
                title="New and revised articles",
                says="A second, over all feeds.",
                queries=[
                    (rate("figurewatch_ingest_entries_total", "verdict", '{verdict=~"new|revised"}'), "{{verdict}}"),
                ],
                unit="ops",
            ),
            FEEDS,
            Panel(
                title="Articles read",
                says="With figures, without, and in other languages.",
                queries=[(rate("figurewatch_enrich_articles_total", "outcome"), "{{outcome}}")],
                unit="ops",
                stacked=True,
            ),
            Panel(
                title="Sent",
                says="Messages that channels took within the hour before, by kind of channel.",
                decimals=0,
                queries=[
                    ('sum by (kind) (increase(figurewatch_alert_deliveries_total{outcome="sent"}[1h]))', "{{kind}}"),
                ],
            ),
            Panel(
                title="Precision by what people say",
                says="Share of the alerts that people judged which they found right.",
                queries=[
                    (
                        f"""sum({alike(FEEDBACK + '{verdict="right"}')}) / sum({alike(FEEDBACK, "verdict")}) >= 0""",
                        "right",
                    ),
                ],
                empty="nobody has said",
                kind="stat",
                unit="percentunit",
                steps=((None, "red"), (0.8, "orange"), (0.9, "green")),
            ),
            Panel(
                title="Feeds by silence",
                says="Feeds without a new article for more than so many times their own mean time between two.",
                queries=[("sum by (times) (figurewatch_ingest_feeds_silence)", "more than {{times}} times")],
            ),
            Panel(
                title="Silent feeds",
                says="Feeds that have brought nothing new for much longer than usual.",
                queries=[('sum(figurewatch_ingest_feeds_condition{condition="silent"}) or vector(0)', "silent")],
                kind="stat",
                steps=((None, "green"), (1, "orange")),
            ),
        ],
    ),
)


def dashboard(uid: str, title: str, rows: Sequence[Row], tags: Sequence[str]) -> dict[str, Any]:
    """Return the dashboard as Grafana reads it."""
    panels: list[dict[str, Any]] = []
    y = 0
    for name, members in rows:
        panels.append(_row(name, y, len(panels) + 1))
        y += 1
        x = height = 0
        for panel in members:
            if x + panel.width > 24:
                x, y, height = 0, y + height, 0
            panels.append(_panel(panel, x, y, len(panels) + 1))
            x += panel.width
            height = max(height, panel.height)
        y += height
    return {
        "uid": uid,
        "title": title,
        "tags": ["figurewatch", *tags],
        "schemaVersion": 39,
        "version": 1,
        "editable": True,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "timezone": "browser",
        "templating": {"list": VARIABLES},
        "links": [{"type": "dashboards", "tags": ["figurewatch"], "title": "figurewatch", "asDropdown": False}],
        "panels": panels,
    }


def _row(name: str, y: int, id_: int) -> dict[str, Any]:
    where = {"h": 1, "w": 24, "x": 0, "y": y}
    return {"id": id_, "type": "row", "title": name, "collapsed": False, "gridPos": where, "panels": []}


def _panel(panel: Panel, x: int, y: int, id_: int) -> dict[str, Any]:
    instant = panel.kind != "timeseries"
    defaults: dict[str, Any] = {
        "unit": panel.unit,
        "min": 0,
        "thresholds": {
            "mode": "absolute",
            "steps": [{"value": value, "color": colour} for value, colour in panel.steps],
        },
    }
    if panel.decimals is not None:
        defaults["decimals"] = panel.decimals
    if panel.empty:
        defaults["noValue"] = panel.empty
    if panel.kind == "timeseries":
        fill = {"fillOpacity": 30, "stacking": {"mode": "normal"}} if panel.stacked else {"fillOpacity": 5}
        # Points where a value stands alone: of what is seldom there is no line to be drawn.
        custom = {"lineWidth": 1, "showPoints": "auto", **fill}
        defaults["custom"] = {**custom, "thresholdsStyle": {"mode": "line"}} if panel.line else custom
    made: dict[str, Any] = {
        "id": id_,
        "type": panel.kind,
        "title": panel.title,
        "description": panel.says,
        "datasource": SOURCE,
        "gridPos": {"h": panel.height, "w": panel.width, "x": x, "y": y},
        "fieldConfig": {"defaults": defaults, "overrides": []},
        "options": _options(panel),
        "targets": [
            {
                "refId": chr(ord("A") + number),
                "datasource": SOURCE,
                "expr": chosen(expression),
                "legendFormat": legend,
                "instant": instant,
                "range": not instant,
                **({"format": "table"} if panel.kind == "table" else {}),
            }
            for number, (expression, legend) in enumerate(panel.queries)
        ],
    }
    if panel.kind == "table":
        hidden = {"excludeByName": {"Time": True}, "renameByName": {"Value": "quantities"}}
        made["transformations"] = [{"id": "organize", "options": hidden}]
    return made


def _options(panel: Panel) -> dict[str, Any]:
    last = {"calcs": ["lastNotNull"], "fields": "", "values": False}
    match panel.kind:
        case "timeseries":
            return {
                "legend": {"displayMode": "list", "placement": "bottom"},
                "tooltip": {"mode": "multi", "sort": "desc"},
            }
        case "stat":
            mode = "value_and_name" if len(panel.queries) > 1 or "{{" in panel.queries[0][1] else "value"
            return {"reduceOptions": last, "textMode": mode, "colorMode": "value", "graphMode": "none"}
        case "bargauge":
            return {"reduceOptions": last, "orientation": "horizontal", "displayMode": "basic"}
        case _:
            return {"sortBy": [{"displayName": "quantities", "desc": True}]}


def dashboards() -> dict[str, dict[str, Any]]:
    """Return all dashboards by the names of their files."""
    return {
        "operations.json": dashboard("figurewatch-operations", "figurewatch: Operations", OPERATIONS, ["operations"]),
        "newsroom.json": dashboard("figurewatch-newsroom", "figurewatch: Newsroom", NEWSROOM, ["newsroom"]),
    }


def text(made: dict[str, Any]) -> str:
    """Return a dashboard as it stands in its file."""
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for file, made in dashboards().items():
        (FOLDER / file).write_text(text(made), encoding="utf-8")
