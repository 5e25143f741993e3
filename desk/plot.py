"""Quantities as a drawing, like the timeline of their pages: value against time by source, intervals as bars."""

from collections.abc import Sequence
from pathlib import Path

from alerts.ledger.port import Held
from desk.pages.chart import Chart
from desk.pages.drawing import pictures
from desk.pages.render import Templates
from desk.pages.subject import subject
from enrich.messages import Claim

KINDS = (".png", ".svg")
"""Kinds of files that can be drawn."""

PANELS = 6
"""Quantities drawn, one below the other; more would be too small to read."""

ZONE = "UTC"


def draw(histories: Sequence[Sequence[Held]], file: Path) -> None:
    """Draw the first `PANELS` of `histories`, each in order of time, into `file`, a PNG or an SVG by its ending.

    Times are UTC. A bar goes from the least to the most that the words allow; where they leave one end open the mark is
    an arrow that way. Raises `OSError` where the file cannot be written.
    """
    panels = []
    for history in histories[:PANELS]:
        found = subject(history[0].quantity, history, (), (), (), ZONE)
        if found is not None and found.chart is not None:
            panels.append((found.chart, f"{found.label} ({ZONE})"))
    if file.suffix.lower() == ".png":
        file.write_bytes(pictures(panels))
    else:
        file.write_text(_svg(panels), encoding="utf-8")


def known(claim: Claim) -> bool:
    """Return whether the words give a number at all."""
    return claim.low is not None or claim.high is not None


def _svg(panels: Sequence[tuple[Chart, str]]) -> str:
    templates, drawn, top = Templates(ZONE), [], 0
    for chart, title in panels:
        panel = templates.page("chart.svg", chart=chart, label=title, alone=True)
        drawn.append(f'<g transform="translate(0 {top})">\n{panel}\n</g>')
        top += chart.tall
    width = max(chart.width for chart, _ in panels)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{top}">'
    return "\n".join(('<?xml version="1.0" encoding="UTF-8"?>', head, *drawn, "</svg>\n"))
