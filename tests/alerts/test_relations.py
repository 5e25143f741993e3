"""What a difference means: revises, contradicts, updates, in that order; and who counts as one source."""

from typing import Any

import pytest

from alerts.judge.relation import relation
from alerts.judge.sources import independent, same_body, same_source
from alerts.messages import Relation, Report
from tests.alerts.makers import a_claim, a_report


def said(number: float, by: str, quote: str = "", article: str = "a1", minutes: float = 0, **more: Any) -> Report:
    quote = quote or f"The fire killed {number:g} people, {by} said."
    start = quote.index(f"{number:g}")
    values = {"quote": quote, "start": start, "end": start + len(f"{number:g}"), "phrase": f"{number:g}"} | more
    kind = "body" if by else "outlet"
    claim = a_claim(f"{article}-{number:g}", number, attribution=by, attribution_kind=kind, **values)
    return a_report(claim, article, minutes, outlet=f"Outlet {article}")


@pytest.mark.parametrize(
    ("new", "prior", "meaning"),
    [
        (said(31, "the fire service", article="a2", minutes=60), said(24, "the fire service"), "updates"),
        (said(31, "the hospital", article="a2", minutes=60), said(24, "the fire service"), "updates"),
        (said(20, "the fire service", article="a2", minutes=60), said(24, "the fire service"), "revises"),
        (said(20, "the hospital", article="a2", minutes=60), said(24, "the fire service"), "contradicts"),
        (
            said(
                31,
                "the hospital",
                "The hospital disputed the count on Monday, saying that 31 people, not 24, were killed in the fire.",
                "a2",
                60,
                disputes=(24.0,),
            ),
            said(24, "the fire service"),
            "contradicts",
        ),
        (
            said(
                20,
                "the fire service",
                "The fire service corrected the number of people killed in the fire to 20 from 24.",
                "a2",
                60,
                replaces=(24.0,),
                presented="correction",
            ),
            said(24, "the fire service"),
            "revises",
        ),
        (
            said(5.9, "the survey", "The quake had a magnitude of 5.9, the survey said.", "a2", 5, measure="magnitude"),
            said(6.2, "the centre", "A magnitude 6.2 quake struck, the centre said.", measure="magnitude"),
            "contradicts",
        ),
    ],
)
def test_the_first_rule_that_holds_decides(new: Report, prior: Report, meaning: Relation) -> None:
    assert relation(new, prior).relation == meaning


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("the Israeli army", "Israel's military", True),
        ("Chief Secretary P.K. Jena", "Jena", True),
        ("the Elabury health department", "the Elabury fire service", False),
        ("Hamas", "the Israeli army", False),
    ],
)
def test_a_source_is_a_body_and_not_a_string(one: str, other: str, same: bool) -> None:
    assert same_body(one, other) is same
    assert same_body(other, one) is same


def test_a_figure_without_a_source_is_the_outlets_own() -> None:
    one = said(24, "", "The fire killed 24 people.", "a1")
    other = said(31, "", "The fire killed 31 people.", "a2")
    assert not same_source(one, other)
    assert same_source(one, one)


def test_ten_outlets_that_quote_one_body_are_one_source() -> None:
    reports = [said(24, "the fire service", article=f"a{number}") for number in range(10)]
    assert len(independent(reports)) == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("police", "hospital", False), ("the police", "police officers", True), ("the bank", "the company", True)],
)
def test_two_kinds_of_bodies_are_two_sources_though_neither_is_named(one: str, other: str, same: bool) -> None:
    assert same_source(said(12, one), said(19, other, article="a2")) is same
