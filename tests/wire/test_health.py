import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from prometheus_client import CollectorRegistry, Counter

from tests.fakes.bus import MemoryBus
from wire.clock import FakeClock
from wire.health import HealthServer
from wire.pulse import Pulse
from wire.redis import connect
from wire.settings.model import HttpSettings, Settings
from wire.stage import Context, alive, ready
from wire.stop import Stop


class Served:
    def __init__(self) -> None:
        self.stuck: list[str] = []
        self.away: list[str] = []
        self.registry = CollectorRegistry()
        self.server = HealthServer(
            HttpSettings(), alive=lambda: self.stuck, ready=lambda: self.away, registry=self.registry
        )
        self.port = self.server.start()

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


@pytest.fixture
def served() -> Iterator[Served]:
    made = Served()
    yield made
    made.server.close()


def test_all_is_well(served: Served) -> None:
    assert served.get("/healthz") == (200, "ok\n")
    assert served.get("/readyz") == (200, "ok\n")


def test_what_is_wrong_is_said_with_503(served: Served) -> None:
    served.stuck = ["enrich has not turned for 61 seconds"]
    served.away = ["Kafka does not answer", "Redis does not answer"]
    assert served.get("/healthz") == (503, "enrich has not turned for 61 seconds\n")
    assert served.get("/readyz?x=1") == (503, "Kafka does not answer\nRedis does not answer\n")


def test_metrics_are_there_and_nothing_else(served: Served) -> None:
    Counter("figurewatch_test", "Help.", registry=served.registry).inc()
    status, text = served.get("/metrics")
    assert status == 200
    assert "figurewatch_test_total 1.0" in text
    assert served.get("/")[0] == 404


def test_a_taken_port_is_one_sentence(served: Served) -> None:
    second = HealthServer(HttpSettings(port=served.port), alive=list, ready=list)
    with pytest.raises(OSError, match=rf"^the address 127.0.0.1:{served.port} for /metrics and health cannot be had: "):
        second.start()


def context(redis_url: str, bus: MemoryBus) -> Context:
    clock = FakeClock(datetime(2026, 1, 1, tzinfo=UTC))
    return Context(settings=Settings(), bus=bus, redis=connect(redis_url), clock=clock, stop=Stop())


def test_alive_means_that_every_loop_turned_within_a_minute() -> None:
    clock = FakeClock(datetime(2026, 1, 1, tzinfo=UTC))
    one, two = Pulse("one", clock), Pulse("two", clock)
    clock.advance(60)
    two.beat()
    assert alive([one, two]) == []
    clock.advance(1)
    assert alive([one, two]) == ["one has not turned for 61 seconds"]


@pytest.mark.redis
def test_ready_means_that_bus_and_redis_answer_and_nothing_is_halted(redis_url: str) -> None:
    bus = MemoryBus()
    made = context(redis_url, bus)
    pulse = made.pulse("enrich")
    assert ready(made) == []
    bus.away = True
    pulse.hinder("enrich has stopped consuming")
    assert ready(made) == ["the bus in memory is away", "enrich has stopped consuming"]


def test_a_redis_away_is_not_ready() -> None:
    (wrong,) = ready(context("unix:///nowhere/redis.sock", MemoryBus()))
    assert "/nowhere/redis.sock" in wrong
