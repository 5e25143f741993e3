"""The timeline of a quantity's figures as a drawing: pure geometry, which chart.svg writes down."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from desk.pages.scale import Tick, numbers, times

COLOURS = ("#0b6bcb", "#c2410c", "#0f8a5f", "#a83279", "#b08800", "#5b5bd6", "#0e8a9b")
"""One for each source, those with the most reports first; told apart by people with any colour vision."""

OTHERS = "#7a7f87"
WIDTH, HEIGHT = 760, 340
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 16, 34

HEADING, KEY = 26, 20
"""What a title above takes, and each line of the legend below, where the drawing stands alone."""

CLOSE = 11
"""How near two signs may come before one hides the other."""

Kind = Literal["stated", "corrected", "replaced", "refused"]
"""Said as any figure; as a correction; replaced by a later revision of its article; denied, rumoured, withdrawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A reported figure: the interval in one unit for all (None: without an end), its source, what to say of it."""

    time: datetime
    low: float | None
    high: float | None
    source: str
    kind: Kind
    words: str
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A point in the drawing: a bar from `top` to `bottom` (arrows where it has no end) and a sign at `y`."""

    x: float
    y: float
    top: float
    bottom: float
    up: bool
    down: bool
    colour: str
    kind: Kind
    words: str
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A line of the legend."""

    colour: str
    name: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The line through one source's figures."""

    colour: str
    points: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The drawing."""

    marks: Sequence[Mark]
    courses: Sequence[Course]
    across: Sequence[Tick]
    upright: Sequence[Tick]
    keys: Sequence[Key]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM

    @property
    def tall(self) -> int:
        """Its height where it stands alone: with a title above it and the legend below."""
        return HEADING + self.height + KEY * len(self.keys)


def chart(points: Sequence[Point], zone: str) -> Chart | None:
    """Return the drawing of `points`, times in the time zone `zone`; None where there is nothing to draw."""
    drawn = sorted((each for each in points if _ends(each)), key=lambda each: (each.time, each.row))
    if not drawn:
        return None
    least = min(min(_ends(each)) for each in drawn)
    most = max(max(_ends(each)) for each in drawn)
    whole = all(end.is_integer() for each in drawn for end in map(float, _ends(each)))
    upright = numbers(least, most, (HEIGHT - BOTTOM, TOP), whole=whole)
    across = times(drawn[0].time, drawn[-1].time, (LEFT + 14, WIDTH - RIGHT - 14), zone)
    counts = Counter(each.source for each in drawn)
    colours = dict(zip((name for name, _ in counts.most_common()), COLOURS, strict=False))

    def mark(each: Point) -> Mark:
        ends = _ends(each)
        high, low = upright.at(max(ends)), upright.at(min(ends))
        up, down = each.high is None, each.low is None
        return Mark(
            x=round(across.at(each.time.timestamp()), 1),
            y=round(low if up else high if down else (high + low) / 2, 1),
            top=round(max(TOP, high - 26) if up else high, 1),
            bottom=round(min(HEIGHT - BOTTOM, low + 26) if down else low, 1),
            up=up,
            down=down,
            colour=colours.get(each.source, OTHERS),
            kind=each.kind,
            words=each.words,
            row=each.row,
        )

    marks = apart([mark(each) for each in drawn])
    keys = [Key(colour=colour, name=name, count=counts[name]) for name, colour in colours.items()]
    if rest := sum(count for name, count in counts.items() if name not in colours):
        keys.append(Key(colour=OTHERS, name="other sources", count=rest))
    return Chart(
        marks=marks,
        courses=_courses(drawn, marks, colours),
        across=across.ticks,
        upright=upright.ticks,
        keys=keys,
    )


def apart(marks: Sequence[Mark]) -> list[Mark]:
    """Return `marks` with those moved to the right that would lie on another one, until there is no room."""
    placed: list[Mark] = []
    columns: defaultdict[int, list[Mark]] = defaultdict(list)  # each as wide as signs may hide each other
    for each in marks:
        while each.x < WIDTH - RIGHT and _hidden(each, columns):
            each = replace(each, x=round(each.x + CLOSE, 1))
        placed.append(each)
        columns[int(each.x // CLOSE)].append(each)
    return placed


def _hidden(mark: Mark, columns: Mapping[int, Sequence[Mark]]) -> bool:
    column = int(mark.x // CLOSE)
    near = (each for at in (column - 1, column, column + 1) for each in columns.get(at, ()))
    return any(abs(mark.x - each.x) < CLOSE and abs(mark.y - each.y) < CLOSE for each in near)


def _courses(drawn: Sequence[Point], marks: Sequence[Mark], colours: dict[str, str]) -> list[Course]:
    found = []
    for source, colour in colours.items():
        pairs = zip(drawn, marks, strict=True)
        line = [mark for each, mark in pairs if each.source == source and each.kind in ("stated", "corrected")]
        if len(line) > 1:
            found.append(Course(colour=colour, points=" ".join(f"{mark.x},{mark.y}" for mark in line)))
    return found


def _ends(point: Point) -> tuple[float, ...]:
    return tuple(end for end in (point.low, point.high) if end is not None)
