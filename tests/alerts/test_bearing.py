"""Which quantities a ledger gives the judge."""

from typing import Any

import pytest

from alerts.ledger.bearing import Asked, Sign, sign
from tests.alerts.makers import START, a_claim, a_report, an_article

FIRE = tuple(f"killed:1|{name}" for name in ("barabury", "dorland", "lin", "harbour"))
ELSEWHERE = ("killed:1|orbury", "killed:1|kelland", "killed:1|hanov", "killed:1|mill")


def asked(buckets: tuple[str, ...] = FIRE, *, events: tuple[str, ...] = ("fire",), **more: Any) -> Asked:
    claim = a_claim("one", 12, events=events, base_unit="1", **more)
    return Asked(an_article(a_report(claim)), buckets)


def bears(asked: Asked, *signs: Sign) -> bool:
    return asked.bearing({"q": signs}).keys() == {"q"}


def told(*buckets: str, events: tuple[str, ...] = (), places: tuple[str, ...] = (), hours: float = 0) -> Sign:
    return sign(buckets, events, places, START.timestamp() + hours * 3600)


@pytest.mark.parametrize(
    ("buckets", "events"),
    [
        ((FIRE[0], *ELSEWHERE), ("blaze",)),
        ((FIRE[0], *ELSEWHERE), ()),
        ((FIRE[0], *ELSEWHERE), ("news",)),
        (FIRE[:1], ("flood",)),
        ((*FIRE[:2], *ELSEWHERE), ("flood",)),
    ],
    ids=["the event in other words", "no event named", "a word that says nothing", "few names", "two names in common"],
)
def test_what_may_be_of_the_same_event_bears_on_the_article(buckets: tuple[str, ...], events: tuple[str, ...]) -> None:
    assert bears(asked(), told(*buckets, events=events))


def test_another_event_in_the_same_town_does_not_bear_on_the_article() -> None:
    flood = told(FIRE[0], *ELSEWHERE, events=("flood",))
    assert not bears(asked(), flood)
    assert bears(asked(), flood, told(FIRE[0], *ELSEWHERE, events=("fire",)))


@pytest.mark.parametrize("hours", [-49, 49])
def test_a_like_event_in_the_same_town_days_before_or_after_does_not_bear_on_the_article(hours: int) -> None:
    another = told(FIRE[0], *ELSEWHERE, events=("fire",), hours=hours)
    assert not bears(asked(), another)
    assert not bears(asked(events=()), another)
    assert bears(asked(), another, told(FIRE[0], *ELSEWHERE, events=("fire",), hours=hours / 2))


def test_days_later_two_names_in_common_or_few_names_are_enough() -> None:
    assert bears(asked(), told(*FIRE[:2], *ELSEWHERE, events=("fire",), hours=-100))
    assert bears(asked(), told(FIRE[0], events=("fire",), hours=-100))


def test_an_article_of_few_names_or_without_events_leaves_it_to_the_judge() -> None:
    flood = told(FIRE[0], *ELSEWHERE, events=("flood",))
    assert bears(asked(FIRE[:2]), flood)
    assert bears(asked(events=()), flood)


def test_a_report_that_shares_no_name_does_not_bear_on_the_article() -> None:
    assert not bears(asked(), told(*ELSEWHERE, events=("fire",)))


def test_figures_of_other_places_do_not_bear_on_the_article() -> None:
    here = asked(where=("Barabury", "Dorland"))
    assert bears(here, told(*FIRE, places=("Harbour", "DORLAND")))
    assert bears(here, told(*FIRE))
    assert not bears(here, told(*FIRE, places=("Orbury",)))
    assert bears(asked(), told(*FIRE, places=("Orbury",)))


def test_what_is_near_something_of_the_article_bears_on_it_too() -> None:
    here = asked(where=("Barabury",))
    between, beyond = told(*FIRE, places=("Barabury", "Dorland")), told(*FIRE, places=("Dorland",))
    assert here.bearing({"between": [between], "beyond": [beyond]}) == {"between": [0], "beyond": [0]}
    assert here.bearing({"beyond": [beyond]}) == {}


def test_of_a_quantity_that_bears_all_reports_count_that_share_a_name() -> None:
    signs = [told(*FIRE), told(*ELSEWHERE), told(FIRE[0], *ELSEWHERE, events=("flood",), hours=-100)]
    assert asked().bearing({"q": signs}) == {"q": [0, 2]}


def test_buckets_of_one_measure_come_together() -> None:
    groups = asked(("killed:1|b", "injured:1|a", "killed:1|a")).groups
    assert groups == [("injured:1|a",), ("killed:1|a", "killed:1|b")]
