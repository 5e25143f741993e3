"""Backup and restore as docs/operations.md says: the ledger comes back whole."""

import re
import shutil
import time
from pathlib import Path
from typing import Any

import pytest
import redis

from alerts.ledger.port import Change, Held
from alerts.ledger.redis import RedisLedger
from tests.alerts.makers import START, a_claim, a_report, an_article, held
from tests.deploy.queries import text
from tests.deploy.tools import ROOT, run, tool
from tests.servers.redis_server import RedisServer
from wire.clock import FakeClock
from wire.embedded import EmbeddedRedis
from wire.redis import check, connect, remarks
from wire.settings.model import LedgerSettings

pytestmark = pytest.mark.redis


def ledger(client: "redis.Redis") -> RedisLedger:
    return RedisLedger(client, namespace="figurewatch", settings=LedgerSettings(), clock=FakeClock(START))


def fill(client: "redis.Redis") -> dict[str, tuple[Held, ...]]:
    """Put some quantities into the ledger, and return all that it holds."""
    store = ledger(client)
    for number in range(20):
        report = a_report(a_claim(f"k{number}", number, where=("Barabury",)), f"a{number}")
        each = held(report, f"q{number}")
        versions = store.read(an_article(report), each.buckets).versions
        assert store.commit(Change(article=report.article, revision=1, extractor=0, versions=versions, held=(each,)))
    return holdings(client)


def holdings(client: "redis.Redis") -> dict[str, tuple[Held, ...]]:
    store = ledger(client)
    return {quantity: store.history(quantity) for quantity in store.quantities()}


def test_a_copy_taken_while_redis_runs_is_restored_whole(
    request: pytest.FixtureRequest, redis_server: RedisServer, tmp_path: Path
) -> None:
    cli = tool(request, "redis-cli")
    before = fill(connect(redis_server.url))
    assert len(before) == 20
    run(cli, "-s", redis_server.socket, "--rdb", tmp_path / "figurewatch.rdb")

    fresh = RedisServer()
    shutil.copy(tmp_path / "figurewatch.rdb", fresh.socket.parent / "dump.rdb")
    fresh.start()
    try:
        client = connect(fresh.url)
        assert holdings(client) == before
        client.config_set("appendonly", "yes")
        info: dict[str, Any] = {"aof_rewrite_in_progress": 1}
        while info["aof_rewrite_in_progress"] or info.get("aof_rewrite_scheduled"):
            time.sleep(0.1)
            info = client.info("persistence")
        assert info["aof_enabled"]
    finally:
        fresh.dispose()


def test_the_users_of_the_handbook_may_do_what_it_says_they_do(
    request: pytest.FixtureRequest, redis_server: RedisServer, tmp_path: Path
) -> None:
    cli = tool(request, "redis-cli")
    admin: Any = connect(redis_server.url)
    found = re.findall(r"`user (\S+) on >password ([^`]+)`", text(ROOT / "docs" / "operations.md"))
    assert {name for name, _ in found} == {"figurewatch", "backup"}
    try:
        for name, rules in found:
            admin.execute_command("ACL", "SETUSER", name, "on", ">password", *rules.split())
        ours = connect(redis_server.url, username="figurewatch", password="password")
        assert len(fill(ours)) == 20
        check(ours)
        remarks(ours)
        ours.close()
        copy = tmp_path / "figurewatch.rdb"
        run(cli, "-s", redis_server.socket, "--user", "backup", "--rdb", copy, REDISCLI_AUTH="password")
        assert copy.stat().st_size > 1_000
    finally:
        for name, _ in found:
            admin.execute_command("ACL", "DELUSER", name)


def test_a_copy_of_the_folder_of_one_that_ran_embedded_is_restored_whole(tmp_path: Path, redis_url: str) -> None:
    with EmbeddedRedis(tmp_path / "data") as server:
        before = fill(connect(server.start()))
    shutil.copytree(tmp_path / "data", tmp_path / "backup")
    with EmbeddedRedis(tmp_path / "backup") as server:
        assert holdings(connect(server.start())) == before
