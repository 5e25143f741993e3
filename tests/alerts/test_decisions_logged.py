"""At debug level there is a line for each decision, with the ids that lead from stage to stage."""

import logging
from datetime import UTC, datetime

import pytest

from alerts.evidence.decisions import Decisions
from alerts.judge.decision import Decision
from tests.alerts.makers import a_claim, a_contradiction, a_report, an_article, held
from wire.clock import FakeClock
from wire.redis import connect


@pytest.mark.redis
def test_every_claim_and_every_pair_has_its_line(
    redis_url: str, namespace: str, caplog: pytest.LogCaptureFixture
) -> None:
    told = a_contradiction("c1")
    report = a_report(a_claim("k2", 19), "a2")
    decision = Decision(held=(held(report),), contradictions=(told,), candidates=(told,))
    note = Decisions(connect(redis_url), namespace=namespace).note(FakeClock(datetime(2026, 3, 1, tzinfo=UTC)))
    with caplog.at_level(logging.DEBUG, "alerts.evidence.decisions"):
        note([(an_article(report), decision)])
    lines = [(each.message, vars(each)["article"], vars(each)["claim"]) for each in caplog.records]
    assert lines == [("placed", "a2", "k2"), ("weighed", "a2", told.new.claim.id)]
    assert vars(caplog.records[1])["contradiction"] == "c1"
