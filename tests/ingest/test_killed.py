"""The stage as a process that dies by signal 9 wherever it happens to be."""

import random
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from ingest.messages import TOPIC, Article
from tests.ingest.publisher import Page, Publisher, item, rss
from tests.servers.process import end, spawn
from wire.bus.open import open_bus
from wire.bus.port import Bus
from wire.codec import decode
from wire.redis import connect
from wire.settings.model import Settings

pytestmark = [pytest.mark.redis, pytest.mark.slow]

# Signs of life that last a second, so that a test with several deaths need not wait six for each; and a bus that takes
# its time to confirm, so that most deaths come between publish and record.
STAGE = """
import sys, time, ingest.commit, ingest.poller, ingest.seen.redis
from wire.settings.model import Settings
ingest.seen.redis.ALIVE, ingest.poller.RENEW, ingest.poller.HELD = 1000, 0.3, 0.3
publish = ingest.commit.Committer._publish
ingest.commit.Committer._publish = lambda *args: (publish(*args), time.sleep(0.3))[0]
import ingest.stage
ingest.stage.run(Settings.model_validate_json(sys.argv[1]))
"""
FEEDS = 6
LAST = 100


class Newsroom:
    """Feeds whose articles grow in number with each edition, and whose first article is rewritten in each."""

    def __init__(self) -> None:
        self.edition = 0

    def page(self, feed: int) -> Page:
        def body() -> Iterator[bytes]:
            yield rss(
                item(f"{feed}-live", f"{self.edition} dead"),
                *(item(f"{feed}-{n}", f"{n} hurt") for n in range(self.edition)),
            )

        return Page(body)


def prepared(
    redis_url: str, namespace: str, publisher: Publisher, pages: Sequence[Page], *, interval: float
) -> tuple[str, Bus]:
    """Return the settings for feeds at these pages, as JSON, and the bus with its topics."""
    settings = Settings.model_validate(
        {
            "namespace": namespace,
            "feeds": [{"url": publisher.put(f"/{n}", page)} for n, page in enumerate(pages)],
            "ingest": {"allow_private": True, "interval": interval, "host_pause": 0, "per_host": len(pages)},
            "bus": {"kind": "redis"},
            "redis": {"url": redis_url},
        }
    )
    bus = open_bus(settings, connect(redis_url))
    bus.ensure_topics()
    return settings.model_dump_json().replace("**********", redis_url), bus


def start(settings: str, log: Path) -> "subprocess.Popen[bytes]":
    return spawn([sys.executable, "-c", STAGE, settings], log)


def test_whatever_it_was_doing_every_text_goes_out_under_one_revision(
    redis_url: str, namespace: str, tmp_path: Path
) -> None:
    newsroom = Newsroom()
    chance = random.Random(20231208)
    seen: dict[tuple[str, str], set[int]] = defaultdict(set)
    with Publisher() as publisher:
        text, bus = prepared(redis_url, namespace, publisher, [newsroom.page(n) for n in range(FEEDS)], interval=0.1)
        reader = bus.consumer(TOPIC, "enrich")

        def read() -> None:
            messages = reader.poll(wait=0.02)
            for message in messages:
                article = decode(message.value, Article)
                seen[article.title, article.body].add(article.revision)
            reader.acknowledge(messages)

        process = start(text, tmp_path / "log")
        try:
            for _ in range(4):
                until = time.monotonic() + chance.uniform(1.5, 3.0)
                while time.monotonic() < until:
                    newsroom.edition = min(newsroom.edition + 1, LAST - 1)
                    read()
                    time.sleep(0.05)
                end(process, force=True)
                process = start(text, tmp_path / "log")
            newsroom.edition = LAST
            patience = time.monotonic() + 60
            want = {(f"{feed}-{n}", f"{n} hurt") for feed in range(FEEDS) for n in range(LAST)}
            want |= {(f"{feed}-live", f"{LAST} dead") for feed in range(FEEDS)}
            while not want <= seen.keys():
                assert time.monotonic() < patience, (tmp_path / "log").read_text()[-2000:]
                read()
        finally:
            end(process)
        read()
        reader.close()
        bus.close()
    assert {key: revisions for key, revisions in seen.items() if len(revisions) != 1} == {}
    assert process.returncode == 0


INTERVAL = 3.0


def test_wherever_it_dies_nothing_is_polled_twice_within_its_interval_and_nothing_is_skipped(
    redis_url: str, namespace: str, tmp_path: Path
) -> None:
    chance = random.Random(20231209)
    seen: set[str] = set()
    with Publisher() as publisher:
        # Slow enough that most deaths come in the middle of requests.
        pages = [Page(rss(item(f"{n}-0")), wait=1.0) for n in range(FEEDS)]
        text, bus = prepared(redis_url, namespace, publisher, pages, interval=INTERVAL)
        reader = bus.consumer(TOPIC, "enrich")

        def read() -> None:
            messages = reader.poll(wait=0.05)
            seen.update(decode(message.value, Article).title for message in messages)
            reader.acknowledge(messages)

        process = start(text, tmp_path / "log")
        try:
            for death in range(4):
                asked = len(publisher.requests)
                patience = time.monotonic() + 30
                while len(publisher.requests) == asked:
                    assert time.monotonic() < patience, (tmp_path / "log").read_text()[-2000:]
                    read()
                time.sleep(chance.uniform(0.0, 1.5))
                # The last one is told to end; the others die.
                end(process, force=death < 3)
                process = start(text, tmp_path / "log")
                for n, page in enumerate(pages):
                    page.body = rss(*(item(f"{n}-{edition}") for edition in range(death + 2)))
            patience = time.monotonic() + 60
            while len(seen) < FEEDS * 5:
                assert time.monotonic() < patience, (tmp_path / "log").read_text()[-2000:]
                read()
        finally:
            end(process)
        reader.close()
        bus.close()
    for n in range(FEEDS):
        starts = sorted(began for path, began, _ in publisher.spans if path == f"/{n}")
        assert len(starts) >= 3
        assert min(later - earlier for earlier, later in pairwise(starts)) > INTERVAL - 0.1
