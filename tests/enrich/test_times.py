"""Times in texts, resolved against the time of publication."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.context.moment import moment
from enrich.context.times import dateline, times

FRIDAY = datetime(2024, 1, 12, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "kind", "first"),
    [
        ("by Sunday 40 had died", "moment", "2024-01-07"),
        ("on Friday", "moment", "2024-01-12"),
        ("last Friday", "moment", "2024-01-05"),
        ("yesterday", "moment", "2024-01-11"),
        ("since October 7", "since", "2023-10-07"),
        ("on 2 February", "moment", "2024-02-02"),
        ("on 30 December", "moment", "2023-12-30"),
        ("in January 1911", "era", "1911-01-01"),
        ("the 2004 tsunami", "era", "2004-01-01"),
        ("the tsunami of 1960", "era", "1960-01-01"),
        ("in the last 48 hours", "span", "2024-01-10"),
        ("two years ago", "era", "2022-01-12"),
        ("in the 1980s", "era", "1980-01-01"),
        ("as of 24:00 on April 16, 2023", "moment", "2023-04-17"),
    ],
)
def test_a_time_is_resolved(text: str, kind: str, first: str) -> None:
    [found] = times(text, FRIDAY)
    assert (found.kind, found.first.date().isoformat()) == (kind, first)


@pytest.mark.parametrize("text", ["2000 people", "1,500 homes", "they may be 5", "1950 homes burned", "Flight 1900"])
def test_a_number_is_no_time(text: str) -> None:
    assert times(text, FRIDAY) == ()


@given(st.text(max_size=300))
def test_any_text_gives_times_in_order_that_do_not_overlap(text: str) -> None:
    found = times(text, FRIDAY)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(each.first < each.last and text[each.start : each.end] == each.text for each in found)


def test_a_dateline_dates_the_text() -> None:
    assert dateline("LEMERY, Philippines, Jan 11 (MW) - The number", FRIDAY) == datetime(2024, 1, 11, tzinfo=UTC)
    assert dateline("MINSK - The barricade was made of benches", FRIDAY) is None
    assert dateline("ROME, March 3 (XY) - Long ago", FRIDAY) is None


def of(sentence: str, number: str) -> tuple[str, str, str]:
    at = sentence.index(number)
    found = moment(sentence, at, at + len(number), [], FRIDAY)
    when = found.when.date().isoformat() if found.when else ""
    event = found.event_time.date().isoformat() if found.event_time else ""
    return when, event, found.period


def test_background_carries_its_own_time() -> None:
    assert of("The eruption of January 1911 killed 1,335 people.", "1,335")[1] == "1911-01-01"
    assert of("In December 2010 the police arrested 600 people.", "600")[1] == "2010-12-01"


def test_an_as_of_time_is_the_end_of_the_day_named() -> None:
    assert of("By Wednesday 40 people had died.", "40")[0] == "2024-01-11"


@pytest.mark.parametrize(
    ("sentence", "number", "period"),
    [
        ("The army arrested 200 people in the last 48 hours.", "200", "in the last 48 hours"),
        ("Six people died on Tuesday alone.", "Six", "Tuesday alone"),
        ("The plant makes 500 cars a day.", "500", "a day"),
        ("Since October 7 some 1,200 people have been held.", "1,200", "October 7"),
        ("The toll has reached 300.", "300", ""),
    ],
)
def test_a_part_of_time_scopes_a_figure(sentence: str, number: str, period: str) -> None:
    assert period in of(sentence, number)[2]
    assert bool(of(sentence, number)[2]) == bool(period)
