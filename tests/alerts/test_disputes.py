"""What a newsroom sees of disputes on its gauges."""

from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import REGISTRY

from alerts.disputes import ELSEWHERE, PLACES, Disputes, counted, noting
from alerts.messages import Contradiction
from alerts.survey import COUNT_EVERY, Survey
from tests.alerts.makers import a_claim, a_contradiction, a_report
from wire.bus import Message
from wire.clock import FakeClock
from wire.codec import Undecodable, encode
from wire.redis import connect

NOW = datetime(2023, 12, 8, 12, tzinfo=UTC)


def test_places_beyond_the_most_frequent_are_told_together() -> None:
    rows = [["contradicts", "killed", f"place {n}", f"{n}-{each}"] for n in range(PLACES + 5) for each in range(2)]
    rows += [["contradicts", "killed", "Gaza", str(n)] for n in range(3)] + [["revises", "injured", "", "q"]]
    found = counted(rows)
    assert found["contradicts", "killed", "Gaza"] == 3
    assert found["revises", "injured", ELSEWHERE] == 1
    assert len({place for _, _, place in found}) == PLACES + 1
    assert sum(found.values()) == len(rows)


@pytest.mark.redis
def test_a_dispute_is_remembered_once_and_for_a_day(redis_url: str, namespace: str) -> None:
    disputes = Disputes(connect(redis_url), namespace=namespace)
    told = made(decided=NOW)
    disputes.note(told)
    disputes.note(told)
    place = told.new.claim.where[0]
    assert disputes.now(NOW) == {("contradicts", "killed", place): 1}
    disputes.note(made(decided=NOW + timedelta(hours=20), quantity="another"))
    assert disputes.now(NOW + timedelta(hours=21)) == {("contradicts", "killed", place): 2}
    assert disputes.now(NOW + timedelta(hours=25)) == {("contradicts", "killed", place): 1}
    assert disputes.now(NOW + timedelta(hours=45)) == {}


@pytest.mark.redis
def test_only_news_that_can_be_read_is_noted(redis_url: str, namespace: str) -> None:
    disputes = Disputes(connect(redis_url), namespace=namespace)
    handle = noting(disputes, lambda message: [])
    handle(message(encode(made(decided=NOW, stale=True))))
    with pytest.raises(Undecodable):
        handle(message(b"nonsense"))
    assert disputes.now(NOW) == {}
    handle(message(encode(made(decided=NOW))))
    assert sum(disputes.now(NOW).values()) == 1


@pytest.mark.redis
def test_the_survey_shows_what_is_there_and_forgets_what_is_gone(redis_url: str, namespace: str) -> None:
    client, clock = connect(redis_url), FakeClock(NOW)
    told = made(decided=NOW)
    place = told.new.claim.where[0]
    Disputes(client, namespace=namespace).note(told)
    client.mset({f"{namespace}:l:u:{number}": b"x" for number in range(3)})
    survey = Survey(client=client, namespace=namespace, clock=clock)
    labels = {"relation": "contradicts", "measure": "killed", "place": place}
    survey.look()
    assert REGISTRY.get_sample_value("figurewatch_disputed_quantities", labels) == 1
    assert REGISTRY.get_sample_value("figurewatch_ledger_quantities") == 3
    assert (REGISTRY.get_sample_value("figurewatch_redis_used_bytes") or 0) > 100_000
    client.delete(f"{namespace}:l:u:1")
    clock.advance(COUNT_EVERY - 1)
    survey.look()
    assert REGISTRY.get_sample_value("figurewatch_ledger_quantities") == 3, "a count costs too much to be taken often"
    clock.advance(86_400)
    survey.look()
    assert REGISTRY.get_sample_value("figurewatch_disputed_quantities", labels) is None
    assert REGISTRY.get_sample_value("figurewatch_ledger_quantities") == 2


def made(*, decided: datetime, quantity: str = "quantity", stale: bool = False) -> Contradiction:
    new = a_report(a_claim("k2", 19, where=("Barabury", "Arland")))
    return a_contradiction(decided=decided, quantity=quantity, stale=stale, new=new)


def message(value: bytes) -> Message:
    return Message(topic="contradictions", key="k", value=value, headers={}, partition=0, offset="1")
