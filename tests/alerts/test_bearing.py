"""Which reports of other articles a ledger gives the judge."""

import pytest

from alerts.ledger.bearing import Asked
from tests.alerts.makers import a_claim, a_report, an_article

FIRE = tuple(f"killed:1|{name}" for name in ("barabury", "dorland", "lin", "harbour"))
ELSEWHERE = ("killed:1|orbury", "killed:1|kelland", "killed:1|hanov", "killed:1|mill")


def asked(buckets: tuple[str, ...] = FIRE, *, events: tuple[str, ...] = ("fire",)) -> Asked:
    return Asked(an_article(a_report(a_claim("one", 12, events=events))), buckets)


@pytest.mark.parametrize(
    ("buckets", "events"),
    [
        ((FIRE[0], *ELSEWHERE), ("blaze",)),
        ((FIRE[0], *ELSEWHERE), ()),
        (FIRE[:1], ("flood",)),
        ((*FIRE[:2], *ELSEWHERE), ("flood",)),
    ],
    ids=["the event in other words", "no event named", "few names", "two names in common"],
)
def test_what_may_be_of_the_same_event_bears_on_the_article(buckets: tuple[str, ...], events: tuple[str, ...]) -> None:
    assert asked().bears(buckets, events)


def test_another_event_in_the_same_town_does_not_bear_on_the_article() -> None:
    assert not asked().bears((FIRE[0], *ELSEWHERE), ("flood",))


def test_an_article_of_few_names_or_without_events_leaves_it_to_the_judge() -> None:
    assert asked(FIRE[:2]).bears((FIRE[0], *ELSEWHERE), ("flood",))
    assert asked(events=()).bears((FIRE[0], *ELSEWHERE), ("flood",))


def test_a_report_that_shares_no_name_does_not_bear_on_the_article() -> None:
    assert not asked().bears(ELSEWHERE, ("fire",))


def test_buckets_of_one_measure_come_together() -> None:
    groups = asked(("killed:1|b", "injured:1|a", "killed:1|a")).groups
    assert groups == [("injured:1|a",), ("killed:1|a", "killed:1|b")]
