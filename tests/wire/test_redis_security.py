"""A Redis that asks who we are, or whose master moves: TLS, ACL, Sentinel, on real servers."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from pydantic import SecretStr

from tests.conftest import missing
from tests.servers.certificates import Certificates
from tests.servers.process import Unavailable, end, free_port, spawn
from tests.servers.redis_server import RedisServer, binary
from wire.redis import check, from_settings, hasty, is_away, remarks
from wire.settings.model import RedisSettings

pytestmark = pytest.mark.redis

ACL = ["--user", "default", "off", "--user", "desk", "on", ">open sesame", "~*", "&*", "+@all", "-@dangerous", "+info"]


@pytest.fixture
def guarded(request: pytest.FixtureRequest, certificates: Certificates) -> Iterator[int]:
    """The port of a server that speaks TLS alone, wants our certificate, and knows the user desk alone."""
    port = free_port()
    tls = ["--tls-port", str(port), "--tls-cert-file", str(certificates.server)]
    tls += ["--tls-key-file", str(certificates.server_key), "--tls-ca-cert-file", str(certificates.ca)]
    server = RedisServer(extra=tls)
    try:
        server.start()
    except Unavailable as error:
        missing(request, "redis with tls", error)
        return
    with redis.Redis.from_url(server.url) as client:
        client.execute_command("ACL", "SETUSER", *ACL[4:])
        client.execute_command("ACL", "SETUSER", "default", "off")
    yield port
    server.dispose()


def at(port: int, certificates: Certificates, user: str = "desk:open%20sesame@", **other: object) -> RedisSettings:
    files = {"ca_file": certificates.ca, "cert_file": certificates.client, "key_file": certificates.client_key}
    names = {name: str(path) for name, path in (files | other).items() if path}
    return RedisSettings.model_validate({"url": f"rediss://{user}localhost:{port}/0", **names})


def test_tls_with_user_and_certificate(guarded: int, certificates: Certificates) -> None:
    client = from_settings(at(guarded, certificates))
    client.set("a", "1")
    assert client.get("a") == b"1"
    check(client)
    check(hasty(client))


def test_a_server_that_we_do_not_trust_or_that_does_not_trust_us_is_away(
    guarded: int, certificates: Certificates
) -> None:
    strangers = at(guarded, certificates, ca_file=certificates.stranger)
    nobody = at(guarded, certificates, cert_file=None, key_file=None)
    for settings in (strangers, nobody):
        with pytest.raises(redis.RedisError) as caught:
            from_settings(settings).ping()
        assert is_away(caught.value)


def test_a_wrong_password_is_told_without_it(guarded: int, certificates: Certificates) -> None:
    with pytest.raises(redis.RedisError) as caught:
        from_settings(at(guarded, certificates, "desk:wrong-one@")).ping()
    assert "wrong-one" not in str(caught.value)
    assert is_away(caught.value), "an operator may be changing it right now"


def test_certificates_without_tls_are_refused() -> None:
    with pytest.raises(ValueError, match=r"belong to a rediss:// address"):
        from_settings(RedisSettings(url=SecretStr("redis://localhost"), ca_file=__file__))


def test_certificates_that_are_not_there_are_told() -> None:
    with pytest.raises(ValueError, match=r"^the certificates of redis cannot be read: /nowhere/ca.pem$"):
        from_settings(RedisSettings(url=SecretStr("rediss://localhost"), ca_file="/nowhere/ca.pem"))


def test_a_server_without_append_only_file_is_remarked_on(redis_url: str, redis_server: RedisServer) -> None:
    (remark,) = remarks(redis.Redis.from_url(redis_url))
    assert remark.startswith("Redis keeps no append-only file")
    assert remarks(redis.Redis.from_url(redis_server.url)) == []


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[tuple[str, RedisServer, RedisServer]]:
    """A master, its replica, and the address of a Sentinel that watches over them."""
    ports = [free_port(), free_port(), free_port()]
    common = ["--port"]
    master = RedisServer(extra=[*common, str(ports[0]), "--repl-diskless-sync-delay", "0"])
    replica = RedisServer(extra=[*common, str(ports[1]), "--replicaof", f"127.0.0.1 {ports[0]}"])
    master.start()
    replica.start()
    config = tmp_path / "sentinel.conf"
    config.write_text(
        f"port {ports[2]}\nsentinel monitor TheDesk 127.0.0.1 {ports[0]} 1\n"
        "sentinel down-after-milliseconds TheDesk 500\nsentinel failover-timeout TheDesk 2000\n"
    )
    sentinel = spawn([binary(), str(config), "--sentinel"], tmp_path / "log")
    try:
        with redis.Redis(port=ports[2]) as asked:
            deadline = time.monotonic() + 30
            while time.monotonic() < deadline:
                try:
                    if asked.sentinel_master("TheDesk")["num-slaves"] == 1:
                        break
                except redis.RedisError:
                    pass
                time.sleep(0.1)
        yield f"127.0.0.1:{ports[2]}", master, replica
    finally:
        end(sentinel, force=True)
        master.dispose()
        replica.dispose()


def test_sentinels_say_where_the_master_is_also_after_it_moved(watched: tuple[str, RedisServer, RedisServer]) -> None:
    sentinel, master, replica = watched
    client = from_settings(RedisSettings(url=SecretStr("redis://TheDesk/0"), sentinels=(sentinel,)))
    client.set("a", "1")
    client.wait(1, 5000)
    check(hasty(client))
    master.kill()
    errors: list[redis.RedisError] = []
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            client.set("a", "2")
            break
        except redis.RedisError as error:
            errors.append(error)
            time.sleep(0.2)
    assert all(map(is_away, errors)), errors
    with redis.Redis.from_url(replica.url) as former_replica:
        assert former_replica.get("a") == b"2"


@pytest.mark.parametrize("sentinel", ["localhost", "localhost:", "a b:1", "redis://localhost:26379"])
def test_a_sentinel_without_a_port_is_refused(sentinel: str) -> None:
    with pytest.raises(ValueError, match="is not the host:port of a Sentinel"):
        RedisSettings(url=SecretStr("redis://TheDesk"), sentinels=(sentinel,))
