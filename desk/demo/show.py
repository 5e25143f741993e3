"""An alert as a terminal shows it: the same story that goes to any channel, in colour."""

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from alerts.messages import Contradiction, Relation
from alerts.render.story import Side, compose

COLOURS: dict[Relation, str] = {"contradicts": "red", "impossible": "magenta", "revises": "yellow", "updates": "cyan"}


def panel(alert: Contradiction) -> RenderableType:
    """Return `alert` as a box: what kind, both quotes with the figure marked, who, when, and why."""
    story, colour = compose(alert, zone="UTC", public_url=None), COLOURS[alert.relation]
    rows = Table.grid(padding=(0, 2))
    rows.add_column(style="dim", no_wrap=True)
    rows.add_column(overflow="fold")
    rows.add_row("", Text(story.finding, style="bold"))
    for side in story.sides:
        rows.add_row(side.role.lower(), _side(side, colour))
    for number, reason in enumerate(story.reasons):
        rows.add_row("" if number else "why", Text(reason))
    return Panel(
        rows,
        title=Text(f" {alert.relation.upper()} ", style=f"bold {colour}"),
        title_align="left",
        subtitle=Text(f" confidence {story.confidence} % ", style="dim"),
        subtitle_align="right",
        border_style=colour,
        padding=(0, 1),
    )


def _side(side: Side, colour: str) -> Group:
    quote = Text.assemble(side.before, (side.figure, f"bold reverse {colour}"), side.after)
    source = "" if side.source == side.outlet else f", citing {side.source}"
    return Group(quote, Text(f"{side.outlet}{source}, {side.time}", style="italic dim"))
