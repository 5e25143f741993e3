"""`figurewatch trace`: an article through all stages, as far as each of them remembers it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from alerts.evidence.decisions import Decisions
from alerts.evidence.store import Evidence
from alerts.ledger.redis import RedisLedger
from alerts.messages import Contradiction
from alerts.notify.deliveries import Delivery, RedisDeliveries
from alerts.notify.lines import RedisLines
from alerts.stage import judge
from desk.options import Failure
from desk.servers import opened_redis
from desk.trace import trace
from enrich.messages import ArticleClaims
from ingest.identity import article_id
from ingest.seen.port import Seen
from ingest.seen.redis import RedisSeen
from tests.alerts.makers import START, a_claim, a_report, an_article
from wire.bus import Message
from wire.clock import FakeClock
from wire.codec import decode, encode
from wire.embedded import EmbeddedRedis
from wire.handling import alone
from wire.settings.model import Settings
from wire.texts import Text, Texts

pytestmark = pytest.mark.redis

LINK = "https://coastal.example/fire"
ID = article_id(feed=LINK, link=LINK, guid="", title="", published=None)
REVISION = int(START.timestamp() * 1000)


@pytest.fixture
def settings(tmp_path: Path, redis_url: str) -> Iterator[Settings]:
    with EmbeddedRedis(tmp_path / "data") as server:
        server.start()
        yield Settings(data=str(tmp_path / "data"))


def seen(settings: Settings, *, settled: bool = True) -> None:
    with opened_redis(settings) as client:
        known = Seen(revision=REVISION, content_hash="h", size=50, feed="f", given={"f": "h"}, settled=settled)
        RedisSeen(client, namespace=settings.namespace).record([], {ID: known})


def judged(settings: Settings, *articles: ArticleClaims, clock: FakeClock) -> list[Contradiction]:
    found = []
    with opened_redis(settings) as client:
        ledger = RedisLedger(client, namespace=settings.namespace, settings=settings.ledger, clock=clock)
        handler = alone(judge(ledger, settings, clock, Decisions(client, namespace=settings.namespace).note(clock)))
        for article in articles:
            message = Message(topic="claims", key="k", value=encode(article), partition=0, offset="0")
            found += [decode(each.value, Contradiction) for each in handler(message)]
        for each in found:
            Evidence(client, namespace=settings.namespace).note(each, clock.now())
    return found


def the_fire(settings: Settings) -> tuple[list[Contradiction], str]:
    """A report of 12 killed, and the traced one, in which the health department disputes that."""
    body = "The health department disputed it: 19 people, not 12, were killed in the fire in Barabury."
    common: dict[str, Any] = {"where": ("Barabury",), "events": ("fire",), "counted": "people", "lemma": "people"}
    about: dict[str, Any] = {"topics": ("fire", "Barabury"), "lead": "A fire in Barabury."}
    start = body.index("19 people")
    said = a_claim(
        "k2", 19, start=start, end=start + 9, phrase="19 people", quote=body, attribution="health department",
        disputes=(12.0,), **common,
    )  # fmt: skip
    first = an_article(a_report(a_claim("k1", 12, **common), "a1", **about))
    second = an_article(a_report(said, ID, 30, revision=REVISION, url=LINK, outlet="Northern Post", **about))
    with opened_redis(settings) as client:
        Texts(client, namespace=settings.namespace).keep(
            Text(article=ID, revision=REVISION, title="Fire", body=body), START.timestamp()
        )
    return judged(settings, first, second, clock=FakeClock(START + timedelta(minutes=31))), body


def test_an_article_is_followed_from_its_feed_to_the_channel(settings: Settings) -> None:
    seen(settings)
    (told,), _ = the_fire(settings)
    with opened_redis(settings) as client:
        note = Delivery(
            contradiction=told.id, quantity=told.quantity, subscriber="desk", channel="desk-1", outcome="sent", at=START
        )
        RedisDeliveries(client, namespace=settings.namespace).note([note])
    lines = "\n".join(trace(settings, LINK))
    assert f"Article {ID}" in lines
    assert "50 characters, was first seen 1 Mar 2026, 12:00 UTC, in 1 feed." in lines
    assert "19 people  [quantity " in lines
    assert "contradicts '12 people' in Coastal Wire, confidence" in lines
    assert ": told" in lines
    assert "sent: desk by desk-1, 1 Mar 2026, 12:00 UTC" in lines
    assert list(trace(settings, ID)) == lines.split("\n"), "its id finds it too"


def test_what_waits_for_a_channel_that_fails_says_so(settings: Settings) -> None:
    (told,), _ = the_fire(settings)
    with opened_redis(settings) as client:
        note = Delivery(
            contradiction=told.id,
            quantity=told.quantity,
            subscriber="desk",
            channel="desk-1",
            outcome="queued",
            at=START,
        )
        RedisDeliveries(client, namespace=settings.namespace).note([note])
        queued = "      queued: desk by desk-1, 1 Mar 2026, 12:00 UTC"
        assert list(trace(settings, LINK))[-1] == queued
        state = RedisLines(client, namespace=settings.namespace)
        for _ in range(2):
            state.failed("desk-1", START + timedelta(hours=1), START + timedelta(hours=2))
    assert list(trace(settings, LINK))[-2:] == [
        queued,
        "        since 1 Mar 2026, 13:00 UTC 2 tries in a row have failed on this channel",
    ]


def test_what_was_not_told_says_why(settings: Settings) -> None:
    strict = settings.model_copy(update={"ledger": settings.ledger.model_copy(update={"confidence": 1.0})})
    told, _ = the_fire(strict)
    assert told == []
    lines = "\n".join(trace(strict, LINK))
    assert "Fetched: forgotten by now, or it came from a file." in lines
    assert "not told, since ledger.confidence is 100%" in lines


def test_an_article_that_waits_for_the_judge_is_told_from_one_that_was_never_published(settings: Settings) -> None:
    seen(settings)
    assert "not judged yet" in "\n".join(trace(settings, ID))
    seen(settings, settled=False)
    assert "Not published yet" in "\n".join(trace(settings, ID))


def test_an_article_without_figures_says_so(settings: Settings) -> None:
    seen(settings)
    claim = a_claim("k1", 12)
    judged(settings, an_article(a_report(claim, ID, revision=REVISION)), clock=FakeClock(START))
    assert "disagrees with nothing that is known" in "\n".join(trace(settings, ID))


def test_an_article_of_which_nothing_is_known_is_a_failure(settings: Settings) -> None:
    with pytest.raises(Failure, match=r"^Nothing is known of 'https://else.example/1'"):
        list(trace(settings, "https://else.example/1"))
