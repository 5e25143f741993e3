"""Several processes of ingest share the feeds: none is polled twice, and a killed one's are taken over soon."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.news.feeds import rss
from tests.servers.redis_server import RedisServer
from tests.service.installation import eventually
from tests.service.service import Service

pytestmark = [pytest.mark.redis, pytest.mark.slow]

FEEDS = 12
EVERY = 2.0
"""Seconds between polls."""


class Counting:
    """A server of feeds that counts who asks for which."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.askers: set[str] = set()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked[self.path] += 1
                body = rss("feed", [])
                self.send_response(404 if self.path == "/robots.txt" else 200)
                self.send_header("Content-Type", "application/rss+xml")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def polls(self) -> dict[str, int]:
        return {f"/{number}": self.asked[f"/{number}"] for number in range(FEEDS)}


@pytest.fixture
def feeds() -> Iterator[Counting]:
    server = Counting()
    yield server
    server.close()


def test_no_feed_is_polled_twice_and_a_killed_processs_are_taken_over(
    feeds: Counting, redis_server: RedisServer, tmp_path: Path
) -> None:
    settings = {
        "bus": {"kind": "redis"},
        "redis": {"url": redis_server.url},
        "feeds": [{"url": f"{feeds.url}/{number}"} for number in range(FEEDS)],
        "ingest": {
            "interval": EVERY,
            "slowest": EVERY,
            "allow_private": True,
            "per_host": FEEDS,
            "host_pause": 0,
        },
    }
    with Service(tmp_path, settings, ["ingest", "ingest"]) as service:
        eventually(lambda: min(feeds.polls().values()) > 0)
        before, began = feeds.polls(), time.monotonic()
        time.sleep(10)
        most = (time.monotonic() - began) / (EVERY * 0.8) + 2  # the schedule spreads polls a little
        counts = {feed: count - before[feed] for feed, count in feeds.polls().items()}
        assert min(counts.values()) > 0
        assert max(counts.values()) <= most, counts

        service._ended.set()  # nothing is started again from here on
        service._keeper.join()
        assert service.kill("ingest")
        before, killed = feeds.polls(), time.monotonic()
        eventually(lambda: all(count > before[feed] + 1 for feed, count in feeds.polls().items()), 60)
        assert time.monotonic() - killed < 60
