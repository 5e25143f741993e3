"""`figurewatch doctor` finds what is wrong, and says what to do."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from alerts.notify.lines import RedisLines
from alerts.notify.recipients import recipient
from desk.doctor import Finding, examine
from tests.servers.process import free_port
from tests.servers.redis_server import RedisServer
from wire.bus import Outgoing
from wire.bus.streams import StreamsBus
from wire.clock import SystemClock
from wire.deadletters import drop
from wire.embedded import EmbeddedRedis
from wire.halt import RedisHalt, release
from wire.redis import connect
from wire.settings.model import Settings

pytestmark = pytest.mark.redis


def settings(url: str, **more: Any) -> Settings:
    bus = {"kind": "redis"}
    return Settings.model_validate(
        {"bus": bus, "redis": {"url": url}, "feeds": [{"url": "https://a.example/f"}], **more}
    )


def found(settings: Settings, grade: str) -> dict[str, str]:
    return {each.area: each.says for each in examine(settings) if each.grade == grade}


@pytest.fixture
def server(redis_server: RedisServer) -> Iterator[RedisServer]:
    yield redis_server
    connect(redis_server.url).config_set("maxmemory-policy", "noeviction")


def test_an_installation_that_is_well_has_nothing_wrong(server: RedisServer, namespace: str) -> None:
    given = settings(server.url, namespace=namespace)
    assert found(given, "wrong") == {}
    fine = found(given, "fine")
    assert fine["clock"] == "The clocks here and on Redis agree within 0.1 s."
    assert fine["bus"] == "The streams on Redis can be reached."
    assert fine["loops"] == "0 messages wait for notifier."
    assert fine["feeds"].startswith("1 new;")


def test_a_redis_that_is_away_is_wrong_and_the_rest_is_told_all_the_same() -> None:
    given = settings(f"redis://:secret@127.0.0.1:{free_port()}/0")
    wrong = found(given, "wrong")
    assert set(wrong) == {"Redis", "bus"}
    assert "secret" not in str(wrong)
    assert "channels" in found(given, "fine")


def test_a_redis_that_evicts_is_wrong(server: RedisServer) -> None:
    connect(server.url).config_set("maxmemory-policy", "allkeys-lru")
    assert "set maxmemory-policy to noeviction" in found(settings(server.url), "wrong")["Redis"]


def test_a_redis_that_is_nearly_full_is_wrong(server: RedisServer) -> None:
    client = connect(server.url)
    client.config_set("maxmemory", int(client.info("memory")["used_memory"] * 1.05))
    assert "raise maxmemory" in found(settings(server.url), "wrong")["Redis"]


def test_a_redis_without_append_only_file_is_a_note(redis_url: str) -> None:
    assert "append-only file" in found(settings(redis_url), "note")["Redis"]


def test_a_halted_loop_is_wrong(server: RedisServer, namespace: str) -> None:
    halt = RedisHalt(
        connect(server.url), namespace=namespace, loop="judge", release=release(), limit=1, clock=SystemClock()
    )
    halt.count(1)
    assert "`figurewatch dead resume judge`" in found(settings(server.url, namespace=namespace), "wrong")["loops"]


def test_dead_letters_are_told(server: RedisServer, namespace: str) -> None:
    given = settings(server.url, namespace=namespace)
    bus = StreamsBus(connect(server.url), namespace=namespace)
    producer = bus.producer()
    producer.publish(Outgoing(topic="claims.dead", key="k", value=b"?"))
    producer.close()
    assert found(given, "note")["dead letters"] == (
        "1 dead letter lies on claims: `figurewatch dead list claims` says why."
    )
    drop(bus, "claims.dead")
    bus.close()
    assert "dead letters" not in found(given, "note")


def test_a_channel_that_nothing_takes_is_wrong(server: RedisServer) -> None:
    subscriber = {"name": "desk", "channels": [SecretStr("nonsense://x")]}
    assert "desk" in found(settings(server.url, subscribers=[subscriber]), "wrong")["channels"]


def test_a_channel_that_fails_is_told(server: RedisServer, namespace: str) -> None:
    given = settings(server.url, namespace=namespace, subscribers=[{"name": "desk", "channels": ["json://localhost"]}])
    assert "channels" not in found(given, "note")
    (name,) = recipient(given.subscribers[0], given.alerts, SystemClock()).channels
    lines, now = RedisLines(connect(server.url), namespace=namespace), datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
    lines.failed(name, now, now)
    assert found(given, "note")["channels"] == (
        f"{name} has taken nothing since 01 Mar, 12:30 UTC: `figurewatch subscribers test desk` says why."
    )
    lines.worked(name)
    assert "channels" not in found(given, "note")


def test_every_kind_of_channel_is_counted(server: RedisServer) -> None:
    subscriber = {"name": "desk", "emails": ["desk@example.org"], "channels": ["json://localhost"]}
    given = settings(server.url, subscribers=[subscriber], alerts={"smtp": {"host": "mail.example.org"}})
    assert found(given, "fine")["channels"].startswith("2 addresses can be used;")


def test_traces_without_opentelemetry_are_wrong(server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    given = settings(server.url, tracing={"endpoint": "http://collector:4318/v1/traces"})
    assert "traces" not in found(given, "wrong")
    monkeypatch.setitem(sys.modules, "wire.otel", None)
    assert found(given, "wrong")["traces"] == "tracing.endpoint needs OpenTelemetry: pip install 'figurewatch[otel]'."


def test_a_cluster_that_is_away_is_wrong(server: RedisServer) -> None:
    kafka = {"kind": "kafka", "kafka": {"bootstrap_servers": f"127.0.0.1:{free_port()}"}}
    given = settings(server.url, bus=kafka)
    assert found(given, "wrong")["bus"].startswith("Kafka does not answer")


@pytest.mark.kafka
def test_a_cluster_that_answers_is_fine(server: RedisServer, kafka_servers: str, namespace: str) -> None:
    kafka = {"kind": "kafka", "kafka": {"bootstrap_servers": kafka_servers}}
    given = settings(server.url, bus=kafka, namespace=namespace)
    assert found(given, "wrong") == {}
    assert found(given, "fine")["bus"] == "Kafka can be reached."


def test_before_the_first_run_nothing_is_wrong(tmp_path: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given = Settings(data=str(tmp_path / "data"))
    assert found(given, "wrong") == {}
    assert "Nothing has run here yet" in found(given, "note")["Redis"]
    assert "The private Redis will be" in found(given, "fine")["Redis"]
    monkeypatch.setattr("wire.embedded.server_version", lambda _: None)
    assert "install Redis" in found(given, "wrong")["Redis"]


def test_one_that_runs_embedded_has_a_disk(tmp_path: Path, redis_url: str) -> None:
    given = Settings(data=str(tmp_path / "data"))
    with EmbeddedRedis(tmp_path / "data") as private:
        private.start()
        assert found(given, "wrong") == {}
        assert "GB are free" in found(given, "fine")["disk"]


def test_findings_are_sentences(server: RedisServer) -> None:
    for each in examine(settings(server.url)):
        assert isinstance(each, Finding)
        assert each.says.endswith(".")
        assert "\n" not in each.says
