"""Quantities are named in plain words, and a changed text is said to have changed."""

from typing import Any, get_args

import pytest

from alerts.judge.label import label
from alerts.judge.profile import profile
from alerts.judge.reasons import reasons
from alerts.judge.relation import relation
from alerts.measures import MEASURES
from enrich.messages import Measure
from tests.alerts.makers import a_claim, a_report


@pytest.mark.parametrize(
    ("measure", "counted", "name"),
    [
        ("killed", "deaths", "people killed, Barabury"),
        ("killed", "soldiers", "soldiers killed, Barabury"),
        ("infected", "Cases", "people infected, Barabury"),
        ("injured", "", "people injured, Barabury"),
        ("displaced", "families", "families displaced, Barabury"),
    ],
)
def test_a_quantity_is_named_in_plain_words(measure: str, counted: str, name: str) -> None:
    one = a_report(a_claim("k1", 12, measure=measure, counted=counted, where=("Barabury",), base_unit="1"))
    assert label(one, one) == name


def test_a_quantity_is_named_after_the_place_that_both_reports_name() -> None:
    new = a_report(a_claim("k2", 19, where=("Tel Aviv", "Gaza Strip")))
    prior = a_report(a_claim("k1", 12, where=("Khan Younis", "Gaza Strip")))
    assert label(new, prior) == "people killed, Gaza Strip"
    assert label(new, a_report(a_claim("k1", 12))) == "people killed, Tel Aviv"


def test_a_text_that_changed_without_a_word_is_said_to_have() -> None:
    prior = a_report(a_claim("k1", 40, phrase="40"))
    silent = a_report(a_claim("k2", 14, phrase="14"), minutes=260, revision=2)
    spoken = a_report(a_claim("k3", 14, phrase="14", quote="The toll was corrected to 14."), minutes=260, revision=2)
    assert relation(silent, prior).reason == "The article was silently changed from 40 to 14 at 16:20 UTC."
    assert relation(spoken, prior).reason == "The article was corrected from 40 to 14 at 16:20 UTC."


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"counted": "people", "lemma": "person", "measure": "injured"}, "Both count people injured in Barabury."),
        ({"counted": "soldiers", "lemma": "soldier", "measure": "injured", "quote": "2 soldiers are in hospital"},
         "Both count soldiers injured (in care) in Barabury."),
        ({"measure": "money", "base_unit": "USD"}, "Both give an amount of money in Barabury."),
    ],
)  # fmt: skip
def test_what_both_figures_count_is_said_in_one_breath(more: dict[str, Any], sentence: str) -> None:
    claim = a_claim("k1", 2, **{"base_unit": "1", "where": ("Barabury",), "start": 0, "end": 1, **more})
    one = profile(a_report(claim))
    assert reasons(one, one) == (sentence,)


def test_every_measure_has_a_name() -> None:
    assert set(MEASURES) == set(get_args(Measure))
