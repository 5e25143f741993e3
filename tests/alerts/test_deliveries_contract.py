"""What every log of deliveries promises: the contract of alerts/notify/deliveries.py, point by point."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from alerts.notify.away import StoreAway
from alerts.notify.deliveries import Deliveries, Delivery, MemoryDeliveries, RedisDeliveries
from tests.alerts.makers import START
from tests.servers.redis_server import RedisServer
from wire.redis import connect


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.redis)])
def log(request: pytest.FixtureRequest, namespace: str) -> Iterator[Deliveries]:
    if request.param == "memory":
        yield MemoryDeliveries()
        return
    client = connect(request.getfixturevalue("redis_url"))
    yield RedisDeliveries(client, namespace=namespace)
    client.close()


def a_delivery(contradiction: str = "c1", seconds: float = 0, **more: Any) -> Delivery:
    values: dict[str, Any] = {
        "contradiction": contradiction,
        "quantity": "q1",
        "subscriber": "desk",
        "channel": "desk/slack-1",
        "outcome": "sent",
        "at": START + timedelta(seconds=seconds),
    }
    return Delivery(**{**values, **more})


def test_the_latest_note_for_each_recipient_stands(log: Deliveries) -> None:
    queued, sent = a_delivery(outcome="queued"), a_delivery(seconds=2)
    refused = a_delivery(seconds=1, subscriber="money", channel="", outcome="unwanted", why="measure")
    log.note([queued, refused])
    assert list(log.of("c1")) == [queued, refused]
    log.note([sent])
    assert list(log.of("c1")) == [refused, sent]
    assert list(log.of("c2")) == []


def test_the_notes_on_a_quantity_are_those_on_its_contradictions_the_latest_first(log: Deliveries) -> None:
    first, second = a_delivery("c1"), a_delivery("c2", 5)
    other = a_delivery("c3", 3, quantity="q2")
    log.note([first, second, other])
    assert list(log.of_quantity("q1")) == [second, first]
    assert list(log.of_quantity("q3")) == []


@pytest.mark.redis
def test_every_key_is_under_the_namespace_and_expires(redis_url: str, namespace: str) -> None:
    client = connect(redis_url)
    RedisDeliveries(client, namespace=namespace).note([a_delivery()])
    keys = client.keys(f"{namespace}:n:*")
    assert len(keys) == 2
    assert all(client.ttl(key) > 86_400 for key in keys)
    client.close()


@pytest.mark.redis
def test_a_server_that_is_away_says_so(redis_server: RedisServer, namespace: str) -> None:
    log = RedisDeliveries(connect(redis_server.url), namespace=namespace)
    redis_server.stop()
    for call in (lambda: log.note([a_delivery()]), lambda: log.of("c1"), lambda: log.of_quantity("q1")):
        with pytest.raises(StoreAway):
            call()
