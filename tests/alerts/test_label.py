"""Quantities are named in plain words, and a changed text is said to have changed."""

import pytest

from alerts.judge.label import label
from alerts.judge.relation import relation
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


def test_a_text_that_changed_without_a_word_is_said_to_have() -> None:
    prior = a_report(a_claim("k1", 40, phrase="40"))
    silent = a_report(a_claim("k2", 14, phrase="14"), minutes=260, revision=2)
    spoken = a_report(a_claim("k3", 14, phrase="14", quote="The toll was corrected to 14."), minutes=260, revision=2)
    assert relation(silent, prior).reason == "The article was silently changed from 40 to 14 at 16:20 UTC."
    assert relation(spoken, prior).reason == "The article was corrected from 40 to 14 at 16:20 UTC."
