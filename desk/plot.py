"""Quantities as a drawing: value against time, a colour for each source, intervals as bars. Imports matplotlib late."""

from collections.abc import Sequence
from pathlib import Path

from alerts.judge.label import label
from alerts.ledger.port import Held
from alerts.render.clean import line
from alerts.render.words import voice
from enrich.messages import Claim

KINDS = (".png", ".svg")
"""Kinds of files that can be drawn."""

PANELS = 6
"""Quantities drawn, one below the other; more would be too small to read."""


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
