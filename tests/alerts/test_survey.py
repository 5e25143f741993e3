"""What a newsroom and its operators see on gauges that are about the whole."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from prometheus_client import REGISTRY

from alerts.evidence.dispute import dispute
from alerts.evidence.store import Evidence
from alerts.messages import Contradiction
from alerts.survey import COUNT_EVERY, ELSEWHERE, PLACES, Disputed, Survey, counted, current, disputed
from tests.alerts.makers import a_claim, a_contradiction, a_report
from wire.clock import FakeClock
from wire.redis import connect

NOW = datetime(2026, 3, 8, 12, tzinfo=UTC)
LABELS = {"relation": "contradicts", "measure": "killed", "place": "Barabury"}


def made(quantity: str, place: str = "Barabury", decided: datetime = NOW, **more: Any) -> Contradiction:
    sides = {"new": a_report(a_claim("k2", 19, where=(place,))), "prior": a_report(a_claim("k1", 12, where=(place,)))}
    return a_contradiction(quantity, quantity=quantity, decided=decided, **sides, **more)


def entry(quantity: str, place: str = "Barabury", decided: datetime = NOW) -> Disputed:
    return disputed(dispute(quantity, [made(quantity, place, decided)]))


def test_places_beyond_the_most_frequent_are_told_together() -> None:
    disputes = [entry(f"{n}-{each}", f"place {n}") for n in range(PLACES + 5) for each in range(2)]
    disputes += [entry(f"q{n}", "Gaza") for n in range(3)]
    found = counted(disputes)
    assert found["contradicts", "killed", "Gaza"] == 3
    assert found["contradicts", "killed", ELSEWHERE] == 2 * 6
    assert len({place for _, _, place in found}) == PLACES + 1
    assert sum(found.values()) == len(disputes)


def test_only_the_disputes_of_a_day_count() -> None:
    disputes = {"q1": entry("q1", decided=NOW - timedelta(hours=25)), "q2": entry("q2")}
    assert list(current(disputes, NOW)) == ["q2"]


@pytest.mark.redis
def test_the_survey_shows_what_is_there_and_forgets_what_is_gone(redis_url: str, namespace: str) -> None:
    client, clock = connect(redis_url), FakeClock(NOW)
    evidence = Evidence(client, namespace=namespace)
    client.mset({f"{namespace}:l:u:{number}": b"x" for number in range(3)})
    survey = Survey(client=client, namespace=namespace, clock=clock)
    evidence.note(made("q1"), NOW)
    survey.look()
    assert REGISTRY.get_sample_value("figurewatch_disputed_quantities", LABELS) == 1
    assert REGISTRY.get_sample_value("figurewatch_ledger_quantities") == 3
    assert (REGISTRY.get_sample_value("figurewatch_redis_used_bytes") or 0) > 100_000
    assert (REGISTRY.get_sample_value("figurewatch_redis_limit_bytes") or 0) > 500_000_000, "that of the machine"

    evidence.note(made("q2"), NOW)
    client.delete(f"{namespace}:l:u:1")
    clock.advance(COUNT_EVERY - 1)
    survey.look()
    assert REGISTRY.get_sample_value("figurewatch_disputed_quantities", LABELS) == 2
    assert REGISTRY.get_sample_value("figurewatch_ledger_quantities") == 3, "a count costs too much to be taken often"

    clock.advance(86_400)
    survey.look()
    assert REGISTRY.get_sample_value("figurewatch_disputed_quantities", LABELS) is None
    assert REGISTRY.get_sample_value("figurewatch_ledger_quantities") == 2
