"""A quiet channel is not taken for a dead one: the daily word, and what is said when nothing comes in."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import redis

from alerts.messages import TOPIC
from alerts.notify.jobs import Job
from alerts.notify.memory import MemoryJobs
from alerts.notify.recipients import Recipient
from alerts.notify.watch import Tally, Watch, works
from tests.alerts.channels import FakeChannel
from tests.alerts.makers import START
from wire.bus import Message, Outgoing
from wire.clock import FakeClock
from wire.feedcounts import FeedCounts
from wire.settings.model import Settings, SubscriberSettings

NOW = START + timedelta(hours=2)
pytestmark = pytest.mark.redis
NAME = "desk/fake-1"


def _give(results: list[Outgoing], messages: Sequence[Message]) -> list[list[Outgoing]]:
    return [results for _ in messages]


class Bench:
    def __init__(self, client: "redis.Redis", namespace: str, **wanted: Any) -> None:
        self.clock, self.jobs = FakeClock(START), MemoryJobs()
        self.tally = Tally(client, namespace=namespace, clock=self.clock)
        wishes = SubscriberSettings.model_validate({"name": "desk", "channels": ["json://x"], **wanted})
        recipients = [Recipient(wishes, {NAME: FakeChannel(NAME)}, {NAME: None})]
        self.watches = [
            Watch(self.tally, self.jobs, recipients, Settings(), self.clock, lambda _: None) for _ in range(2)
        ]

    def come(self, articles: int, found: int = 0) -> None:
        message = Message(topic="claims", key="k", value=b"", partition=0, offset="1")
        for number in range(articles):
            results = [Outgoing(topic=TOPIC, key="q", value=b"")] if number < found else []
            self.tally.counting(partial(_give, results))([message])

    def said(self, minutes: float) -> list[str]:
        """Return what was said in the next `minutes`, with two processes watching."""
        texts: list[str] = []
        end = self.clock.now() + timedelta(minutes=minutes)
        while self.clock.now() < end:
            self.clock.advance(60)
            for watch in self.watches:
                watch.look()
            now = self.clock.now()
            while isinstance(job := self.jobs.lease(NAME, now, now + timedelta(seconds=60)), Job):
                texts += [each.text for each in job.news if not hasattr(each, "new")]
                self.jobs.give_up(job)
        return texts


def test_silence_is_told_once_and_its_end_once(client: "redis.Redis", namespace: str) -> None:
    bench = Bench(client, namespace, heartbeat=False)
    bench.come(3)
    assert bench.said(20) == []
    assert bench.said(180) == ["No article has come in for 30 minutes"]
    bench.come(1)
    assert bench.said(20) == ["Articles come in again, after 200 minutes without any"]
    assert bench.said(5) == []


def test_a_service_that_never_saw_an_article_says_so(client: "redis.Redis", namespace: str) -> None:
    assert Bench(client, namespace, heartbeat=False).said(40) == ["No article has come in for 30 minutes"]


def test_once_a_day_at_nine_in_the_readers_zone_all_is_said_to_work(client: "redis.Redis", namespace: str) -> None:
    bench = Bench(client, namespace, timezone="America/New_York")  # 7 in the morning there
    for _ in range(6):
        bench.come(700, found=1)
        assert bench.said(19) == []
    bench.come(10)
    FeedCounts(client, namespace=namespace).note("a-1", {"healthy": 320, "silent": 9, "gone": 1, "failing": 2}, NOW)
    expected = "figurewatch works: 4,210 articles, 0 feeds (9 silent, 3 failing), 6 contradictions in 24 hours"
    assert bench.said(10) == [expected]
    bench.come(1)
    assert bench.said(20) == []


def test_the_daily_word_counts_in_good_english() -> None:
    assert works(337, {"silent": 9}, 4210, 3) == (
        "figurewatch works: 4,210 articles, 337 feeds (9 silent), 3 contradictions in 24 hours"
    )
    assert works(1, {"healthy": 1}, 1, 1) == "figurewatch works: 1 article, 1 feed, 1 contradiction in 24 hours"
