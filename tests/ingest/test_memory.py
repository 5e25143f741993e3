"""What is remembered of a feed from poll to poll: redirects for good, servers that lie, what ops were told."""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from ingest.document import Document, Entry
from ingest.errors import BadStatus, Gone, Throttled
from ingest.fetch import Fetched, Validators
from ingest.hosts import Hosts
from ingest.outlook import MOVES
from ingest.poll import Poll
from ingest.schedule import Rhythm
from ingest.seen.port import Claim, FeedState, Record
from wire.clock import FakeClock
from wire.settings.model import FeedSettings, IngestSettings

URL, NEW = "https://news.example/old.xml", "https://news.example/new.xml"
NOW = datetime(2023, 12, 9, 12, tzinfo=UTC)
NOW_MS = 1_702_123_200_000


@dataclass
class Publisher:
    """A server that answers as it is told, and a parser of what it says: one entry whose title is the body."""

    body: bytes = b"one"
    moved: str | None = None
    error: Exception | None = None
    given: Validators = field(default_factory=lambda: Validators(etag='"1"'))
    asked: list[tuple[str, Validators]] = field(default_factory=list)

    async def fetch(self, url: str, validators: Validators, **way: Any) -> Fetched:
        self.asked.append((url, validators))
        if self.error is not None:
            raise self.error
        if validators == self.given:
            return Fetched(url=url, body=None, validators=self.given)
        moved = self.moved if url == URL else None
        return Fetched(url=moved or url, body=self.body, validators=self.given, moved=moved)

    async def parse(self, data: bytes, **limits: Any) -> Document:
        return Document(format="rss20", entries=(Entry(link=f"{URL}/1", title=data.decode()),))


@dataclass
class Desk:
    """Polls one feed again and again; what is new is what its parser says."""

    publisher: Publisher
    roll: float = 0.0
    state: FeedState = field(default_factory=FeedState)
    hosts: Hosts = field(default_factory=lambda: Hosts(per_host=2, pause=1))
    clock: FakeClock = field(default_factory=lambda: FakeClock(NOW))

    def poll(self, new: int = 0) -> Record:
        poll = Poll(
            settings=IngestSettings(),
            fetcher=self.publisher,
            parser=self.publisher,
            clock=self.clock,
            roll=lambda: self.roll,
            hosts=self.hosts,
        )
        polled = asyncio.run(poll.poll(FeedSettings(url=URL), Claim(url=URL, state=self.state)))
        record = polled.settled(new)
        assert record is not None
        self.state = record.state
        return record

    def addresses(self) -> list[str]:
        return [url for url, _ in self.publisher.asked]


def test_a_redirect_for_good_is_followed_for_some_polls_and_then_remembered(caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk(Publisher(moved=NEW))
    for n in range(MOVES + 2):
        desk.publisher.given = Validators(etag=str(n))
        desk.poll()
    assert desk.addresses() == [URL] * MOVES + [NEW] * 2
    assert [r.getMessage() for r in caplog.records] == [f"feed {URL} has moved for good to {NEW}"]


def test_what_has_moved_is_asked_at_the_old_address_after_a_failure_and_now_and_then() -> None:
    known = FeedState(moved=NEW, moves=MOVES, read=NOW_MS, etag='"0"')
    desk = Desk(Publisher(error=BadStatus(404)), state=known)
    desk.poll()
    desk.poll()
    assert desk.addresses() == [NEW, URL]
    checking = Desk(Publisher(), state=known, roll=0.999)
    checking.poll()
    assert checking.addresses() == [URL]


def test_one_poll_in_a_hundred_asks_without_conditions() -> None:
    for roll, asked in ((0.98, Validators(etag='"0"')), (0.99, Validators())):
        desk = Desk(Publisher(), state=FeedState(read=NOW_MS, etag='"0"'), roll=roll)
        desk.poll()
        assert desk.publisher.asked[-1][1] == asked


def test_a_server_whose_validators_lie_is_not_asked_with_them_again() -> None:
    desk = Desk(Publisher())
    desk.poll(new=1)
    desk.publisher.body = b"two"
    desk.poll()
    assert desk.publisher.asked[-1][1] == Validators(etag='"1"')
    desk.roll = 0.995
    desk.poll(new=1)
    assert desk.state.lied
    desk.roll = 0.0
    desk.poll()
    assert desk.publisher.asked[-1][1] == Validators()


def test_a_document_that_differs_without_any_news_is_no_lie() -> None:
    desk = Desk(Publisher())
    desk.poll(new=1)
    desk.publisher.body, desk.roll = b"one ", 0.995
    desk.poll(new=0)
    assert not desk.state.lied


def test_what_is_gone_is_told_once_and_asked_once_a_day(caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk(Publisher(error=Gone(410)))
    assert [desk.poll().due - NOW_MS for _ in range(3)] == [86_400_000] * 3
    assert sum(record.levelno == logging.ERROR for record in caplog.records) == 1
    assert desk.state.told == "gone"


def test_long_silence_is_told_once_and_again_after_news(caplog: pytest.LogCaptureFixture) -> None:
    silent = Rhythm(gap=3600, latest=NOW_MS - 5 * 86_400_000)
    desk = Desk(Publisher(), state=FeedState(read=NOW_MS, etag='"1"', rhythm=silent))
    desk.poll()
    desk.poll()
    assert [record.getMessage() for record in caplog.records] == [
        f"feed {URL} has had no new article for long, by its own rhythm; is it still alive?"
    ]
    desk.publisher.given, desk.publisher.body = Validators(etag='"2"'), b"two"
    desk.poll(new=1)
    desk.poll()
    assert desk.state.told == ""


@pytest.mark.parametrize(("after", "rests"), [(600.0, 600.0), (None, 2.0)])
def test_a_server_that_refuses_slows_the_host_for_all_its_feeds(after: float | None, rests: float) -> None:
    desk = Desk(Publisher(error=Throttled(429, after, "news.example")))
    record = desk.poll()
    assert desk.hosts.free_at("news.example") == NOW.timestamp() + rests
    assert record.due >= NOW_MS + 1000 * rests
