"""What the Redis ledger lists for people."""

import pytest
import redis

from alerts.ledger.port import Change
from alerts.ledger.redis import RedisLedger
from desk.holdings import fitting
from tests.alerts.makers import START, a_claim, a_report, an_article, held
from wire.clock import FakeClock
from wire.redis import connect
from wire.settings.model import LedgerSettings


@pytest.fixture
def client(redis_url: str) -> redis.Redis:
    return connect(redis_url)


@pytest.mark.redis
def test_every_quantity_is_listed_once_with_its_history(client: redis.Redis, namespace: str) -> None:
    ledger = RedisLedger(client, namespace=namespace, settings=LedgerSettings(), clock=FakeClock(START))
    assert list(ledger.quantities()) == []
    kept = [held(a_report(a_claim(f"k{number}"), f"a{number}"), f"q{number}") for number in range(3)]
    for each in kept:
        snapshot = ledger.read(an_article(each.report), each.buckets)
        versions = snapshot.versions
        assert ledger.commit(
            Change(article=each.report.article, revision=1, extractor=0, versions=versions, held=(each,))
        )
    found = sorted(ledger.quantities())
    assert found == ["q0", "q1", "q2"]
    told = [report for quantity in found for report in ledger.history(quantity)]
    assert sorted(each.report.claim.id for each in told) == ["k0", "k1", "k2"]
    client.close()


def test_a_query_fits_where_one_report_has_all_its_words() -> None:
    gaza = held(a_report(a_claim("k1", counted="soldiers", where=("Gaza",), quote="Several soldiers were killed.")))
    kaduna = held(a_report(a_claim("k2", counted="people", where=("Kaduna",), quote="People were killed.")))
    histories = [[gaza], [kaduna]]
    assert list(fitting(histories, ["KILLED"])) == histories
    assert list(fitting(histories, ["killed", "gaza"])) == [[gaza]]
    assert list(fitting(histories, ["gaza", "kaduna"])) == []
