"""Two quantities that are found to be one, through judge and a real Redis: nobody is alerted, and no id is lost."""

from itertools import permutations

import pytest
import redis

from alerts.handle import handle
from alerts.judge.sameness import Sameness
from alerts.ledger.redis import RedisLedger
from alerts.messages import Contradiction, Report
from tests.alerts.makers import START, a_claim, a_report, an_article
from wire.clock import FakeClock
from wire.settings.model import LedgerSettings

pytestmark = pytest.mark.redis

PLACES = {"east": {"east"}, "west": {"west"}, "both": {"east", "west"}, "late": {"east", "west"}}
"""What each article speaks of: two reports are of one quantity where they share it."""


def match(one: Report, other: Report) -> Sameness:
    shared = PLACES[one.article] & PLACES[other.article]
    return Sameness(confidence=0.95 if shared else 0.1)


def report(article: str, number: int, minutes: float) -> Report:
    claim = a_claim(
        f"k-{article}",
        number,
        where=("Barabury",),
        events=("fire",),
        base_low=number,
        base_high=number,
        base_unit="1",
        attribution=f"{article} hospital",
    )
    return a_report(claim, article, minutes, outlet=f"Outlet {article}", topics=("fire", "Barabury"))


EAST, WEST, BOTH = report("east", 12, 0), report("west", 12, 10), report("both", 12, 20)
LATE = report("late", 7, 60)


@pytest.fixture
def ledger(client: "redis.Redis", namespace: str) -> RedisLedger:
    return RedisLedger(client, namespace=namespace, settings=LedgerSettings(), clock=FakeClock(START))


def handled(ledger: RedisLedger, *reports: Report) -> list[Contradiction]:
    """Return what handling the articles of `reports` brings up."""
    decided = (handle(an_article(each), ledger, threshold=0.5, now=START, match=match) for each in reports)
    return [contradiction for decision in decided for contradiction in decision.contradictions]


def test_two_quantities_found_to_be_one_go_by_the_older_id_and_alert_nobody(ledger: RedisLedger) -> None:
    assert handled(ledger, EAST, WEST) == []
    older, younger = sorted(ledger.quantities())
    assert [len(ledger.history(name)) for name in (older, younger)] == [1, 1]
    assert handled(ledger, BOTH) == []
    assert list(ledger.quantities()) == [older]
    told = [held.report.article for held in ledger.history(younger)]
    assert told == ["east", "west", "both"]
    assert ledger.history(younger) == ledger.history(older)
    assert {held.quantity for held in ledger.history(younger)} == {older}


def test_what_follows_is_told_once_and_under_the_older_id_whatever_came_first(
    client: "redis.Redis", namespace: str
) -> None:
    told = []
    for number, order in enumerate(permutations((EAST, WEST, BOTH))):
        each = RedisLedger(client, namespace=f"{namespace}-{number}", settings=LedgerSettings(), clock=FakeClock(START))
        assert handled(each, *order) == []
        (only,) = handled(each, LATE)
        assert [held.quantity for held in each.history(only.quantity)] == [only.quantity] * 4
        told.append((only.id, only.quantity, len(only.prior_sources)))
    assert len(set(told)) == 1
    assert told[0][2] == 3


def test_what_was_told_of_the_younger_is_not_told_again_when_it_is_joined(ledger: RedisLedger) -> None:
    (only,) = handled(ledger, WEST, LATE)
    assert handled(ledger, EAST, BOTH) == []
    oldest = ledger.history(only.quantity)[0].quantity
    assert oldest < only.quantity
    assert len(ledger.history(oldest)) == 4
