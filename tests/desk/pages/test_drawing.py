"""The timeline: where figures lie, how intervals look, and ticks that a reader expects."""

import io
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from desk.pages.chart import BOTTOM, CLOSE, COLOURS, HEIGHT, LEFT, OTHERS, TOP, WIDTH, Kind, Point, chart
from desk.pages.drawing import SCALE, picture, pictures
from desk.pages.scale import numbers, short, times
from tests.alerts.hostile import hostile

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def point(
    low: float | None, high: float | None, minutes: float = 0, source: str = "police", kind: Kind = "stated"
) -> Point:
    time = START + timedelta(minutes=minutes)
    return Point(time=time, low=low, high=high, source=source, kind=kind, words="some", row=1)


def test_nothing_is_drawn_of_nothing() -> None:
    assert chart([], "UTC") is None
    assert chart([point(None, None)], "UTC") is None


def test_more_lies_higher_and_later_lies_further_right() -> None:
    drawn = chart([point(12, 12), point(19, 19, 30)], "UTC")
    assert drawn
    first, second = drawn.marks
    assert first.x < second.x
    assert first.y > second.y
    assert first.top == first.bottom == first.y


def test_an_interval_is_a_bar_and_an_open_end_an_arrow() -> None:
    drawn = chart([point(10, 20), point(15, None, 30), point(None, 18, 60)], "UTC")
    assert drawn
    closed, up, down = drawn.marks
    assert closed.top < closed.y < closed.bottom
    assert (closed.up, up.up, down.down) == (False, True, True)
    assert up.top < up.y == up.bottom
    assert down.bottom > down.y == down.top


def test_each_source_has_its_colour_and_the_many_share_one() -> None:
    drawn = chart([point(number, number, number, source=f"body {number}") for number in range(12)], "UTC")
    assert drawn
    assert {mark.colour for mark in drawn.marks} == {*COLOURS, OTHERS}
    assert drawn.keys[-1].name == "other sources"
    assert sum(key.count for key in drawn.keys) == 12


def test_what_is_counted_has_no_ticks_between() -> None:
    drawn = chart([point(2, 2), point(4, 4, 30)], "UTC")
    assert drawn
    assert all(tick.label.isdigit() for tick in drawn.upright)
    shares = chart([point(2, 2), point(2.5, 2.5, 30)], "UTC")
    assert shares
    assert not all(tick.label.isdigit() for tick in shares.upright)


def test_several_drawings_are_one_picture() -> None:
    drawn = chart([point(2, 2)], "UTC")
    assert drawn
    one, two = (Image.open(io.BytesIO(pictures([(drawn, "toll")] * count))) for count in (1, 2))
    assert (two.width, two.height) == (one.width, 2 * one.height)


def test_a_course_leaves_out_what_does_not_stand() -> None:
    drawn = chart([point(1, 1), point(2, 2, 30), point(9, 9, 60, kind="replaced")], "UTC")
    assert drawn
    assert len(drawn.courses[0].points.split()) == 2


def test_no_sign_hides_another() -> None:
    drawn = chart([point(5, 5, source=name) for name in ("one", "two", "three")] + [point(9, 9, 60)], "UTC")
    assert drawn
    places = sorted(mark.x for mark in drawn.marks if mark.y > drawn.marks[-1].y)
    assert all(later - earlier >= CLOSE for earlier, later in pairwise(places))


ends = st.none() | st.floats(-1e15, 1e15)


@given(st.lists(st.tuples(ends, ends, st.floats(0, 1e7)), max_size=20))
def test_whatever_is_drawn_lies_within(values: list[tuple[float | None, float | None, float]]) -> None:
    drawn = chart([point(*sorted_ends(low, high), minutes) for low, high, minutes in values], "UTC")
    for mark in drawn.marks if drawn else ():
        assert LEFT <= mark.x <= WIDTH
        assert TOP - 0.2 <= mark.top <= mark.y <= mark.bottom <= HEIGHT - BOTTOM + 0.2
    for tick in (*drawn.across, *drawn.upright) if drawn else ():
        assert -0.2 <= tick.at <= WIDTH


def sorted_ends(low: float | None, high: float | None) -> tuple[float | None, float | None]:
    return (min(low, high), max(low, high)) if low is not None and high is not None else (low, high)


def test_ticks_stand_at_round_hours_of_the_zone() -> None:
    scale = times(START, START + timedelta(hours=18), (0, 100), "Asia/Kathmandu")
    assert [tick.label for tick in scale.ticks] == ["18:00", "21:00", "2 Mar", "03:00", "06:00", "09:00"]


def test_ticks_stand_at_round_numbers() -> None:
    assert [tick.label for tick in numbers(0, 930, (100, 0)).ticks] == ["0", "250", "500", "750", "1,000"]


@pytest.mark.parametrize(
    ("value", "words"), [(2500, "2,500"), (7.5e6, "7.5m"), (1.2e9, "1.2bn"), (3e12, "3tn"), (0.5, "0.5")]
)
def test_great_numbers_are_short(value: float, words: str) -> None:
    assert short(value) == words


def test_a_picture_shows_every_figure_where_the_chart_has_it() -> None:
    kinds: tuple[Kind, ...] = ("stated", "corrected", "replaced", "refused")
    drawn = chart([point(10 + at, 12 + at, 30 * at, f"body {at}", kind) for at, kind in enumerate(kinds)], "UTC")
    assert drawn
    shown = Image.open(io.BytesIO(picture(drawn, "people killed, Barabury"))).convert("RGB")
    assert shown.width == SCALE * drawn.width
    above = 30
    for mark in drawn.marks:
        x, y = round(mark.x * SCALE), round((mark.y + above) * SCALE)
        colour = tuple(int(mark.colour[at : at + 2], 16) for at in (1, 3, 5))
        near = {shown.getpixel((x + right, y + down)) for right in range(-12, 13) for down in range(-12, 13)}
        assert colour in near, mark.kind
        # A ring and a cross are told from a disc and a diamond by more than their colour.
        assert (shown.getpixel((x, y)) == colour) == (mark.kind != "replaced")
        assert (shown.getpixel((x + 6, y)) == colour) == (mark.kind in ("stated", "corrected"))


@settings(max_examples=25, deadline=None)
@given(hostile)
def test_a_picture_is_drawn_whatever_is_written_on_it(text: str) -> None:
    drawn = chart([point(12, 19, source=text)], "UTC")
    assert drawn
    assert Image.open(io.BytesIO(picture(drawn, text))).size[0] == SCALE * drawn.width
