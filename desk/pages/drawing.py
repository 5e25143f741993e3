"""The timeline as a PNG: the same geometry as chart.svg, painted. The only module that imports Pillow."""

import io
import zlib
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from alerts.render.clean import line
from desk.pages.chart import KEY, Chart, Mark

SCALE = 2
"""Pixels for each unit of the chart, so that it is sharp on fine screens."""

FINE = 2
"""Shapes are painted so many times larger again and then made smaller, since Pillow paints with hard edges."""

_ABOVE = 30
"""Units above the chart for its title."""

_INK, _FAINT, _GRID, _EDGE = "#1c2024", "#5f6670", "#d9dce1", "#9aa1ab"
_WHITE = (255, 255, 255)


def picture(chart: Chart, title: str) -> bytes:
    """Return the timeline `chart` under `title` as a PNG, twice as large as the page has it, on white.

    About 25 ms of processor time.
    """
    return _png(_painted(chart, title))


def pictures(panels: Sequence[tuple[Chart, str]]) -> bytes:
    """Return timelines, each under its title and one below the other, as one PNG; at least one."""
    painted = [_painted(chart, title) for chart, title in panels]
    size = (max(each.width for each in painted), sum(each.height for each in painted))
    whole, top = Image.new("RGB", size, _WHITE), 0
    for each in painted:
        whole.paste(each, (0, top))
        top += each.height
    return _png(whole)


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=3, compress_type=zlib.Z_RLE)
    return out.getvalue()


def _painted(chart: Chart, title: str) -> Image.Image:
    size = (chart.width, _ABOVE + chart.height + KEY * len(chart.keys) + 6)
    shapes = _Brush(Image.new("RGB", (size[0] * SCALE * FINE, size[1] * SCALE * FINE), _WHITE), SCALE * FINE)
    for tick in chart.upright:
        shapes.line([(chart.left, tick.at), (chart.right, tick.at)], _GRID, 1)
    for tick in chart.across:
        shapes.line([(tick.at, chart.bottom), (tick.at, chart.bottom + 5)], _EDGE, 1)
    for course in chart.courses:
        points = [(float(x), float(y)) for x, y in (point.split(",") for point in course.points.split())]
        shapes.line(points, _pale(course.colour, 0.35), 1.5)
    for mark in chart.marks:
        _bar(shapes, mark)
    for mark in chart.marks:
        _sign(shapes, mark)
    for place, key in enumerate(chart.keys):
        shapes.disc(chart.left + 6, _key_line(chart, place), 5, key.colour)
    words = _Brush(shapes.image.reduce(FINE), SCALE)
    words.text(chart.left, -12, line(title, 100), "ls", _INK, 13, bold=True)
    for tick in chart.upright:
        words.text(chart.left - 8, tick.at, tick.label, "rm", _FAINT, 11)
    for tick in chart.across:
        words.text(tick.at, chart.bottom + 9, tick.label, "ma", _FAINT, 11)
    for place, key in enumerate(chart.keys):
        counted = f" ({key.count})" if key.count > 1 else ""
        words.text(chart.left + 18, _key_line(chart, place), line(key.name, 60) + counted, "lm", _INK, 11)
    return words.image


class _Brush:
    """Paints on `image`, whose unit is `scale` pixels, in the chart's units; the title stands above zero."""

    def __init__(self, image: Image.Image, scale: int) -> None:
        self.image = image
        self._scale = scale
        self._draw = ImageDraw.Draw(image)

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return x * self._scale, (y + _ABOVE) * self._scale

    def line(self, points: Sequence[tuple[float, float]], colour: str | tuple[int, ...], width: float) -> None:
        self._draw.line([self._at(*each) for each in points], fill=colour, width=round(width * self._scale))

    def disc(self, x: float, y: float, radius: float, colour: str | tuple[int, ...]) -> None:
        self._draw.ellipse([self._at(x - radius, y - radius), self._at(x + radius, y + radius)], fill=colour)

    def shape(self, points: Sequence[tuple[float, float]], colour: str | tuple[int, ...]) -> None:
        self._draw.polygon([self._at(*each) for each in points], fill=colour)

    def text(self, x: float, y: float, text: str, anchor: str, colour: str, size: int, *, bold: bool = False) -> None:
        font = _font("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf", size * self._scale)
        self._draw.text(self._at(x, y), text, font=font, fill=colour, anchor=anchor)


def _bar(brush: _Brush, mark: Mark) -> None:
    """Paint the interval, an arrow where it has no end."""
    colour = _pale(mark.colour, 0.65)
    if mark.top != mark.bottom:
        brush.line([(mark.x, mark.top), (mark.x, mark.bottom)], colour, 3)
    for there, tip, back in ((mark.up, mark.top - 1, 5), (mark.down, mark.bottom + 1, -5)):
        if there:
            brush.line([(mark.x - 4, tip + back), (mark.x, tip), (mark.x + 4, tip + back)], mark.colour, 2)


def _sign(brush: _Brush, mark: Mark) -> None:
    """Paint the figure: a disc, a diamond for a correction, a ring for one replaced, a cross for one refused."""
    x, y = mark.x, mark.y
    if mark.kind == "refused":
        brush.line([(x - 5, y - 5), (x + 5, y + 5)], mark.colour, 2.5)
        brush.line([(x - 5, y + 5), (x + 5, y - 5)], mark.colour, 2.5)
    elif mark.kind == "corrected":
        for half, colour in ((8.5, "#ffffff"), (7, mark.colour)):
            brush.shape([(x, y - half), (x + half, y), (x, y + half), (x - half, y)], colour)
    elif mark.kind == "replaced":
        brush.disc(x, y, 6, mark.colour)
        brush.disc(x, y, 4, _WHITE)
    else:
        brush.disc(x, y, 6.5, _WHITE)
        brush.disc(x, y, 5.5, mark.colour)


def _key_line(chart: Chart, place: int) -> float:
    return chart.height + KEY * place + 4


def _pale(colour: str, share: float) -> tuple[int, ...]:
    """Return `colour` ("#0b6bcb") with the rest of it white."""
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return tuple(round(255 - share * (255 - part)) for part in parts)


@cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """Return one of the fonts that matplotlib brings, `size` pixels high; matplotlib itself is not loaded."""
    found = find_spec("matplotlib")
    folders = found.submodule_search_locations if found else None
    return ImageFont.truetype(Path((folders or [""])[0]) / "mpl-data" / "fonts" / "ttf" / name, size)
