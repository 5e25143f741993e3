"""Quantities as a drawing: value against time, a colour for each source, intervals as bars. Imports matplotlib late."""

import io
from collections.abc import Sequence
from pathlib import Path

from alerts.judge.label import label
from alerts.ledger.port import Held
from alerts.render.clean import line
from alerts.render.words import voice
from desk.pages.chart import Chart, Kind
from enrich.messages import Claim

KINDS = (".png", ".svg")
"""Kinds of files that can be drawn."""

PANELS = 6
"""Quantities drawn, one below the other; more would be too small to read."""

_SIGNS: dict[Kind, str] = {"stated": "o", "corrected": "D", "replaced": "o", "refused": "x"}


def draw(histories: Sequence[Sequence[Held]], file: Path) -> None:
    """Draw the first `PANELS` of `histories`, each in order of time, into `file`, a PNG or an SVG by its ending.

    Times are UTC, values as the texts give them. A bar goes from the least to the most that the words allow; where they
    leave one end open the mark is an arrow that way. Raises `OSError` where the file cannot be written.
    """
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
    from matplotlib.figure import Figure

    shown = histories[:PANELS]
    drawing = Figure(figsize=(10, 3.2 * len(shown)), layout="constrained")
    for axes, history in zip(drawing.subplots(len(shown), 1, squeeze=False).flat, shown, strict=True):
        last = history[-1].report
        axes.set_title(_plain(label(last, last)), loc="left")
        for source in dict.fromkeys(voice(held.report) for held in history):
            said = [held for held in history if voice(held.report) == source and known(held.report.claim)]
            if not said:
                continue
            points = [_point(held.report.claim) for held in said]
            times = [held.report.time for held in said]
            (mark,) = axes.plot(times, points, "o", alpha=0.8, label=_plain(source))
            axes.errorbar(
                times,
                points,
                yerr=list(zip(*(_reach(held.report.claim) for held in said), strict=True)),
                lolims=[held.report.claim.high is None for held in said],
                uplims=[held.report.claim.low is None for held in said],
                fmt="none",
                color=mark.get_color(),
                capsize=3,
            )
        locator = AutoDateLocator()  # type: ignore[no-untyped-call]
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
        axes.yaxis.set_major_formatter("{x:,.10g}")
        axes.grid(alpha=0.3)
        if axes.get_legend_handles_labels()[1]:
            axes.legend(fontsize="small", loc="center left", bbox_to_anchor=(1, 0.5))
    drawing.savefig(file, format=file.suffix.lower().removeprefix("."))


def picture(chart: Chart, title: str) -> bytes:
    """Return the timeline `chart` under `title` as a PNG, twice as large as the page has it, on white.

    About a tenth of a second of processor time, the first time half a second and 50 MB; call it from one
    thread at a time.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    above, below = 30, 20 * len(chart.keys) + 6
    height = above + chart.height + below
    figure = Figure(figsize=(chart.width / 100, height / 100), dpi=200)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, chart.width), ylim=(chart.height + below, -above))
    axes.axis("off")
    axes.text(chart.left, -12, _plain(title, 100), fontsize=9.5, weight="bold", color="#1c2024")
    for tick in chart.upright:
        axes.plot((chart.left, chart.right), (tick.at, tick.at), color="#d9dce1", lw=0.7, zorder=0)
        axes.text(chart.left - 8, tick.at, tick.label, fontsize=8, color="#5f6670", ha="right", va="center")
    for tick in chart.across:
        axes.plot((tick.at, tick.at), (chart.bottom, chart.bottom + 5), color="#9aa1ab", lw=0.7)
        axes.text(tick.at, chart.bottom + 9, tick.label, fontsize=8, color="#5f6670", ha="center", va="top")
    for course in chart.courses:
        xs, ys = zip(*(map(float, point.split(",")) for point in course.points.split()), strict=True)
        axes.plot(xs, ys, color=course.colour, alpha=0.35, lw=1)
    for mark in chart.marks:
        axes.plot((mark.x, mark.x), (mark.top, mark.bottom), color=mark.colour, alpha=0.65, lw=2.2)
        for there, at, sign in ((mark.up, mark.top, "^"), (mark.down, mark.bottom, "v")):
            if there:
                axes.plot(mark.x, at, sign, color=mark.colour, ms=5)
        edge = mark.colour if mark.kind in ("replaced", "refused") else "white"
        inside = "white" if mark.kind == "replaced" else mark.colour
        size = 6 if mark.kind == "refused" else 7.5
        axes.plot(mark.x, mark.y, _SIGNS[mark.kind], ms=size, mfc=inside, mec=edge, mew=1.4, zorder=3)
    for place, key in enumerate(chart.keys):
        y = chart.height + 20 * place + 4
        axes.plot(chart.left + 6, y, "o", color=key.colour, ms=6)
        counted = f" ({key.count})" if key.count > 1 else ""
        axes.text(chart.left + 18, y, _plain(key.name) + counted, fontsize=8, color="#1c2024", va="center")
    out = io.BytesIO()
    FigureCanvasAgg(figure).print_png(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


def known(claim: Claim) -> bool:
    """Return whether the words give a number at all."""
    return claim.low is not None or claim.high is not None


def _point(claim: Claim) -> float:
    """Return the middle of what the words allow, or the end that they name."""
    ends = [end for end in (claim.low, claim.high) if end is not None]
    return sum(ends) / len(ends)


def _reach(claim: Claim) -> tuple[float, float]:
    """Return how far the bar goes below and above the point; an arrow where an end is open has a twelfth of it."""
    point = _point(claim)
    arrow = abs(point) / 12 or 1.0
    below = arrow if claim.low is None else point - claim.low
    above = arrow if claim.high is None else claim.high - point
    return (below, above)


def _plain(text: str, longest: int = 60) -> str:
    """Return `text` for matplotlib, which takes what stands between dollar signs for a formula."""
    return line(text, longest).replace("$", r"\$")
