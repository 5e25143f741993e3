"""The stage as a process that dies by signal 9 wherever it happens to be."""

import random
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.messages import TOPIC, Article
from tests.ingest.publisher import Page, Publisher, item, rss
from tests.servers.process import end, spawn
from wire.bus.open import open_bus
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


def start(settings: str, log: Path) -> "subprocess.Popen[bytes]":
    return spawn([sys.executable, "-c", STAGE, settings], log)


def test_whatever_it_was_doing_every_text_goes_out_under_one_revision(
    redis_url: str, namespace: str, tmp_path: Path
) -> None:
    newsroom = Newsroom()
    chance = random.Random(20231208)
    seen: dict[tuple[str, str], set[int]] = defaultdict(set)
    with Publisher() as publisher:
        settings = {
            "namespace": namespace,
            "feeds": [{"url": publisher.put(f"/{n}", newsroom.page(n))} for n in range(FEEDS)],
            "ingest": {"allow_private": True, "interval": 0.1, "host_pause": 0, "per_host": FEEDS},
            "bus": {"kind": "redis"},
            "redis": {"url": redis_url},
        }
        text = Settings.model_validate(settings).model_dump_json().replace("**********", redis_url)
        bus = open_bus(Settings.model_validate(settings), connect(redis_url))
        bus.ensure_topics()
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
