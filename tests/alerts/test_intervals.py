"""When two figures cannot both hold: the algebra of intervals, and the slack that their words allow."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.judge.figures import above, gives, same_number
from alerts.judge.intervals import bounds, conflict
from enrich.messages import Claim
from tests.alerts.makers import a_claim

NUMBERS = st.integers(min_value=0, max_value=10_000_000).map(float)
QUALIFIERS = st.sampled_from(["exact", "about", "at_least", "more_than", "at_most", "less_than", "range", "vague"])


def figure(low: float | None, high: float | None, qualifier: str = "exact", **more: Any) -> Claim:
    return a_claim("c", None, low=low, high=high, qualifier=qualifier, **more)


@st.composite
def figures(draw: st.DrawFn) -> Claim:
    qualifier = draw(QUALIFIERS)
    a, b = sorted((draw(NUMBERS), draw(NUMBERS)))
    if qualifier in ("exact", "about"):
        b = a
    low = None if qualifier in ("at_most", "less_than") else a
    high = None if qualifier in ("at_least", "more_than") else b
    return figure(low, high, qualifier)


@given(figures(), figures())
def test_a_conflict_has_no_direction(one: Claim, other: Claim) -> None:
    assert conflict(one, other) == conflict(other, one)


@given(figures())
def test_no_figure_conflicts_with_itself(one: Claim) -> None:
    assert not conflict(one, one)
    assert same_number(one, one)


@given(figures(), figures(), NUMBERS, NUMBERS)
def test_widening_what_the_words_allow_never_makes_a_conflict(one: Claim, other: Claim, down: float, up: float) -> None:
    low, high = bounds(one)
    wider = figure(None if one.low is None else low - down, None if one.high is None else high + up, one.qualifier)
    if not conflict(one, other):
        assert not conflict(wider, other)


@given(figures(), figures())
def test_what_meets_does_not_conflict(one: Claim, other: Claim) -> None:
    (a, b), (c, d) = bounds(one), bounds(other)
    if max(a, c) <= min(b, d):
        assert not conflict(one, other)


@given(figures(), figures())
def test_one_figure_is_above_another_at_most_one_way(one: Claim, other: Claim) -> None:
    assert not (above(one, other) and above(other, one))


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        (figure(24, 24), figure(24, None, "at_least"), False),
        (figure(100, None, "at_least"), figure(250, 250), False),
        (figure(100, None, "at_least"), figure(99, 99), True),
        (figure(24, 24), figure(25, 25), True),
        (figure(100, 100, "about"), figure(105, 105), False),
        (figure(100, 100, "about"), figure(106, 106), True),
        (figure(100, 100, "about"), figure(110, 110, "about"), False),
        (figure(24, 99, "vague"), figure(198, 198), False),
        (figure(24, 99, "vague"), figure(199, 199), True),
        (figure(3, 9, "vague"), figure(1, 1), True),
        (figure(0, 0), figure(3, 9, "vague"), True),
    ],
)
def test_slack_is_given_for_rounding_and_vague_words_alone(one: Claim, other: Claim, clash: bool) -> None:
    assert conflict(one, other) is clash


def test_one_amount_in_two_units_is_one_amount() -> None:
    miles = figure(35, 35, unit="mile", measure="length", base_low=56_327.0, base_high=56_327.0, base_unit="m")
    kilometres = figure(56, 56, unit="km", measure="length", base_low=56_000.0, base_high=56_000.0, base_unit="m")
    assert same_number(miles, kilometres)
    assert not conflict(miles, kilometres)


def test_amounts_in_two_currencies_are_never_compared() -> None:
    euros = figure(5, 5, measure="money", base_low=5.0, base_high=5.0, base_unit="EUR")
    dollars = figure(9, 9, measure="money", base_low=9.0, base_high=9.0, base_unit="USD")
    assert not conflict(euros, dollars)


def test_a_number_is_given_where_it_is_an_end_of_the_interval() -> None:
    assert gives(figure(24, None, "at_least"), 24)
    assert not gives(figure(24, None, "at_least"), 25)
