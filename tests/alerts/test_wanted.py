"""Who is told of what."""

from typing import Any

import pytest

from alerts.notify.wanted import refusal
from tests.alerts.makers import a_claim, a_contradiction, a_report
from wire.settings.model import SubscriberSettings


def wishes(**more: Any) -> SubscriberSettings:
    return SubscriberSettings.model_validate({"name": "desk", "channels": ["json://x"], **more})


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, None),
        ({"relations": ["updates", "revises"]}, "relation"),
        ({"relations": ["contradicts"]}, None),
        ({"measures": ["killed"]}, None),
        ({"measures": ["money"]}, "measure"),
        ({"measures": []}, "measure"),
        ({"confidence": 0.8}, None),
        ({"confidence": 0.81}, "confidence"),
        ({"outlets": ["coastal wire"]}, None),
        ({"outlets": ["Northern Post", "Elsewhere"]}, None),
        ({"outlets": ["Elsewhere"]}, "outlets"),
        ({"not_outlets": ["NORTHERN POST"]}, "not_outlets"),
        ({"not_outlets": ["Coastal Wire"]}, None),
        ({"words": ["barabury"]}, None),
        ({"words": ["Bara"]}, "words"),
        ({"words": ["nothing", "FIRE"]}, None),
        ({"words": ["police  said"]}, None),
        ({"words": ["said."]}, None),
        ({"words": ["(.*)"]}, "words"),
    ],
)
def test_each_wish_decides(more: dict[str, Any], expected: str | None) -> None:
    assert refusal(a_contradiction(), wishes(**more)) == expected


def test_updates_are_not_told_unless_asked_for() -> None:
    assert refusal(a_contradiction(relation="updates"), wishes()) == "relation"


def test_words_are_sought_in_both_reports_and_around_the_figure() -> None:
    prior = a_report(a_claim("k1", 12, before="The mill in Dorham burned.", where=("Dorham",)))
    assert refusal(a_contradiction(prior=prior), wishes(words=["dorham"])) is None
