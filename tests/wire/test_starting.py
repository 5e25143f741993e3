"""What a stage does before it runs: waits for servers that are fit, or says in one sentence why it cannot."""

import contextlib
import json
import logging
import os
import re
import signal
import threading
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from tests.fakes.bus import MemoryBus
from tests.servers.process import free_port
from tests.servers.redis_server import RedisServer
from wire import metrics
from wire.clock import FakeClock
from wire.health import HealthServer
from wire.redis import connect
from wire.settings.model import HttpSettings, RedisSettings, Settings
from wire.stage import Context, Part, StageFailed, run_stage, wait_for_servers
from wire.stop import Stop


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    """`run_stage` sets up logging and signals for its process, which here is the tests'."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    signals = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for number, before in signals.items():
        signal.signal(number, before)


def no_parts(context: Context) -> list[Part]:
    raise AssertionError("nothing is made before the servers are there")


def settings(redis_url: str | None = None, port: int = 0) -> Settings:
    url = SecretStr(redis_url) if redis_url else None
    return Settings(redis=RedisSettings(url=url), http=HttpSettings(port=port))


def test_without_a_redis_a_stage_says_so() -> None:
    with pytest.raises(StageFailed, match=r"^enrich cannot start: redis\.url is not set"):
        run_stage("enrich", settings(), no_parts)


def test_a_taken_port_is_one_sentence() -> None:
    other = HealthServer(HttpSettings(), alive=list, ready=list)
    port = other.start()
    try:
        with pytest.raises(StageFailed, match=rf"^enrich cannot start: the address 127\.0\.0\.1:{port} for /metrics"):
            run_stage("enrich", settings("unix:///nowhere", port), no_parts)
    finally:
        other.close()


@pytest.mark.redis
def test_a_redis_that_evicts_is_refused_until_it_does_no_more(redis_server: RedisServer) -> None:
    client = connect(redis_server.url)
    client.config_set("maxmemory-policy", "allkeys-lru")
    clock = FakeClock(datetime(2026, 1, 1, tzinfo=UTC))
    context = Context(settings=Settings(), bus=MemoryBus(), redis=client, clock=clock, stop=Stop())
    pulse = context.pulse("enrich")
    outcome: list[bool] = []
    waiting = threading.Thread(target=lambda: outcome.append(wait_for_servers(context, pulse)))
    waiting.start()
    deadline = time.monotonic() + 10
    while pulse.obstacle() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    assert pulse.obstacle() == 'Redis evicts keys under the policy "allkeys-lru"; set maxmemory-policy to noeviction'
    assert metrics.AWAY.labels("enrich")._value.get() == 1
    client.config_set("maxmemory-policy", "noeviction")
    waiting.join(10)
    assert outcome == [True]
    assert pulse.obstacle() is None
    assert metrics.AWAY.labels("enrich")._value.get() == 0


@pytest.mark.redis
def test_a_stage_that_is_stopped_while_it_waits_ends(redis_url: str) -> None:
    bus = MemoryBus()
    bus.away = True
    clock = FakeClock(datetime(2026, 1, 1, tzinfo=UTC))
    context = Context(settings=Settings(), bus=bus, redis=connect(redis_url), clock=clock, stop=Stop())
    pulse = context.pulse("enrich")
    threading.Timer(0.3, context.stop.set).start()
    assert not wait_for_servers(context, pulse)
    assert pulse.obstacle() == "the bus in memory is away"


def test_a_stage_that_waits_for_its_servers_is_not_missing() -> None:
    port = free_port()
    made = Settings.model_validate(
        {"bus": {"kind": "redis"}, "redis": {"url": "unix:///nowhere"}, "http": {"port": port}}
    )
    shown: list[str] = []

    def look() -> None:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline and 'figurewatch_world_away{loop="pages"} 1.0' not in "".join(shown[-1:]):
            with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
                shown.append(answer.read().decode())
            time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=look).start()
    run_stage("pages", made, no_parts)
    assert 'figurewatch_world_away{loop="pages"} 1.0' in shown[-1]
    assert re.search(r'^figurewatch_build_info{.*stage="pages".*} 1.0$', shown[-1], re.M)


@pytest.mark.redis
def test_a_part_that_fails_ends_the_stage_and_the_other_parts(redis_url: str, namespace: str) -> None:
    stopped: list[str] = []

    def parts(context: Context) -> list[Part]:
        def fail() -> None:
            raise KeyError("broken")

        def wait() -> None:
            assert context.stop.wait(10)
            stopped.append("poller")

        return [Part(name="judge", run=fail), Part(name="poller", run=wait)]

    made = Settings.model_validate({"namespace": namespace, "bus": {"kind": "redis"}, "redis": {"url": redis_url}})
    with pytest.raises(StageFailed, match=r"^alert has ended because judge failed$"):
        run_stage("alert", made, parts)
    assert stopped == ["poller"]


@pytest.mark.redis
def test_a_part_that_cannot_start_says_why_in_a_sentence(
    redis_url: str, namespace: str, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise StageFailed("ingest cannot start: the port is taken")

    made = Settings.model_validate({"namespace": namespace, "bus": {"kind": "redis"}, "redis": {"url": redis_url}})
    with pytest.raises(StageFailed, match=r"^ingest has ended because poller failed$"):
        run_stage("ingest", made, lambda context: [Part(name="poller", run=fail)])
    [told] = [line for line in map(json.loads, capfd.readouterr().err.splitlines()) if line["level"] == "critical"]
    assert told["message"] == "ingest cannot start: the port is taken"
    assert "traceback" not in told
