import asyncio
import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from prometheus_client import REGISTRY

from ingest.commit import Polled
from ingest.document import Document, Entry
from ingest.errors import BadStatus, FeedError, NotAFeed
from ingest.fetch import Fetched, Validators
from ingest.poll import Poll, shown
from ingest.schedule import Hints
from ingest.seen.port import Claim, FeedState, Record
from wire.clock import FakeClock
from wire.settings.model import FeedSettings, IngestSettings

URL = "https://news.example/world.xml"
DAY = 86_400_000
NOW = datetime(2023, 12, 9, 12, tzinfo=UTC)
NOW_MS = 1_702_123_200_000
GIVEN = Validators(etag='"2"', modified="now")
ONE = Document(format="rss20", title="News", entries=(Entry(link="https://news.example/1", title="12 dead"),))


@dataclass
class Server:
    """A fetcher and a parser in one: what it answers, what it was asked, what it makes of a document."""

    body: bytes | None = b"<rss/>"
    error: Exception | None = None
    document: Document | Exception = ONE
    fresh_for: float | None = None
    asked: list[Validators] = field(default_factory=list)
    parsed: int = 0

    async def fetch(self, url: str, validators: Validators, **way: Any) -> Fetched:
        self.asked.append(validators)
        if self.error:
            raise self.error
        return Fetched(url=url, body=self.body, validators=GIVEN, fresh_for=self.fresh_for)

    async def parse(self, data: bytes, **limits: Any) -> Document:
        self.parsed += 1
        if isinstance(self.document, Exception):
            raise self.document
        return self.document


@dataclass
class Came:
    """What a poll came to, none of its articles being news."""

    record: Record
    polled: Polled


def poll(server: Server, state: FeedState | None = None, *, unfinished: bool = False, **settings: Any) -> Came:
    polls = Poll(
        settings=IngestSettings(**settings), fetcher=server, parser=server, clock=FakeClock(NOW), roll=lambda: 0.0
    )
    claim = Claim(url=URL, state=state or FeedState(), unfinished=unfinished)
    polled = asyncio.run(polls.poll(FeedSettings(url=URL, outlet="N"), claim))
    record = polled.settled(0)
    assert record is not None
    return Came(record, polled)


def known(**more: Any) -> FeedState:
    """Return the state of a feed that was read an hour ago."""
    values: dict[str, Any] = {"etag": '"1"', "modified": "then", "read": NOW_MS - 3_600_000, **more}
    return FeedState(**values)


def outcomes(name: str) -> float:
    return REGISTRY.get_sample_value("figurewatch_ingest_polls_total", {"outcome": name}) or 0.0


def test_a_first_reading_is_unconditional_and_backfilled() -> None:
    server = Server()
    found = poll(server)
    assert server.asked == [Validators()]
    assert [draft.entry.title for draft in found.polled.drafts] == ["12 dead"]
    assert (found.polled.backfilled, found.polled.fetched) == (True, NOW_MS)
    state = found.record.state
    assert (state.etag, state.modified, state.read, state.succeeded) == ('"2"', "now", NOW_MS, NOW_MS)
    assert found.record.due == NOW_MS + 300_000


def test_later_readings_are_conditional_and_news() -> None:
    server = Server()
    found = poll(server, known())
    assert server.asked == [Validators(etag='"1"', modified="then")]
    assert not found.polled.backfilled


def test_a_first_reading_can_be_told_like_any_other() -> None:
    assert not poll(Server(), backfill="tell").polled.backfilled


def test_a_feed_not_read_for_long_counts_as_new_to_us() -> None:
    assert poll(Server(), known(read=NOW_MS - 15 * DAY)).polled.backfilled


@pytest.mark.parametrize(
    ("state", "unfinished"), [(known(), True), (known(read=NOW_MS - 8 * DAY), False), (FeedState(etag='"1"'), False)]
)
def test_what_may_lack_articles_is_read_whole(state: FeedState, unfinished: bool) -> None:
    same = poll(Server(), known()).record.state.body_hash
    server = Server()
    found = poll(server, FeedState(etag='"1"', read=state.read, body_hash=same), unfinished=unfinished)
    assert server.asked == [Validators()]
    assert len(found.polled.drafts) == 1


def test_an_unchanged_feed_is_not_parsed() -> None:
    before = outcomes("unchanged")
    for server, state in (
        (Server(body=None), known(body_hash="x")),
        (Server(), known(body_hash=poll(Server()).record.state.body_hash)),
    ):
        found = poll(server, state)
        assert (server.parsed, found.polled.drafts) == (0, ())
        assert (found.record.state.read, found.record.state.body_hash) == (state.read, state.body_hash)
        assert (found.record.state.etag, found.record.state.succeeded) == ('"2"', NOW_MS)
    assert outcomes("unchanged") == before + 2


def test_the_publishers_hints_stretch_the_interval() -> None:
    document = Document(format="rss20", hints=Hints(ttl=900))
    assert poll(Server(document=document, fresh_for=600)).record.due == NOW_MS + 900_000
    assert poll(Server(document=document, fresh_for=1200)).record.due == NOW_MS + 1_200_000


@pytest.mark.parametrize(
    ("server", "kind", "sentence", "due"),
    [
        (Server(error=BadStatus(503, 1200)), "status", "the server answered with status 503", 1_200_000),
        (Server(document=NotAFeed("the document is a picture")), "not_a_feed", "the document is a picture", 1_200_000),
        (Server(error=ZeroDivisionError()), "ours", "figurewatch itself failed on it", 600_000),
        (Server(body=None), "status", "the server answered with status 304", 600_000),
    ],
)
def test_a_failed_poll_is_counted_told_and_remembered(
    server: Server, kind: str, sentence: str, due: int, caplog: pytest.LogCaptureFixture
) -> None:
    before = outcomes(kind)
    with caplog.at_level(logging.WARNING):
        found = poll(server, known(failures=1, read=None))
    assert outcomes(kind) == before + 1
    state = found.record.state
    assert (state.failures, state.etag, state.modified) == (2, '"1"', "then")
    assert state.failure.startswith(sentence)
    assert (found.polled.drafts, found.polled.backfilled) == ((), False)
    assert found.record.due == NOW_MS + due
    assert len(caplog.records) == 1


def test_a_success_ends_a_row_of_failures() -> None:
    state = poll(Server(), known(failures=9, failure="x")).record.state
    assert (state.failures, state.failure) == (0, "")


def test_entries_without_text_are_told_and_the_rest_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    found = poll(Server(document=Document(format="", entries=(Entry(guid="x"), *ONE.entries), dropped=3)), known())
    assert len(found.polled.drafts) == 1
    said = [record.getMessage() for record in caplog.records]
    assert said == [
        f"feed {URL}: left out entries with neither title nor text: 1",
        f"feed {URL}: left out entries beyond ingest.max_entries: 3",
    ]


def test_addresses_in_logs_hide_passwords_and_control_characters() -> None:
    assert shown("https://me:secret@news.example/a?b") == "https://news.example/a?b"
    assert shown("https://news.example/\x1b[31mü") == "https://news.example/\\x1b[31m\\xfc"


def test_every_kind_of_error_can_be_counted() -> None:
    from ingest.errors import KINDS

    def leaves(kind: type[FeedError]) -> set[str]:
        own = {kind.kind} if "kind" in vars(kind) else set()
        return own.union(*map(leaves, kind.__subclasses__()))

    assert leaves(FeedError) == set(KINDS)
