"""When the demo may release the next article, and when it is done."""

from collections.abc import Iterator

import msgspec
import pytest
import redis

from alerts.messages import TOPIC as CONTRADICTIONS
from desk.demo.progress import Progress
from enrich.messages import TOPIC as CLAIMS
from ingest.messages import TOPIC as ARTICLES
from ingest.messages import Article
from tests.alerts.makers import START, a_claim, a_contradiction, a_report, an_article
from wire.bus.port import Outgoing
from wire.bus.streams import StreamsBus
from wire.codec import encode
from wire.deadletters import letter
from wire.redis import connect

pytestmark = pytest.mark.redis


@pytest.fixture
def client(redis_url: str) -> Iterator[redis.Redis]:
    made = connect(redis_url)
    yield made
    made.close()


@pytest.fixture
def bus(client: redis.Redis, namespace: str) -> StreamsBus:
    return StreamsBus(client, namespace=namespace, partitions=2)


@pytest.fixture
def progress(bus: StreamsBus) -> Iterator[Progress]:
    made = Progress(bus, judge="judge")
    yield made
    made.close()


def publish(bus: StreamsBus, topic: str, message: msgspec.Struct) -> None:
    producer = bus.producer()
    producer.publish(Outgoing(topic=topic, key="a1", value=encode(message)))
    producer.close()


def test_an_article_is_judged_when_the_judge_has_acknowledged_its_claims(bus: StreamsBus, progress: Progress) -> None:
    judge = bus.consumer(CLAIMS, "judge")
    judge.poll()
    publish(bus, ARTICLES, Article(id="a1", revision=1, content_hash="", published=START, fetched=START))
    progress.look()
    assert not progress.judged(1)
    publish(bus, CLAIMS, an_article(a_report(a_claim("k1"))))
    progress.look()
    assert progress.claims == 1
    assert not progress.judged(1)
    judge.acknowledge(judge.poll(wait=5))
    assert progress.judged(1)
    assert not progress.judged(2)
    judge.close()


def test_all_is_done_when_every_alert_has_arrived(bus: StreamsBus, progress: Progress) -> None:
    assert progress.done(0, set())
    publish(bus, CONTRADICTIONS, a_contradiction("c1"))
    assert not progress.done(0, set())
    assert not progress.done(0, {"c2"})
    assert progress.done(0, {"c1"})


def test_a_stage_that_comes_late_finds_everything_still_there(bus: StreamsBus, progress: Progress) -> None:
    publish(bus, ARTICLES, Article(id="a1", revision=1, content_hash="", published=START, fetched=START))
    progress.look()
    late = bus.consumer(ARTICLES, "enrich")
    assert [message.key for message in late.poll(wait=5)] == ["a1"]
    late.close()


def test_a_message_that_was_given_up_is_told(bus: StreamsBus, progress: Progress) -> None:
    assert progress.dead() is None
    publish(bus, ARTICLES, Article(id="a1", revision=1, content_hash="", published=START, fetched=START))
    consumer = bus.consumer(ARTICLES, "enrich")
    dead = letter(consumer.poll(wait=5)[0], error="a bug", stage="enrich", attempts=3, time=START)
    consumer.close()
    producer = bus.producer()
    producer.publish(dead)
    producer.close()
    assert progress.dead() == "a bug"
