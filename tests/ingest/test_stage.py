"""The stage as it is put together, on a real Redis and a real server."""

import asyncio
import threading
import time
from typing import Any

import pytest

from ingest import stage
from ingest.messages import TOPIC, Article
from tests.ingest.publisher import Page, Publisher, item, rss
from tests.ingest.test_pages import FIRE, page
from wire.bus.open import open_bus
from wire.clock import SystemClock
from wire.codec import decode
from wire.pulse import Pulse
from wire.redis import connect
from wire.settings.model import Settings
from wire.stage import Context
from wire.stop import Stop

pytestmark = pytest.mark.redis


def articles(redis_url: str, namespace: str, settings: dict[str, Any], *, most: int) -> list[Article]:
    """Run the stage until `most` articles are on the bus, and return them."""
    whole = Settings.model_validate({"namespace": namespace, "bus": {"kind": "redis"}, **settings})
    client = connect(redis_url)
    bus = open_bus(whole, client)
    bus.ensure_topics()
    clock, stop = SystemClock(), Stop()
    context = Context(settings=whole, bus=bus, redis=client, clock=clock, stop=stop)
    thread = threading.Thread(target=lambda: asyncio.run(stage.poll(context, Pulse("test", clock))))
    reader = bus.consumer(TOPIC, "enrich")
    found: list[Article] = []
    thread.start()
    try:
        end = time.monotonic() + 30
        while len(found) < most:
            assert time.monotonic() < end, found
            messages = reader.poll(wait=0.1)
            found += [decode(message.value, Article) for message in messages]
            reader.acknowledge(messages)
    finally:
        stop.set()
        thread.join(10)
        reader.close()
        bus.close()
    assert not thread.is_alive()
    return found


def test_articles_come_with_the_text_of_their_pages_and_are_corrected_by_later_readings(
    redis_url: str, namespace: str
) -> None:
    times_read = 0

    def story() -> Page:
        nonlocal times_read

        def body() -> Any:
            nonlocal times_read
            times_read += 1
            yield page(*FIRE) if times_read == 1 else page(*FIRE).replace(b"12 people", b"14 people")

        return Page(body)

    with Publisher() as publisher:
        publisher.put("/robots.txt", Page(status=404))
        link = publisher.put("/fire", story())
        entry = item("Fire", "12 dead").replace("https://news.example/Fire", link)
        ingest = {"allow_private": True, "host_pause": 0, "backfill": "tell", "full_text": "short", "reread": [1]}
        feeds = [{"url": publisher.put("/feed", Page(rss(entry)))}]
        first, second = articles(redis_url, namespace, {"feeds": feeds, "ingest": ingest}, most=2)
    assert (first.text_from, first.title, first.language, first.revision) == (
        "page", "Fire", "en", int(first.fetched.timestamp() * 1000),
    )  # fmt: skip
    assert first.body == "\n\n".join(FIRE)
    assert second.body == first.body.replace("12 people", "14 people")
    assert (second.id, second.text_from, second.updated) == (first.id, "page", second.fetched)
