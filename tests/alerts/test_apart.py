"""What keeps two figures apart whatever else speaks for them, case by case; and that all else is weighed."""

from typing import Any

import pytest

from alerts.judge import Weigher
from alerts.judge.apart import apart
from alerts.judge.doubts import doubts
from alerts.judge.profile import profile
from alerts.messages import Report
from tests.alerts.makers import a_claim, a_report

FIRE = "A fire at a mill in Barabury"


def told(sentence: str, number: float, article: str, title: str = "Fire in Barabury", **more: Any) -> Report:
    at = sentence.index(f"{number:g}")
    values = {
        "quote": sentence,
        "start": at,
        "end": at + len(f"{number:g}"),
        "base_low": number,
        "base_high": number,
        "base_unit": "1",
        "where": ("Barabury",),
        "events": ("fire",),
    } | more
    report = a_report(a_claim(f"{article}-{number:g}", number, **values), article, title=title)
    return report


FIRST = told(f"{FIRE} killed 12 people, police said.", 12, "a1")


@pytest.mark.parametrize(
    "other",
    [
        told(f"{FIRE} killed 19 people, police said.", 19, "a2", implicit=True),
        told("A fire at a mill in Doristead killed 19.", 19, "a2", "Mill fire in Doristead", where=("Doristead",)),
        told(f"{FIRE} killed 7 people in 24 hours, police said.", 7, "a2", period="in 24 hours"),
    ],
    ids=["implied", "elsewhere", "of a day"],
)
def test_these_are_never_one_quantity(other: Report) -> None:
    assert apart(profile(FIRST), profile(other))
    assert apart(profile(other), profile(FIRST))
    assert Weigher()(FIRST, other).confidence == 0.0


@pytest.mark.parametrize(
    ("plain", "doubted"),
    [
        (told(f"{FIRE} killed 7 people, police said.", 7, "a2"), told(f"{FIRE} killed another 7 people.", 7, "a2")),
        (
            told(f"{FIRE} killed 19 people, police said.", 19, "a2"),
            told(f"{FIRE} killed 19 people, police said.", 19, "a2", part_of="whole"),
        ),
    ],
    ids=["more of them", "a part"],
)
def test_a_doubt_lowers_confidence(plain: Report, doubted: Report) -> None:
    weigher = Weigher()
    assert len(doubts(profile(FIRST), profile(doubted))) == 1
    assert weigher(FIRST, doubted).confidence == weigher(doubted, FIRST).confidence < weigher(FIRST, plain).confidence


def test_two_doubts_keep_figures_apart_and_one_those_of_one_article() -> None:
    both = told(f"{FIRE} killed another 7 people, police said.", 7, "a2", part_of="whole")
    beside = told(f"{FIRE} killed another 7 people, police said.", 7, "a1")
    assert doubts(profile(FIRST), profile(both)) == {"more", "part"}
    assert Weigher()(FIRST, both).confidence == 0.0 == Weigher()(FIRST, beside).confidence


def test_a_rival_count_of_the_same_fire_may_be_of_one_quantity() -> None:
    rival = told("The fire at the mill in Barabury killed 19 people, the hospital said.", 19, "a2")
    weigher = Weigher()
    assert not apart(profile(FIRST), profile(rival))
    assert weigher(FIRST, rival).confidence == weigher(rival, FIRST).confidence > 0.5


def test_the_number_that_a_report_puts_right_is_of_its_quantity_wherever_it_lies() -> None:
    quake = {"measure": "magnitude", "events": ("earthquake",)}
    first = told("It had magnitude 4.1 off Calenford.", 4.1, "a1", "Quake in Barabury", where=("Calenford",), **quake)
    words = "The magnitude of the Barabury quake off Doristead and Elmouth is revised to 3.9 from 4.1."
    elsewhere = ("Doristead", "Elmouth")
    title = "Quake off Doristead and Elmouth shakes Barabury"
    untied = told(words, 3.9, "a2", title, where=elsewhere, **quake)
    tied = told(words, 3.9, "a2", title, where=elsewhere, replaces=(4.1,), **quake)
    assert apart(profile(first), profile(untied))
    assert not apart(profile(first), profile(tied))
