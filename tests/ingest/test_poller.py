import asyncio
import gzip
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pytest
import redis

from ingest.agenda import Agenda
from ingest.commit import Committer
from ingest.gate import AgendaGate
from ingest.hosts import Hosts
from ingest.http import HttpFetcher
from ingest.poll import Poll
from ingest.poller import Poller
from ingest.sandbox import Sandbox
from ingest.seen.places import Places
from ingest.seen.port import Wanted
from ingest.seen.redis import RedisSeen
from tests.ingest.fakes import Tape, failing
from tests.ingest.publisher import Page, Publisher, item, rss
from tests.servers.redis_server import RedisServer
from wire.clock import SystemClock
from wire.pulse import Pulse
from wire.redis import connect
from wire.settings.model import FeedSettings, IngestSettings
from wire.stop import Stop

pytestmark = pytest.mark.redis


def until(true: Callable[[], bool], seconds: float = 15.0) -> None:
    """Wait for `true`, which the poller's thread makes so."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.02)


@dataclass
class Ingest:
    """Pollers on one Redis and one bus; `running` is one of them in a thread."""

    client: "redis.Redis"
    namespace: str
    tape: Tape = field(default_factory=Tape)
    unread: int = 0

    @contextmanager
    def running(self, *urls: str, **settings: Any) -> Iterator[None]:
        values: dict[str, Any] = {
            "allow_private": True,
            "interval": 0.3,
            "host_pause": 0,
            "timeout": 5,
            "per_host": 9,
            "slowest": settings.get("interval", 0.3),
        }
        stop = Stop()
        polling = self._poll([FeedSettings(url=url) for url in urls], IngestSettings(**{**values, **settings}), stop)
        thread = threading.Thread(target=lambda: asyncio.run(polling))
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(10)
            assert not thread.is_alive()

    async def _poll(self, feeds: list[FeedSettings], settings: IngestSettings, stop: Stop) -> None:
        clock = SystemClock()
        places = Places(self.client, namespace=self.namespace, per_host=settings.per_host, longest=settings.timeout)
        store = RedisSeen(self.client, namespace=self.namespace, places=places)
        fetcher = HttpFetcher(
            clock=clock,
            timeout=settings.timeout,
            max_bytes=settings.max_bytes,
            user_agent="test",
            allow_private=settings.allow_private,
        )
        hosts = Hosts(per_host=settings.per_host, pause=settings.host_pause)
        agenda = Agenda(hosts)
        gate = AgendaGate(agenda, hosts, clock, places.enter)
        async with Sandbox() as parser:
            await Poller(
                feeds=feeds,
                agenda=agenda,
                settings=settings,
                store=store,
                places=places,
                poll=Poll(
                    settings=settings,
                    fetcher=fetcher,
                    parser=parser,
                    clock=clock,
                    roll=lambda: 0.0,
                    hosts=hosts,
                    gate=gate,
                ),
                committer=Committer(store, self.tape),
                clock=clock,
                pulse=Pulse("test", clock),
                stop=stop,
                backlog=lambda: self.unread,
            ).run()
        await fetcher.close()

    def titles(self) -> list[str]:
        return [article.title for article in self.tape.articles]


@pytest.fixture
def ingest(redis_url: str, namespace: str) -> Ingest:
    return Ingest(connect(redis_url), namespace)


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with Publisher() as running:
        yield running


def asked(publisher: Publisher, path: str) -> int:
    return sum(request[0] == path for request in publisher.requests)


def test_articles_come_and_change_as_the_feed_does(ingest: Ingest, publisher: Publisher) -> None:
    url = publisher.put("/a", Page(rss(item("one", "12 dead")), headers={"ETag": '"1"'}))
    with ingest.running(url):
        until(lambda: asked(publisher, "/a") >= 3)
        assert [(a.title, a.body, a.backfilled) for a in ingest.tape.articles] == [("one", "12 dead", True)]
        assert publisher.requests[-1][1]["if-none-match"] == '"1"'
        publisher.put("/a", Page(rss(item("one", "13 dead"), item("two")), headers={"ETag": '"2"'}))
        until(lambda: len(ingest.tape.articles) == 3)
    old, *news = ingest.tape.articles
    assert sorted((a.title, a.body, a.backfilled) for a in news) == [
        ("one", "13 dead", False),
        ("two", "About two.", False),
    ]
    assert [a.revision > old.revision for a in news if a.id == old.id] == [True]


BAD = {
    "/html": (Page(b"<!DOCTYPE html><html><body>Hello</body></html>"), "the document is an HTML page, no feed"),
    "/empty": (Page(b""), "the document is empty"),
    "/text": (Page(b"it works"), "the document is no feed"),
    "/404": (Page(status=404), "the server answered with status 404"),
    "/500": (Page(status=500), "the server answered with status 500"),
    "/slow": (Page(wait=6), "no whole answer within 3 seconds"),
    "/large": (Page(lambda: iter([b"x" * 1_000_000] * 50)), "the document is larger than 10,000,000 bytes"),
    "/bomb": (
        Page(gzip.compress(b"\0" * 50_000_000), headers={"Content-Encoding": "gzip"}),
        "the document is larger than 10,000,000 bytes",
    ),
    "/private": (
        Page(status=302, headers={"Location": "http://169.254.169.254/"}),
        "it leads to a private or special network address (see ingest.allow_private)",
    ),
    "/loop": (Page(status=301, headers={"Location": "/loop"}), "it redirects more than 5 times"),
}


def test_each_bad_feed_has_its_one_sentence_and_harms_no_other(
    ingest: Ingest, publisher: Publisher, caplog: pytest.LogCaptureFixture
) -> None:
    good = publisher.put("/good", Page(rss(item("one"))))
    bad = {publisher.put(path, page): sentence for path, (page, sentence) in BAD.items()}
    bad["http://127.0.0.1:1/"] = "no connection: connect call failed"
    store = RedisSeen(ingest.client, namespace=ingest.namespace)
    with caplog.at_level(logging.WARNING), ingest.running(*bad, good, interval=60, timeout=3):
        until(lambda: all(each.state.failures for each in store.listed(list(bad))))
        until(lambda: ingest.titles() == ["one"])
    for url, sentence in bad.items():
        [said] = [record.getMessage() for record in caplog.records if url in record.getMessage()]
        assert said.startswith(f"feed {url}: {sentence}")
        assert "\n" not in said
    assert not [record for record in caplog.records if record.levelno > logging.WARNING]


def test_polling_pauses_for_a_backlog_and_says_so(
    ingest: Ingest, publisher: Publisher, caplog: pytest.LogCaptureFixture
) -> None:
    url = publisher.put("/a", Page(rss(item("one"))))
    ingest.unread = 5
    with caplog.at_level(logging.INFO), ingest.running(url, backlog=5):
        until(lambda: "polling pauses: 5 articles are unread (ingest.backlog is 5)" in caplog.messages)
        assert not publisher.requests
        ingest.unread = 4
        until(lambda: bool(publisher.requests))
    assert "polling goes on: 4 articles are unread" in caplog.messages


def test_a_restart_polls_nothing_twice_within_its_interval_and_repeats_nothing(
    ingest: Ingest, publisher: Publisher
) -> None:
    url = publisher.put("/a", Page(rss(item("one"))))
    with ingest.running(url, interval=2):
        until(lambda: len(ingest.tape.articles) == 1)
    with ingest.running(url, interval=2):
        until(lambda: asked(publisher, "/a") == 2)
    assert ingest.titles() == ["one"]
    [(_, first, _), (_, second, _)] = publisher.spans
    assert second - first >= 2


def test_two_processes_share_the_feeds(ingest: Ingest, publisher: Publisher) -> None:
    urls = [publisher.put(f"/{n}", Page(rss(item(str(n))))) for n in range(20)]
    with ingest.running(*urls, interval=60), ingest.running(*urls, interval=60):
        until(lambda: len(set(ingest.titles())) == 20)
        time.sleep(0.3)
    assert sorted(path for path, _ in publisher.requests) == sorted(f"/{n}" for n in range(20))


def test_processes_together_keep_the_limits_of_a_host(ingest: Ingest, publisher: Publisher) -> None:
    # Feeds of its own for each, or they would queue for the same ones; and requests longer than some pauses.
    urls = [publisher.put(f"/{n}", Page(rss(item(str(n))), wait=1.2)) for n in range(9)]
    one, two, three = urls[:3], urls[3:6], urls[6:]
    limits = {"interval": 60, "per_host": 2, "host_pause": 0.5}
    with ingest.running(*one, **limits), ingest.running(*two, **limits), ingest.running(*three, **limits):
        until(lambda: len(set(ingest.titles())) == 9)
    starts = sorted(began for _, began, _ in publisher.spans)
    ends = sorted(ended for _, _, ended in publisher.spans)
    assert len(starts) == 9
    assert min(later - earlier for earlier, later in pairwise(starts)) > 0.3
    # The third begins once the first has ended.
    assert all(began >= ended - 0.03 for ended, began in zip(ends, starts[2:], strict=False))


def test_a_host_that_refuses_one_process_is_left_alone_by_all(ingest: Ingest, publisher: Publisher) -> None:
    urls = [publisher.put(f"/{n}", Page(status=429, headers={"Retry-After": "60"})) for n in range(4)]
    with ingest.running(*urls, per_host=1):
        until(lambda: len(publisher.requests) == 1)
        time.sleep(0.3)
        with ingest.running(*urls, per_host=1):
            time.sleep(1)
    assert len(publisher.requests) == 1


def test_a_bus_that_is_away_delays_and_loses_nothing(
    ingest: Ingest, publisher: Publisher, caplog: pytest.LogCaptureFixture
) -> None:
    ingest.tape.before = failing("publish", "flush")
    with ingest.running(publisher.put("/a", Page(rss(item("one"))))):
        until(lambda: bool(ingest.tape._flushed))
    assert len({(article.id, article.revision) for article in ingest.tape.articles}) == 1
    assert any("the world is away" in message for message in caplog.messages)


def test_a_redis_that_is_away_delays_and_loses_nothing(
    redis_server: RedisServer, publisher: Publisher, namespace: str
) -> None:
    ingest = Ingest(connect(redis_server.url), namespace)
    url = publisher.put("/a", Page(rss(item("one"))))
    with ingest.running(url):
        until(lambda: "one" in ingest.titles())
        redis_server.kill()
        publisher.put("/a", Page(rss(item("two"), item("one"))))
        time.sleep(0.5)
        redis_server.start()
        until(lambda: "two" in ingest.titles())
    # A repeat is allowed, under the same number.
    assert len({(article.title, article.revision) for article in ingest.tape.articles}) == 2


def test_a_stop_in_the_middle_of_a_request_is_quick_and_gives_the_feed_back(
    ingest: Ingest, publisher: Publisher
) -> None:
    url = publisher.put("/slow", Page(rss(item("one")), wait=1.0))
    with ingest.running(url, timeout=30):
        until(lambda: asked(publisher, "/slow") == 1)
        began = time.monotonic()
    assert time.monotonic() - began < 2
    store = RedisSeen(ingest.client, namespace=ingest.namespace)
    [claim] = store.claim([Wanted(url=url)], int(time.time() * 1000) + 1000)
    assert (claim.state.read, claim.unfinished) == (None, False)  # type: ignore[union-attr]
