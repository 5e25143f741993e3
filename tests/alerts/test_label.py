"""Quantities are named in plain words, and a changed text is said to have changed."""

import re
from typing import Any, get_args

import pytest

from alerts.judge.label import label, name_of
from alerts.judge.profile import profile
from alerts.judge.reasons import reasons
from alerts.judge.relation import relation
from alerts.measures import MEASURES
from alerts.messages import Report
from enrich.messages import Measure
from tests.alerts.makers import a_claim, a_report, changed


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


def test_a_quantity_is_named_after_what_most_of_its_reports_say() -> None:
    said = [("soldiers", ("Gaza Strip", "Israel")), ("troops", ("Israel",)), ("soldiers", ("Gaza Strip",)), ("", ())]
    reports = [
        a_report(a_claim(f"k{n}", 2, measure="injured", counted=counted, where=where, base_unit="1"))
        for n, (counted, where) in enumerate(said)
    ]
    assert name_of(reports) == "soldiers injured, Gaza Strip"
    assert name_of(reports[-1:]) == "people injured"


def test_a_quantity_is_named_after_the_place_that_both_reports_name() -> None:
    new = a_report(a_claim("k2", 19, where=("Tel Aviv", "Gaza Strip")))
    prior = a_report(a_claim("k1", 12, where=("Khan Younis", "Gaza Strip")))
    assert label(new, prior) == "people killed, Gaza Strip"
    assert label(new, a_report(a_claim("k1", 12))) == "people killed, Tel Aviv"


def measured(measure: str, text: str, **more: Any) -> Report:
    """Return the report of the figure that stands between brackets in `text`."""
    before, figure, after = re.split(r"[\[\]]", text)
    claim = a_claim("k1", 5, measure=measure, quote=before + figure + after, phrase=figure, **more)
    return a_report(changed(claim, start=len(before), end=len(before) + len(figure)))


@pytest.mark.parametrize(
    ("measure", "text", "name"),
    [
        ("money", "The flood did damage of [5 million euros], insurers said.", "damage"),
        ("money", "The kidnappers want [$5 million] in ransom.", "ransom"),
        ("money", "The firm was fined [$5 million] and must pay costs of $2 million.", "fine"),
        ("money", "The firm must pay a fine of $2 million and costs of [$5 million].", "cost"),
        ("money", "The council passed a [$5 million budget].", "budget"),
        ("money", "It posted a loss of $2 million against a profit of [$5 million] in spring.", "profit"),
        ("money", "The net loss came to [$5] per share.", "loss per share"),
        ("money", "The painting is worth [$5 million].", "value"),
        ("money", "He was paid [$5 million] in aid.", "aid"),
        ("money", "It was [$5 million].", "amount of money"),
        ("percent", "Turnout stood at [5 percent] at noon.", "turnout"),
        ("percent", "Prices rose by [5 percent].", "change"),
        ("percent", "The mayor has [5 percent of the vote], to 4 percent for her rival.", "share of the vote"),
        ("percent", "Of those asked, [5 percent] agreed.", "share"),
        ("length", "The ash column is [5 km high].", "height"),
        ("length", "The fire has burned [5 acres].", "area"),
        ("length", "He carried [5 km] of rope.", "length"),
        ("killed", "The fire did damage and killed [5 people].", "people killed"),
    ],
)
def test_an_amount_is_named_by_the_word_for_it_that_is_nearest(measure: str, text: str, name: str) -> None:
    one = measured(measure, text)
    assert label(one, one) == name


def test_an_amount_is_named_by_the_earlier_report_where_the_later_does_not_say() -> None:
    said, bare = measured("money", "A ransom of [$4 million] was asked."), measured("money", "It was [$5 million].")
    assert label(bare, said) == "ransom"
    assert label(bare, bare) == "amount of money"
    assert label(changed(said, claim=changed(said.claim, start=500, end=510)), bare) == "amount of money"


def test_an_amount_on_its_page_is_what_most_reports_call_it() -> None:
    texts = (
        "It did damage of [$4 million].",
        "The cost is [$5 million].",
        "Damage of [$5 million] was done.",
        "[$6 million].",
    )
    assert name_of([measured("money", text) for text in texts]) == "damage"
    assert name_of([measured("money", texts[-1])]) == "amount of money"


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
