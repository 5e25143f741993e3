"""Stages as processes on real servers: killed, stopped, their servers taken away and given back."""

import json
import random
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.servers.kafka_broker import KafkaBroker
from tests.servers.metrics import shown
from tests.servers.process import free_port
from tests.servers.redis_server import RedisServer
from wire.bus import Bus, BusAway, Outgoing
from wire.bus.open import open_bus
from wire.deadletters import letters
from wire.halt import resume
from wire.redis import connect
from wire.settings.model import Settings
from wire.watchdog import EXIT_CODE

ROOT = Path(__file__).parent.parent.parent


class Copiers:
    """Processes of the copying stage on one bus."""

    def __init__(self, settings: dict[str, Any], server: KafkaBroker | RedisServer, folder: Path) -> None:
        self.values = settings
        self.server = server
        self.folder = folder
        self.processes: list[subprocess.Popen[bytes]] = []
        self.ports: list[int] = []
        self.settings = Settings.model_validate(settings)
        self.bus: Bus = open_bus(self.settings, connect(settings["redis"]["url"]))
        self.bus.ensure_topics()

    def start(self) -> subprocess.Popen[bytes]:
        port = free_port()
        values = json.dumps({**self.values, "http": {"port": port}})
        with (self.folder / f"log-{len(self.processes)}").open("wb") as log:
            process = subprocess.Popen([sys.executable, "-m", "tests.wire.copier", values], cwd=ROOT, stderr=log)
        self.processes.append(process)
        self.ports.append(port)
        return process

    def publish(self, values: list[bytes], keys: int = 20) -> None:
        producer = self.bus.producer()
        for number, value in enumerate(values):
            producer.publish(Outgoing(topic="articles", key=f"key-{number % keys}", value=value))
        producer.flush()
        producer.close()

    def copied(self) -> dict[str, list[int]]:
        """What is on `claims`, by key, in order."""
        found: dict[str, list[int]] = defaultdict(list)
        for message in self.bus.browse("claims", "nobody"):
            found[message.key].append(int(message.value))
        return dict(found)

    def await_backlog(self, most: int, patience: float = 60.0) -> None:
        deadline = time.monotonic() + patience
        left: object = "unknown"
        while time.monotonic() < deadline:
            try:
                left = self.bus.backlog("articles", "copier")
                if left <= most:
                    return
            except BusAway as error:
                left = error
            time.sleep(0.05)
        pytest.fail(f"left: {left}")

    def get(self, path: str, which: int = 0) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.ports[which]}{path}", timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def close(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()
        self.bus.close()


@pytest.fixture(params=[pytest.param("redis", marks=pytest.mark.redis), pytest.param("kafka", marks=pytest.mark.kafka)])
def copiers(request: pytest.FixtureRequest, namespace: str, tmp_path: Path) -> Iterator[Copiers]:
    redis_server: RedisServer = request.getfixturevalue("redis_server")
    server: RedisServer | KafkaBroker = redis_server
    bus: dict[str, Any] = {"kind": "redis", "takeover": 3}
    if request.param == "kafka":
        broker: KafkaBroker = request.getfixturevalue("kafka_broker")
        bus = {
            "kind": "kafka",
            "takeover": 3,
            "kafka": {"bootstrap_servers": broker.bootstrap_servers, "partitions": 4},
        }
        server = broker
    values = {
        "namespace": namespace,
        "bus": bus,
        "redis": {"url": redis_server.url},
        "dead_letters": {"handling": 2},
        "log": {"level": "debug" if request.config.option.verbose > 1 else "info"},
    }
    made = Copiers(values, server, tmp_path)
    yield made
    server.start()
    made.close()


def until(condition: Callable[[], bool], patience: float = 30.0) -> None:
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def expected(count: int, keys: int = 20) -> dict[str, list[int]]:
    return {f"key-{key}": list(range(key, count, keys)) for key in range(keys)}


@pytest.mark.slow
def test_processes_killed_at_random_lose_nothing_and_keep_the_order(copiers: Copiers) -> None:
    count = 3_000
    copiers.publish([str(number).encode() for number in range(count)])
    workers = [copiers.start(), copiers.start()]
    for round_ in range(3):
        copiers.await_backlog(count - (round_ + 1) * 500)
        time.sleep(random.uniform(0, 0.2))
        victim = workers.pop(0)
        victim.kill()
        victim.wait()
        workers.append(copiers.start())
    copiers.await_backlog(0, patience=90)
    copied = copiers.copied()
    assert {key: list(dict.fromkeys(numbers)) for key, numbers in copied.items()} == expected(count)
    assert list(letters(copiers.bus, "articles.dead")) == []


@pytest.mark.slow
def test_a_server_away_for_a_while_delays_and_loses_nothing(copiers: Copiers) -> None:
    count = 3_000
    copiers.publish([str(number).encode() for number in range(count)])
    worker = copiers.start()
    copiers.await_backlog(count - 500)
    copiers.server.kill()
    until(lambda: copiers.get("/readyz") == 503)
    for _ in range(4):
        assert copiers.get("/healthz") == 200
        time.sleep(1)
    copiers.server.start()
    copiers.await_backlog(0, patience=90)
    until(lambda: copiers.get("/readyz") == 200)
    assert worker.poll() is None
    copied = copiers.copied()
    assert {key: list(dict.fromkeys(numbers)) for key, numbers in copied.items()} == expected(count)
    assert list(letters(copiers.bus, "articles.dead")) == []


def test_sigterm_ends_a_stage_with_exit_code_0_and_nothing_unacknowledged_is_lost(copiers: Copiers) -> None:
    count = 2_000
    copiers.publish([str(number).encode() for number in range(count)])
    worker = copiers.start()
    copiers.await_backlog(count - 200)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(15) == 0
    copied = copiers.copied()
    assert sum(map(len, copied.values())) + copiers.bus.backlog("articles", "copier") == count, "none twice, none lost"


@pytest.mark.slow
def test_a_message_that_hangs_or_kills_becomes_a_dead_letter_and_the_rest_is_done(copiers: Copiers) -> None:
    values = [str(number).encode() for number in range(40)]
    values[13], values[27] = b"hang", b"kill"
    copiers.publish(values, keys=1)
    codes = []
    for _ in range(8):
        worker = copiers.start()
        until(lambda process=worker: process.poll() is not None or not copiers.bus.backlog("articles", "copier"), 60)  # type: ignore[misc]
        if worker.poll() is None:
            break
        codes.append(worker.returncode)
    # The killer is a dead letter after three deliveries: one in the batch that hung before its turn, two by itself.
    assert codes == [EXIT_CODE, -signal.SIGKILL, -signal.SIGKILL]
    assert [letter.value for letter in letters(copiers.bus, "articles.dead")] == [b"hang", b"kill"]
    (numbers,) = copiers.copied().values()
    assert sorted(set(numbers)) == [number for number in range(40) if number not in (13, 27)]


def test_a_stage_that_is_started_halted_tells_what_waits_and_goes_on_once_resumed(copiers: Copiers) -> None:
    copiers.values["dead_letters"] = {"limit": 1}
    copiers.publish([b"junk", *(str(number).encode() for number in range(30))], keys=1)
    first = copiers.start()
    until(lambda: copiers.bus.backlog("articles.dead", "nobody") == 1 and copiers.get("/readyz") == 503, 60)
    first.terminate()
    assert first.wait(30) == 0
    left = copiers.bus.backlog("articles", "copier")
    assert left > 0
    copiers.start()
    until(lambda: shown(copiers.ports[1], 'figurewatch_lag_messages{loop="copy"}') == left, 60)
    assert shown(copiers.ports[1], 'figurewatch_halted{loop="copy"}') == 1
    assert copiers.get("/healthz", which=1) == 200
    assert resume(connect(copiers.values["redis"]["url"]), copiers.values["namespace"], "copy")
    copiers.await_backlog(0)
    assert sorted(number for numbers in copiers.copied().values() for number in numbers) == list(range(30))


def test_a_stage_started_before_its_servers_waits_for_them(copiers: Copiers) -> None:
    copiers.publish([b"1", b"2"])
    copiers.server.kill()
    worker = copiers.start()
    until(lambda: copiers.get("/healthz") == 200)
    assert copiers.get("/readyz") == 503
    copiers.server.start()
    copiers.await_backlog(0)
    assert worker.poll() is None
