"""Stages and servers die at random while news flows; afterwards each planted clash has been told, and told once."""

import os
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.news.feeds import Newsstand
from tests.news.planted import Item, news
from tests.servers.kafka_broker import KafkaBroker
from tests.servers.redis_server import RedisServer
from tests.service.service import Service

FEEDS = 10
FULL = bool(os.environ.get("FIGUREWATCH_FULL_SURVIVAL"))
"""1,000 articles with 50 clashes and 12 kills, in some minutes; else a short form."""
ARTICLES, CLASHES, KILLS = (1000, 50, 12) if FULL else (240, 12, 5)
FLOW = 60.0 if FULL else 20.0
"""Seconds over which the articles come out."""
PATIENCE = 240.0 if FULL else 120.0
"""Seconds after the last article within which everything must have been told."""
SECRET = "whsec_dGVzdC1rZXktb2YtdGhlLXN1cnZpdmFsLXN1aXRl"


def settings(stand: Newsstand, folder: Path) -> dict[str, Any]:
    channel = stand.url.replace("http://", "json://") + "/inbox"
    return {
        "data": str(folder / "data"),
        "feeds": [{"url": stand.feed(str(number))} for number in range(FEEDS)],
        "ingest": {"interval": 1, "allow_private": True, "per_host": FEEDS, "host_pause": 0, "backfill": "tell"},
        "subscribers": [
            {
                "name": "desk",
                "webhooks": [{"url": f"{stand.url}/signed", "secrets": [SECRET]}],
                "relations": ["contradicts", "revises", "updates"],
            },
            {"name": "plain", "channels": [channel], "relations": ["contradicts", "revises", "updates"]},
        ],
    }


def flow(stand: Newsstand, items: Sequence[Item], service: Service, stages: Sequence[str]) -> int:
    """Let the items come out over FLOW seconds, killing a stage now and then; return how many were killed."""
    rng = random.Random(8)
    kills = sorted((rng.uniform(3, FLOW), rng.choice(stages)) for _ in range(KILLS))
    started, out, killed = time.monotonic(), 0, 0
    while out < len(items):
        passed = time.monotonic() - started
        due = min(len(items), int(passed / FLOW * len(items)) + 1)
        for number in range(FEEDS):
            stand.put(str(number), [item for item in items[:due] if item.event % FEEDS == number])
        out = due
        while kills and kills[0][0] <= passed:
            killed += service.kill(kills.pop(0)[1])
        time.sleep(0.25)
    return killed


def planted_told(stand: Newsstand, path: str) -> Counter[str]:
    """Return how often each Contradiction id was told at `path`."""
    return Counter(body["data"]["id"] for _, where, body in stand.inbox if where == path)


def wait_for(stand: Newsstand, wanted: set[str]) -> None:
    """Wait until an alert has come for each article of `wanted`, and a little longer for what should not come."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        told = {body["data"]["new"]["url"] for _, where, body in list(stand.inbox) if where == "/signed"}
        if wanted <= told:
            break
        time.sleep(0.5)
    time.sleep(5)


def check(stand: Newsstand, items: Sequence[Item], killed: int) -> None:
    """Assert what must hold whatever was killed."""
    wanted = {item.url for item in items if item.clashes}
    signed = [body["data"] for _, where, body in stand.inbox if where == "/signed"]
    ids = {(data["id"], data["new"]["url"]) for data in signed}
    assert {url for _, url in ids} == wanted, "each planted clash is told, and nothing else"
    assert len(ids) == len(wanted), "exactly one Contradiction for each planted clash"
    repeats = sum(1 for _, where, _ in stand.inbox if where == "/inbox") - len(wanted)
    assert 0 <= repeats <= killed, "without an idempotency key a message is repeated at most once for each kill"


@contextmanager
def embedded(stand: Newsstand, folder: Path) -> Iterator[Service]:
    with Service(folder, settings(stand, folder), ["run"]) as service:
        yield service


@contextmanager
def over_kafka(stand: Newsstand, folder: Path) -> Iterator[Service]:
    broker, redis = KafkaBroker(), RedisServer(durable=True)
    with ExitStack() as servers:
        servers.callback(broker.dispose)
        servers.callback(redis.dispose)
        broker.start()
        redis.start()
        config = settings(stand, folder)
        config["bus"] = {"kind": "kafka", "kafka": {"bootstrap_servers": broker.bootstrap_servers}}
        config["redis"] = {"url": redis.url}
        with Service(folder, config, ["ingest", "enrich", "enrich", "alert", "alert"]) as service:
            yield service


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("parts", "stages"),
    [
        pytest.param(embedded, ("ingest", "enrich", "alert"), id="embedded", marks=pytest.mark.redis),
        pytest.param(over_kafka, ("ingest", "enrich", "alert"), id="kafka", marks=pytest.mark.kafka),
    ],
)
def test_stages_killed_at_random_lose_nothing_and_tell_each_clash_once(
    parts: Any, stages: Sequence[str], tmp_path: Path
) -> None:
    items = news(
        articles=ARTICLES,
        clashes=CLASHES,
        start=datetime.now(UTC) - timedelta(hours=2),
        apart=timedelta(seconds=7),
    )
    with Newsstand() as stand:
        for number in range(FEEDS):
            stand.put(str(number), [])
        with parts(stand, tmp_path) as service:
            killed = flow(stand, items, service, stages)
            wait_for(stand, {item.url for item in items if item.clashes})
        assert killed >= KILLS // 2, "the kills hit"
        check(stand, items, killed)
