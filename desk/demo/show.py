"""An alert as a terminal shows it."""

from datetime import datetime

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from alerts.messages import Contradiction, Relation, Report

COLOURS: dict[Relation, str] = {"contradicts": "red", "impossible": "magenta", "revises": "yellow", "updates": "cyan"}

HEADLINES: dict[Relation, str] = {
    "contradicts": "CONTRADICTS",
    "impossible": "IMPOSSIBLE",
    "revises": "REVISES",
    "updates": "UPDATES",
}


def panel(alert: Contradiction) -> RenderableType:
    """Return `alert` as a box: what kind, both quotes with the figure marked, who, when, and why."""
    colour = COLOURS[alert.relation]
    rows = Table.grid(padding=(0, 2))
    rows.add_column(style="dim", no_wrap=True)
    rows.add_column(overflow="fold")
    rows.add_row("new", Group(quote(alert.new, colour), source(alert.new)))
    rows.add_row("earlier", Group(quote(alert.prior, colour), source(alert.prior)))
    for number, reason in enumerate(alert.reasons):
        rows.add_row("why" if number == 0 else "", Text(_plain(reason)))
    title = Text.assemble((f" {HEADLINES[alert.relation]} ", f"bold {colour}"), (_plain(alert.label) + " ", "bold"))
    foot = Text(f" confidence {alert.confidence:.0%} ", style="dim")
    return Panel(
        rows,
        title=title,
        title_align="left",
        subtitle=foot,
        subtitle_align="right",
        border_style=colour,
        padding=(0, 1),
    )


def quote(report: Report, colour: str) -> Text:
    """Return the sentence that makes the claim, its figure marked."""
    claim = report.claim
    start, end = claim.start - claim.quote_start, claim.end - claim.quote_start
    text = Text(_plain(claim.quote))
    if 0 <= start < end <= len(claim.quote):
        text.stylize(f"bold reverse {colour}", start, end)
    return text


def source(report: Report) -> Text:
    """Return the outlet, whom it quotes, and the time of publication."""
    claim = report.claim
    words = report.outlet or "unnamed outlet"
    if claim.attribution_kind != "outlet" and (claim.attribution or claim.attribution_text):
        words += f", citing {claim.attribution or claim.attribution_text}"
    return Text(f"{_plain(words)} · {moment(report.time)}", style="italic dim")


def moment(time: datetime) -> str:
    """Return `time` (aware, UTC) as people read it."""
    return f"{time.day} {time:%b %Y, %H:%M} UTC"


def _plain(text: str) -> str:
    """Return `text`, which strangers wrote, in one line and without control characters that a terminal obeys.

    Every character stays one character, so that offsets still hold.
    """
    return "".join(char if char.isprintable() else " " for char in text)
