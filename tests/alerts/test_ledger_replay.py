"""A stream that comes again: the same bytes on an empty ledger, nothing more on one that has it all."""

from datetime import timedelta

import pytest
import redis

from alerts.handle import handle
from alerts.judge import Weigher
from alerts.ledger.redis import RedisLedger
from enrich.messages import ArticleClaims
from tests.alerts.makers import START
from tests.alerts.test_handle import article
from wire.clock import FakeClock
from wire.codec import decode, encode
from wire.settings.model import LedgerSettings

pytestmark = pytest.mark.redis

STREAM = [
    decode(encode(article(which, number)), ArticleClaims) for which, number in enumerate((12, 12, 19, 12, 19, 12))
]


def told(client: "redis.Redis", namespace: str, stream: list[ArticleClaims], days: float = 0) -> list[bytes]:
    """Return what `stream` brings up, as it is published, through a worker that has just started `days` later."""
    clock = FakeClock(START + timedelta(days=days))
    ledger = RedisLedger(client, namespace=namespace, settings=LedgerSettings(), clock=clock)
    match = Weigher()
    decided = (handle(each, ledger, threshold=0.5, now=each.fetched, match=match) for each in stream)
    return [encode(contradiction) for decision in decided for contradiction in decision.contradictions]


def test_the_same_stream_gives_the_same_bytes(client: "redis.Redis", namespace: str) -> None:
    first = told(client, f"{namespace}-1", STREAM)
    assert first
    assert told(client, f"{namespace}-2", STREAM) == first


@pytest.mark.parametrize("backwards", [False, True])
def test_a_replay_over_a_live_ledger_adds_none(client: "redis.Redis", namespace: str, backwards: bool) -> None:
    first = told(client, namespace, STREAM)
    again = told(client, namespace, STREAM[::-1] if backwards else STREAM, days=1)
    assert set(again) == set(first)


def test_what_was_told_is_not_told_again_when_the_articles_states_are_gone(
    client: "redis.Redis", namespace: str
) -> None:
    told(client, namespace, STREAM)
    gone = list(client.scan_iter(f"{namespace}:l:a:*")) + list(client.scan_iter(f"{namespace}:l:x:*"))
    client.delete(*gone)
    assert told(client, namespace, STREAM) == []
