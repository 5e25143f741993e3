"""Axes: from values and times to places in the drawing, with ticks at round numbers and round hours."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from alerts.render.words import number

_STEPS = (60, 300, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 1_209_600, 2_592_000)
"""Seconds between ticks of time, from a minute to thirty days."""

_MOST = 7


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight line from `first` to `last` on the axis, which lies from `start` to `end` in the drawing."""

    first: float
    last: float
    start: float
    end: float
    ticks: Sequence[Tick] = ()

    def at(self, value: float) -> float:
        """Return where `value` lies."""
        return self.start + (value - self.first) / (self.last - self.first) * (self.end - self.start)


def numbers(least: float, most: float, span: tuple[float, float], *, whole: bool = False) -> Scale:
    """Return the axis for values from `least` to `most`: from zero where that is near, else with room on both sides.

    Of `whole` numbers no ticks stand between.
    """
    gap = most - least
    low = 0.0 if 0 <= least <= 0.6 * most else least - (gap * 0.15 or abs(least) * 0.1 or 1)
    high = most + ((most - low) * 0.12 or 1)
    step = _round_step((high - low) / 5, whole=whole)
    low = math.floor(low / step) * step if low else low
    scale = Scale(low, high, *span)
    count = int((high - low) / step + 1e-9) + 1
    values = [low + place * step for place in range(count)]
    return Scale(low, high, *span, ticks=[Tick(round(scale.at(value), 1), short(value)) for value in values])


def short(value: float) -> str:
    """Return `value` for an axis: 2,500 or 7.5m."""
    for size, word in ((1e12, "tn"), (1e9, "bn"), (1e6, "m")):
        if abs(value) >= size:
            return number(round(value / size, 3)) + word
    return number(round(value, 6))


def times(first: datetime, last: datetime, span: tuple[float, float], zone: str) -> Scale:
    """Return the axis for times from `first` to `last`, in seconds since 1970; at least an hour."""
    if (short := timedelta(hours=1) - (last - first)) > timedelta():
        first, last = first - short / 2, last + short / 2
    scale = Scale(first.timestamp(), last.timestamp(), *span)
    seconds = (last - first).total_seconds()
    step = next((each for each in _STEPS if seconds / each <= _MOST), math.ceil(seconds / _MOST / 86_400) * 86_400)
    local = ZoneInfo(zone)
    shift = first.astimezone(local).utcoffset() or timedelta()
    begin = math.ceil((scale.first + shift.total_seconds()) / step) * step - shift.total_seconds()
    marks = [begin + place * step for place in range(int((scale.last - begin) // step) + 1)]
    words = [_moment(datetime.fromtimestamp(mark, local), step) for mark in marks]
    return Scale(
        scale.first,
        scale.last,
        *span,
        ticks=[Tick(round(scale.at(mark), 1), word) for mark, word in zip(marks, words, strict=True)],
    )


def _moment(time: datetime, step: float) -> str:
    day = f"{time.day} {time:%b}"
    if step >= 86_400:
        return day if step < 604_800 * 4 else f"{day} {time:%Y}"
    return day if (time.hour, time.minute) == (0, 0) else f"{time:%H:%M}"


def _round_step(rough: float, *, whole: bool) -> float:
    places = math.floor(math.log10(rough))
    power = 10.0 ** (max(places, 0) if whole else places)
    steps = (each * power for each in (1, 2, 2.5, 5, 10))
    return next(each for each in steps if each >= rough * 0.999 and (each.is_integer() or not whole))
