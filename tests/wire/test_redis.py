import time

import pytest
import redis

from tests.servers.process import free_port
from tests.servers.redis_server import RedisServer
from wire.bus import BusAway
from wire.bus.kafka import KafkaBus
from wire.bus.open import open_bus
from wire.bus.streams import StreamsBus
from wire.redis import RedisUnfit, check, connect, from_settings, is_away, memory
from wire.settings.model import RedisSettings, Settings

pytestmark = pytest.mark.redis


def test_a_fit_server_passes(redis_url: str) -> None:
    check(connect(redis_url))


def test_a_server_that_evicts_is_refused(redis_server: RedisServer) -> None:
    client = connect(redis_server.url)
    client.config_set("maxmemory-policy", "allkeys-lru")
    with pytest.raises(RedisUnfit, match=r'^Redis evicts keys under the policy "allkeys-lru"; set maxmemory-policy to'):
        check(client)


def test_a_cluster_is_refused() -> None:
    port = next(port for port in iter(free_port, None) if port + 10_000 < 65_536)  # there is the cluster's own traffic
    server = RedisServer(extra=["--cluster-enabled", "yes", "--port", str(port)])
    server.start()
    try:
        with pytest.raises(RedisUnfit, match=r"^Redis runs as a cluster, which is not supported; take one server"):
            check(connect(server.url))
    finally:
        server.dispose()


def test_a_server_may_use_its_maxmemory_or_what_its_machine_has(redis_server: RedisServer) -> None:
    client = connect(redis_server.url)
    used, machine = memory(client)
    assert 100_000 < used < machine
    client.config_set("maxmemory", 2 * machine)
    assert memory(client)[1] == 2 * machine
    client.config_set("maxmemory", 0)


def test_an_old_server_is_refused(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    client = connect(redis_url)
    monkeypatch.setattr(client, "info", lambda section: {"redis_version": "6.0.16"})
    with pytest.raises(RedisUnfit, match=r"^Redis 6.0.16 is too old; 6.2 or newer is needed$"):
        check(client)


def test_a_restart_is_bridged_and_an_absence_is_told(redis_server: RedisServer) -> None:
    client = connect(redis_server.url)
    client.set("a", "1")
    redis_server.stop()
    redis_server.start()
    assert client.get("a") == b"1", "one broken connection is opened again without a word"
    redis_server.stop()
    with pytest.raises(redis.ConnectionError) as caught:
        client.get("a")
    assert is_away(caught.value)


def test_a_server_that_hangs_is_away_after_the_timeout(redis_server: RedisServer) -> None:
    client = connect(redis_server.url, timeout=0.2)
    began = time.monotonic()
    with pytest.raises(redis.TimeoutError) as caught:
        client.blpop(["nothing"], timeout=5)
    assert is_away(caught.value)
    assert time.monotonic() - began < 2


def test_a_check_of_a_server_that_hangs_takes_two_seconds(redis_server: RedisServer, namespace: str) -> None:
    bus = StreamsBus(connect(redis_server.url), namespace=namespace)
    bus.check()
    redis_server.freeze()
    began = time.monotonic()
    with pytest.raises(BusAway):
        bus.check()
    assert 1.5 < time.monotonic() - began < 4.5
    redis_server.thaw()
    bus.check()


def test_the_bus_needs_a_redis_unless_it_is_kafka() -> None:
    with pytest.raises(ValueError, match=r"^redis\.url is not set"):
        open_bus(Settings(), None)
    settings = Settings.model_validate({"bus": {"kind": "kafka"}})
    assert isinstance(open_bus(settings, None), KafkaBus)


def test_a_wrong_command_is_not_the_servers_fault(redis_url: str, namespace: str) -> None:
    client = connect(redis_url)
    client.set(f"{namespace}:a", "text")
    with pytest.raises(redis.ResponseError) as caught:
        client.hget(f"{namespace}:a", "b")
    assert not is_away(caught.value)
    assert not is_away(ValueError("x"))


def test_a_full_disk_is_the_servers_fault() -> None:
    assert is_away(redis.ResponseError("MISCONF Errors writing to the AOF file: No space left on device"))


def test_a_full_memory_is_the_servers_fault_also_within_a_script(redis_server: RedisServer) -> None:
    client = connect(redis_server.url)
    writing = client.register_script("return redis.call('SET', KEYS[1], ARGV[1])")
    client.config_set("maxmemory", 1)
    for write in (lambda: client.set("a", "1"), lambda: writing(["a"], ["1"])):
        with pytest.raises(redis.RedisError) as caught:
            write()
        assert is_away(caught.value), str(caught.value)


def test_what_older_servers_say_of_a_script_that_met_a_full_memory_is_understood() -> None:
    met = "Error running script (call to f_ab): @user_script:1: @user_script: 1: -OOM command not allowed"
    assert is_away(redis.ResponseError(met))
    assert not is_away(redis.ResponseError("WRONGTYPE of the key a-OOM b"))


def test_a_wrong_command_within_a_script_is_not_the_servers_fault(redis_url: str, namespace: str) -> None:
    client = connect(redis_url)
    with pytest.raises(redis.ResponseError) as caught:
        client.register_script("return redis.call('HGET', KEYS[1])")([f"{namespace}:a"])
    assert not is_away(caught.value)


def test_settings_without_an_address_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^redis.url is not set"):
        from_settings(RedisSettings())
