"""Who is told of what."""

from typing import Any

import pytest

from alerts.notify.matching import covers
from alerts.notify.silences import Silence
from alerts.notify.wanted import gap, gap_percent, refusal
from tests.alerts.makers import START, a_claim, a_contradiction, a_report
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


@pytest.mark.parametrize("wish", [{"gap": 1000}, {"gap_percent": 1000}])
def test_what_is_impossible_need_not_be_far_apart(wish: dict[str, float]) -> None:
    assert refusal(a_contradiction(relation="impossible"), wishes(**wish)) is None
    assert refusal(a_contradiction(), wishes(**wish)) in wish


def test_words_are_sought_in_both_reports_and_around_the_figure() -> None:
    prior = a_report(a_claim("k1", 12, before="The mill in Dorham burned.", where=("Dorham",)))
    assert refusal(a_contradiction(prior=prior), wishes(words=["dorham"])) is None


class Atlas:
    """A few places and bodies."""

    def place(self, name: str) -> list[str]:
        inside = {"Gaza": ["Gaza Strip"], "Khan Younis": ["Khan Younis", "Gaza Strip", "Palestinian territories"]}
        return inside.get(name, [name])

    def body(self, name: str) -> list[str]:
        return {"Israeli army": ["Israel Defense Forces", "Israel"], "IDF": ["Israel Defense Forces", "Israel"]}.get(
            name, [name]
        )


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"places": ["Gaza"]}, None),
        ({"places": ["Khan Younis"]}, None),
        ({"places": ["Rafah"]}, "places"),
        ({"bodies": ["IDF"]}, None),
        ({"bodies": ["Israel"]}, None),
        ({"bodies": ["Hamas"]}, "bodies"),
        ({"gap": 7}, None),
        ({"gap": 8}, "gap"),
        ({"gap_percent": 58}, None),
        ({"gap_percent": 59}, "gap_percent"),
        ({"sources": 2}, None),
        ({"sources": 3}, "sources"),
    ],
)
def test_places_and_bodies_take_in_what_lies_inside_and_gaps_and_sources_are_counted(
    more: dict[str, Any], expected: str | None
) -> None:
    new = a_report(a_claim("k2", 19, where=("Khan Younis",), attribution="Israeli army"), "a2", 30)
    assert refusal(a_contradiction(new=new), wishes(**more), Atlas()) == expected


def test_an_open_end_is_as_far_as_its_nearest_number() -> None:
    told = a_contradiction(new=a_report(a_claim("k2", 19, high=None, qualifier="at_least"), "a2", 30))
    assert (gap(told), round(gap_percent(told))) == (7, 58)


@pytest.mark.parametrize(
    ("more", "covered"),
    [
        ({"place": "Gaza"}, True),
        ({"place": "Gaza", "measure": "injured"}, False),
        ({"place": "Gaza", "measure": "killed", "words": ("fire",)}, True),
        ({"quantity": "q1"}, True),
        ({"quantity": "younger"}, True),
        ({"quantity": "q2"}, False),
    ],
)
def test_a_silence_covers_what_fits_all_that_it_names(more: dict[str, Any], covered: bool) -> None:
    told = a_contradiction(new=a_report(a_claim("k2", 19, where=("Khan Younis",)), "a2", 30))
    silence = Silence(id="s", made=START, until=START, **more)
    assert covers(silence, told, Atlas(), lambda id: {"younger": "q1"}.get(id, id)) is covered
