"""Feeds that push, from end to end: a hub, a publisher, and the stage as it is put together, on a real Redis."""

import asyncio
import hashlib
import hmac
import logging
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest

from ingest import stage
from ingest.messages import TOPIC, Article
from tests.ingest.publisher import Page, Publisher, item, rss
from tests.servers.process import free_port
from wire.bus.open import open_bus
from wire.clock import SystemClock
from wire.codec import decode
from wire.pulse import Pulse
from wire.redis import connect
from wire.settings.model import Settings
from wire.stage import Context
from wire.stop import Stop

pytestmark = pytest.mark.redis


class Hub:
    """A hub on loopback: asks whoever subscribes back, gives leases of `lease` seconds, and pushes when told to."""

    def __init__(self, lease: int = 3600) -> None:
        self.subscribed: list[dict[str, str]] = []
        self.confirmed = 0
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
                hub.subscribed.append(form)
                self.send_response(202)
                self.end_headers()
                threading.Thread(target=hub.ask_back, args=(form, lease), daemon=True).start()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def ask_back(self, form: dict[str, str], lease: int) -> None:
        asked = {
            "hub.mode": "subscribe",
            "hub.topic": form["hub.topic"],
            "hub.challenge": "a-1",
            "hub.lease_seconds": str(lease),
        }
        with urllib.request.urlopen(f"{form['hub.callback']}?{urlencode(asked)}", timeout=5) as answer:
            assert answer.read() == b"a-1"
        self.confirmed += 1

    def push(self, body: bytes, *, secret: str | None = None) -> int:
        """Push `body` to who subscribed last, signed with the agreed secret or another one; return the status."""
        form = self.subscribed[-1]
        made = hmac.new((secret or form["hub.secret"]).encode(), body, hashlib.sha256).hexdigest()
        headers = {"X-Hub-Signature": f"sha256={made}", "Content-Type": "application/rss+xml"}
        request = urllib.request.Request(form["hub.callback"], body, headers)
        with urllib.request.urlopen(request, timeout=5) as answer:
            return int(answer.status)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@dataclass
class Desk:
    """The stage in a thread, and what it has put onto the bus."""

    redis_url: str
    namespace: str
    articles: list[Article] = field(default_factory=list)

    @contextmanager
    def running(self, feed: str, interval: float) -> Iterator[Callable[[Callable[[], bool]], None]]:
        """Poll `feed`; yields what waits until something has come to pass, reading the bus meanwhile."""
        port = free_port()
        values: dict[str, Any] = {
            "namespace": self.namespace,
            "bus": {"kind": "redis"},
            "feeds": [{"url": feed}],
            "ingest": {
                "allow_private": True,
                "host_pause": 0,
                "interval": interval,
                "slowest": interval,
                "websub": {"public_url": f"http://127.0.0.1:{port}", "host": "127.0.0.1", "port": port},
            },
        }
        settings = Settings.model_validate(values)
        client = connect(self.redis_url)
        bus = open_bus(settings, client)
        bus.ensure_topics()
        clock, stop = SystemClock(), Stop()
        context = Context(settings=settings, bus=bus, redis=client, clock=clock, stop=stop)
        thread = threading.Thread(target=lambda: asyncio.run(stage.poll(context, Pulse("test", clock))))
        reader = bus.consumer(TOPIC, "enrich")

        def until(true: Callable[[], bool]) -> None:
            end = time.monotonic() + 20
            while not true():
                assert time.monotonic() < end, self.titles()
                messages = reader.poll(wait=0.05)
                self.articles += [decode(message.value, Article) for message in messages]
                reader.acknowledge(messages)

        thread.start()
        try:
            yield until
        finally:
            stop.set()
            thread.join(10)
            reader.close()
            bus.close()
        assert not thread.is_alive()

    def titles(self) -> list[str]:
        return [article.title for article in self.articles]


@pytest.fixture
def desk(redis_url: str, namespace: str) -> Desk:
    return Desk(redis_url, namespace)


def offering(hub: str, topic: str, *items: str) -> bytes:
    """Return a feed that offers to push its changes."""
    links = "".join(
        f'<link xmlns="http://www.w3.org/2005/Atom" rel="{rel}" href="{url}"/>'
        for rel, url in (("hub", hub), ("self", topic))
    )
    return rss(*items).replace(b"<description>d", f"{links}<description>d".encode(), 1)


def test_what_a_hub_pushes_comes_at_once_and_once_though_polls_bring_it_too(desk: Desk) -> None:
    hub = Hub()
    with Publisher() as publisher:
        url = f"{publisher.url}/feed"
        publisher.put("/feed", Page(offering(hub.url, url, item("old"))))
        with desk.running(url, interval=4) as until:
            until(lambda: hub.confirmed == 1)
            asked = len(publisher.requests)
            news = offering(hub.url, url, item("news", "12 dead"), item("old"))
            assert hub.push(offering(hub.url, url, item("lies")), secret="guessed") == 202
            assert hub.push(news) == 202
            publisher.put("/feed", Page(news))
            until(lambda: "news" in desk.titles())
            assert len(publisher.requests) == asked, "it came by a poll"
            until(lambda: len(publisher.requests) >= asked + 1)
            publisher.put("/feed", Page(offering(hub.url, url, item("last"), item("news", "12 dead"))))
            until(lambda: "last" in desk.titles())
    assert desk.titles() == ["old", "news", "last"]
    assert [article.backfilled for article in desk.articles] == [True, False, False]
    assert len(hub.subscribed) == 1
    assert hub.subscribed[0]["hub.topic"] == url
    hub.close()


def test_a_lease_is_renewed_before_it_ends(desk: Desk) -> None:
    hub = Hub(lease=4)
    with Publisher() as publisher:
        url = f"{publisher.url}/feed"
        publisher.put("/feed", Page(offering(hub.url, url, item("old"))))
        with desk.running(url, interval=0.2) as until:
            began = time.monotonic()
            until(lambda: hub.confirmed == 2)
            assert time.monotonic() - began < 4.5
            assert hub.push(offering(hub.url, url, item("late"))) == 202
            until(lambda: "late" in desk.titles())
    first, second = hub.subscribed[:2]
    assert first == second, "the secret of a subscription that is renewed stays"
    hub.close()


def test_polling_goes_on_where_the_hub_is_dead(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    dead = f"http://127.0.0.1:{free_port()}/"
    with Publisher() as publisher, caplog.at_level(logging.WARNING):
        url = f"{publisher.url}/feed"
        publisher.put("/feed", Page(offering(dead, url, item("old"))))
        with desk.running(url, interval=0.3) as until:
            until(lambda: "its hub cannot be asked" in caplog.text)
            publisher.put("/feed", Page(offering(dead, url, item("news"), item("old"))))
            until(lambda: "news" in desk.titles())
    assert desk.titles() == ["old", "news"]
    assert caplog.text.count("its hub cannot be asked") == 1


def test_polling_goes_on_where_the_hub_confirms_and_falls_silent(desk: Desk) -> None:
    hub = Hub()
    with Publisher() as publisher:
        url = f"{publisher.url}/feed"
        publisher.put("/feed", Page(offering(hub.url, url, item("old"))))
        with desk.running(url, interval=0.3) as until:
            until(lambda: hub.confirmed == 1)
            hub.close()
            publisher.put("/feed", Page(offering(hub.url, url, item("news"), item("old"))))
            until(lambda: "news" in desk.titles())
    assert desk.titles() == ["old", "news"]
