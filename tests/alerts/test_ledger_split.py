"""Splitting a quantity: what goes, what stays, and that the ledger and the judge see it at once."""

from datetime import timedelta
from typing import Any

import pytest
import redis

from alerts.ledger.port import Change, Held
from alerts.ledger.redis import RedisLedger
from alerts.ledger.split import Splitter
from alerts.messages import Report
from tests.alerts.makers import START, a_claim, a_contradiction, a_report, an_article, held
from wire.clock import FakeClock
from wire.settings.model import LedgerSettings

pytestmark = pytest.mark.redis
BUCKET = "killed|barabury"
NOW = START + timedelta(hours=2)


@pytest.fixture
def ledger(client: "redis.Redis", namespace: str) -> RedisLedger:
    return RedisLedger(client, namespace=namespace, settings=LedgerSettings(), clock=FakeClock(NOW))


@pytest.fixture
def splitter(client: "redis.Redis", namespace: str) -> Splitter:
    return Splitter(client, namespace=namespace, clock=FakeClock(NOW))


def put(ledger: RedisLedger, *reports: Report, **more: Any) -> None:
    for report in reports:
        change = Change(article=report.article, revision=1, extractor=0, versions={}, held=(held(report),), **more)
        assert ledger.commit(change)


def claims(found: tuple[Held, ...]) -> list[str]:
    return [each.report.claim.id for each in found]


FIRST = a_report(a_claim("k1", 12))
AGAIN = a_report(a_claim("k2", 12), "a2", 10)
OTHER = a_report(a_claim("k3", 19), "a3", 20)
SAME_AS_OTHER = a_report(a_claim("k4", 19), "a4", 30)


def test_what_gives_the_same_number_goes_along_and_the_rest_stays(ledger: RedisLedger, splitter: Splitter) -> None:
    put(ledger, FIRST, AGAIN, OTHER, SAME_AS_OTHER)
    new = splitter.split("q1", "k3", "k1")
    assert new
    assert claims(ledger.history("q1")) == ["k1", "k2"]
    assert claims(ledger.history(new)) == ["k3", "k4"]
    assert set(ledger.quantities()) == {"q1", new}


def test_the_next_article_finds_both_and_the_pair_set_apart(ledger: RedisLedger, splitter: Splitter) -> None:
    put(ledger, FIRST, OTHER)
    article = an_article(a_report(a_claim("k9", 20), "a9", 60))
    before = ledger.read(article, [BUCKET])
    new = splitter.split("q1", "k3", "k1")
    snapshot = ledger.read(article, [BUCKET])
    assert {(each.report.claim.id, each.quantity) for each in snapshot.candidates} == {("k1", "q1"), ("k3", new)}
    assert snapshot.separated == {("k1", "k3")}
    late = Change(article="a9", revision=1, extractor=0, versions=before.versions, held=())
    assert not ledger.commit(late)  # it was decided from what is no longer so


def test_the_sources_of_what_stays_are_counted_anew(ledger: RedisLedger, splitter: Splitter) -> None:
    put(ledger, FIRST, OTHER, sources={"q1": 2})
    article = an_article(a_report(a_claim("k9", 20), "a9", 60))
    assert ledger.read(article, [BUCKET]).several == {"q1"}
    assert splitter.split("q1", "k3", "k1")
    assert ledger.read(article, [BUCKET]).several == frozenset()


def test_an_article_that_moved_keeps_its_alerts_and_can_be_revised(ledger: RedisLedger, splitter: Splitter) -> None:
    alert = a_contradiction()
    put(ledger, FIRST)
    put(ledger, OTHER, contradictions=(alert,))
    new = splitter.split("q1", "k3", "k1")
    assert new
    assert ledger.read(an_article(OTHER), [BUCKET]).contradictions == (alert,)
    revised = a_report(a_claim("k3r", 21), "a3", 50, revision=2)
    own = ledger.read(an_article(revised, revision=2), [BUCKET]).own
    assert [(each.report.claim.id, each.quantity) for each in own] == [("k3", new)]


def test_splitting_twice_changes_nothing(ledger: RedisLedger, splitter: Splitter) -> None:
    put(ledger, FIRST, OTHER)
    assert splitter.split("q1", "k3", "k1")
    assert splitter.split("q1", "k3", "k1") is None
    assert claims(ledger.history("q1")) == ["k1"]


def test_one_that_was_joined_by_mistake_is_itself_again(ledger: RedisLedger, splitter: Splitter) -> None:
    put(ledger, FIRST)
    put(ledger, OTHER)
    new = splitter.split("q1", "k3", "k1")
    assert new
    joined = Change(
        article="a5",
        revision=1,
        extractor=0,
        versions={},
        aliases={new: "q1"},
        held=(held(a_report(a_claim("k5", 13), "a5", 40)),),
    )
    assert ledger.commit(joined)
    assert claims(ledger.history(new)) == ["k1", "k3", "k5"]
    assert splitter.split(new, "k3", "k1") == new
    assert claims(ledger.history(new)) == ["k3"]
    assert claims(ledger.history("q1")) == ["k1", "k5"]


@pytest.mark.parametrize(("one", "other"), [("k3", "k9"), ("k9", "k1")])
def test_claims_that_are_not_there_split_nothing(ledger: RedisLedger, splitter: Splitter, one: str, other: str) -> None:
    put(ledger, FIRST, OTHER)
    assert splitter.split("q1", one, other) is None
    assert splitter.split("nowhere", "k3", "k1") is None
    assert claims(ledger.history("q1")) == ["k1", "k3"]
