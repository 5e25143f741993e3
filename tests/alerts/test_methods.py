"""A difference of method is named where both texts, or a network's growth, say so."""

from typing import Any

import pytest

from alerts.judge.methods import difference
from tests.alerts.makers import a_claim


@pytest.mark.parametrize(
    ("measure", "one", "other", "told"),
    [
        (
            "magnitude",
            "The quake measured 7.6 on the local scale.",
            "Its moment magnitude was 7.8.",
            "They may differ by method: the local (Richter) scale against moment magnitude.",
        ),
        (
            "infected",
            "There are 733 confirmed cases.",
            "The list has 810 suspected cases.",
            "They may differ by method: confirmed cases against suspected or probable ones.",
        ),
        (
            "participants",
            "The police counted 3,500 marchers.",
            "Satellite pictures suggest 9,000.",
            "They may differ by method: a count against an estimate.",
        ),
        (
            "magnitude",
            "It is 3.9, from nine additional stations.",
            "It was a 4.1.",
            "They may differ by method: one is from more stations than the other.",
        ),
        ("infected", "There are 733 confirmed cases.", "There are 740 confirmed cases.", None),
        ("money", "Damage was estimated at 3 billion.", "It counted 5 billion.", None),
        ("killed", "The fire killed 12.", "The fire killed 19.", None),
    ],
)
def test_methods_are_told_apart(measure: Any, one: str, other: str, told: str | None) -> None:
    first, second = (a_claim(text, 1.0, measure=measure, quote=text) for text in (one, other))
    assert difference(first, second) == told
