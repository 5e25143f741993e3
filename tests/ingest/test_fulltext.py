import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import msgspec
import pytest

from ingest.commit import Committer, Polled
from ingest.document import Document, Entry
from ingest.drafts import Draft, Source, drafts, with_page
from ingest.fulltext import FullText, next_visit, settled, wants_page
from ingest.novelty import weigh
from ingest.page import Page
from ingest.seen.port import FeedState, Record, Seen
from ingest.seen.redis import RedisSeen, feed_key
from tests.ingest.fakes import Crash, Tape, failing
from wire.clock import FakeClock
from wire.redis import connect
from wire.settings.model import FeedSettings, IngestSettings

FEED = FeedSettings(url="https://news.example/a.xml", outlet="News", full_text="always")
NOW = datetime(2023, 12, 9, 12, tzinfo=UTC)
T0 = 1_702_123_200_000
ENTRY, PAGE = "12 dead.", "At least 12 people are dead, the fire service said on Saturday."


def found(*names: str, body: str = ENTRY, feed: FeedSettings = FEED) -> Sequence[Draft]:
    entries = tuple(Entry(link=f"https://news.example/{name}", title=name, body=body) for name in names)
    return drafts(Document(format="rss20", entries=entries), Source(url=feed.url, outlet="News"))[0]


def polled(*names: str, body: str = ENTRY, at: int = T0, backfilled: bool = False) -> Polled:
    record = Record(url=FEED.url, state=FeedState(), due=at + 1)
    return Polled(record=record, drafts=found(*names, body=body), fetched=at, backfilled=backfilled)


@dataclass
class Site:
    """Pages by the end of their address; what is not there is not to be had, and what is slow never comes."""

    pages: dict[str, str] = field(default_factory=dict)
    slow: set[str] = field(default_factory=set)
    read: list[str] = field(default_factory=list)

    async def get(self, url: str) -> Page | None:
        name = url.rpartition("/")[2]
        self.read.append(name)
        if name in self.slow:
            await asyncio.sleep(3600)
        return Page(title=name, body=self.pages[name]) if name in self.pages else None


def full_text(site: Site, known: Mapping[str, Seen], *, patience: float = 5.0, policy: str = "never") -> FullText:
    async def look(ids: Sequence[str]) -> Mapping[str, Seen]:
        return {i: known[i] for i in ids if i in known}

    settings = IngestSettings.model_validate({"full_text": policy})
    return FullText(settings=settings, read=site.get, known=look, clock=FakeClock(NOW), patience=patience)


def settle(site: Site, polls: Polled, known: Mapping[str, Seen] | None = None, feed: FeedSettings = FEED) -> Polled:
    return asyncio.run(full_text(site, known or {}, patience=0.2).settle(feed, polls))


def test_a_new_article_has_the_text_of_its_page() -> None:
    site = Site({"one": PAGE})
    [draft] = settle(site, polled("one")).drafts
    assert (draft.entry.body, draft.entry.title, draft.text_from) == (PAGE, "one", "page")
    assert draft.entry_hash == found("one")[0].entry_hash != draft.content_hash


def test_what_is_slow_or_missing_goes_out_as_its_entry_says_and_holds_up_no_other() -> None:
    site = Site({"one": PAGE}, slow={"two"})
    texts = {draft.entry.title: draft.text_from for draft in settle(site, polled("one", "two", "three")).drafts}
    assert texts == {"one": "page", "two": "entry", "three": "entry"}


def test_a_page_that_says_less_than_its_entry_does_not_count() -> None:
    [draft] = settle(Site({"one": "Read on."}), polled("one", body="Twelve people died in a fire.")).drafts
    assert draft.text_from == "entry"


def test_first_readings_ask_for_no_pages() -> None:
    site = Site({"one": PAGE})
    settle(site, polled("one", backfilled=True))
    assert site.read == []


@pytest.mark.parametrize(
    ("policy", "words", "wanted"),
    [("never", 1, False), ("short", 99, True), ("short", 100, False), ("always", 1000, True)],
)
def test_the_policy_says_which_pages_are_read(policy: str, words: int, wanted: bool) -> None:
    [draft] = found("one", body="word " * words)
    assert wants_page(draft, None, policy) == wanted  # type: ignore[arg-type]


def test_the_feeds_policy_goes_before_the_general_one() -> None:
    site = Site({"one": PAGE})
    asyncio.run(
        full_text(site, {}, policy="always").settle(FEED.model_copy(update={"full_text": "never"}), polled("one"))
    )
    assert site.read == []
    asyncio.run(full_text(site, {}, policy="always").settle(FEED.model_copy(update={"full_text": None}), polled("one")))
    assert site.read == ["one"]


def seen(draft: Draft, **more: object) -> Seen:
    key = feed_key(FEED.url)
    _, known = weigh(
        content_hash=draft.content_hash,
        size=draft.size,
        feed=key,
        seen=None,
        now=T0,
        entry_hash=draft.entry_hash,
        text_from=draft.text_from,
    )
    return msgspec.structs.replace(known, **{"settled": True, **more})


def test_a_known_article_is_looked_up_again_only_if_its_entry_has_changed() -> None:
    [draft] = found("one")
    paged = with_page(draft, Page(body=PAGE))
    assert not wants_page(draft, seen(paged), "always")
    [edited] = found("one", body="13 dead.")
    assert wants_page(edited, seen(paged), "short")
    assert wants_page(draft, seen(paged, settled=False), "always")


def test_pages_are_read_again_after_a_while_and_then_no_more() -> None:
    [draft] = found("one")
    visits = settle(Site(), polled("one")).visits
    visit = visits[draft.id]
    due = []
    while visit is not None:
        due.append((visit.due - T0) // 1000)
        visit = next_visit(msgspec.structs.replace(visit, step=visit.step + 1), (900, 3600, 21_600, 86_400))
    assert due == [900, 3600, 21_600, 86_400]


def test_a_visit_to_a_feed_that_is_no_longer_watched_ends_the_visits() -> None:
    visit = settle(Site(), polled("one")).visits[found("one")[0].id]
    assert visit is not None
    came = asyncio.run(full_text(Site({"one": PAGE}), {}).visit(visit, None))
    assert (came.drafts, came.visits) == ((), {visit.id: None})


@pytest.mark.parametrize("text", [PAGE, None])
def test_the_better_text_wins(text: str | None) -> None:
    [draft] = found("one")
    assert settled(draft, Page(body=text) if text else None).text_from == ("page" if text else "entry")


@dataclass
class Desk:
    """A site, what is known, and the bus."""

    url: str
    namespace: str
    site: Site = field(default_factory=Site)
    tape: Tape = field(default_factory=Tape)

    def __post_init__(self) -> None:
        self.store = RedisSeen(connect(self.url), namespace=self.namespace)
        self.committer = Committer(self.store, self.tape)

    def poll(self, body: str = ENTRY, at: int = T0) -> None:
        polls = polled("one", body=body, at=at)
        self.committer.commit([settle(self.site, polls, self.store.known([d.id for d in polls.drafts]))])

    def visit(self, at: int) -> int:
        visits = self.store.visits(at, 10)
        for visit in visits:
            reader = full_text(self.site, {})
            reader.clock.sleep((at - T0) / 1000)
            self.committer.commit([asyncio.run(reader.visit(visit, FEED))])
        return len(visits)

    def told(self) -> list[tuple[str, str]]:
        return [(article.body, article.text_from) for article in self.tape.articles]


@pytest.fixture
def desk(redis_url: str, namespace: str) -> Desk:
    return Desk(redis_url, namespace)


@pytest.mark.redis
def test_a_silent_correction_comes_with_a_later_visit(desk: Desk) -> None:
    desk.site.pages["one"] = PAGE
    desk.poll()
    assert desk.visit(T0 + 899_000) == 0
    assert desk.visit(T0 + 900_000) == 1
    assert desk.told() == [(PAGE, "page")]
    corrected = PAGE.replace("12", "14")
    desk.site.pages["one"] = corrected
    assert desk.visit(T0 + 901_000) == 0
    assert desk.visit(T0 + 3_600_000) == 1
    first, second = desk.tape.articles
    assert (first.body, second.body, second.id) == (PAGE, corrected, first.id)
    assert second.updated == second.fetched > first.fetched
    assert [desk.visit(T0 + 86_400_000 + 21_600_000 * n) for n in range(3)] == [1, 1, 0]


@pytest.mark.redis
def test_a_page_that_comes_late_makes_the_text_fuller_without_being_an_edit(desk: Desk) -> None:
    desk.poll()
    desk.site.pages["one"] = PAGE
    desk.visit(T0 + 900_000)
    desk.poll(at=T0 + 1_000_000)
    assert desk.told() == [(ENTRY, "entry"), (PAGE, "page")]
    assert desk.tape.articles[1].updated is None


@pytest.mark.redis
def test_a_page_that_cannot_be_had_any_more_does_not_bring_the_entry_back(desk: Desk) -> None:
    desk.site.pages["one"] = PAGE
    desk.poll()
    del desk.site.pages["one"]
    desk.poll("13 dead.", T0 + 300_000)
    desk.poll("13 dead.", T0 + 600_000)
    desk.visit(T0 + 1_200_000)
    assert desk.told() == [(PAGE, "page")]
    assert desk.site.read.count("one") == 3


@pytest.mark.redis
@pytest.mark.parametrize("gone", [False, True])
def test_a_crash_before_the_page_was_published_loses_no_article(desk: Desk, gone: bool) -> None:
    desk.site.pages["one"] = PAGE
    desk.tape.before = failing("publish", error=Crash())
    with pytest.raises(Crash):
        desk.poll()
    if gone:
        del desk.site.pages["one"]
    desk.poll(at=T0 + 10_000)
    assert desk.told() == [(ENTRY, "entry") if gone else (PAGE, "page")]
    assert desk.tape.articles[0].revision == (T0 + 10_000 if gone else T0)


@pytest.mark.redis
def test_a_visit_that_nobody_finished_comes_again(desk: Desk) -> None:
    desk.site.pages["one"] = PAGE
    desk.poll()
    assert len(desk.store.visits(T0 + 900_000, 10)) == 1
    assert desk.visit(T0 + 900_001) == 0
    assert desk.visit(T0 + 900_000 + 300_000) == 1
