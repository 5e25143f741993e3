from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest
from prometheus_client import REGISTRY

from ingest.commit import Committer, Polled
from ingest.document import Document, Entry
from ingest.drafts import Source, drafts
from ingest.seen.port import NO_VISITS, Claim, FeedState, Listed, Record, Seen, Visit, Wanted
from ingest.seen.redis import RedisSeen
from tests.ingest.fakes import Crash, Tape, failing
from wire.bus.port import BusAway
from wire.redis import connect

pytestmark = pytest.mark.redis

A, B = "https://news.example/a.xml", "https://news.example/b.xml"
T0 = 1_702_036_800_000


def polled(feed: str, texts: Mapping[str, str], at: int = T0, *, backfilled: bool = False, read: int = 1) -> Polled:
    """Return a poll of `feed` whose entries have the given texts by name."""
    entries = tuple(Entry(link=f"https://news.example/{name}", title=name, body=body) for name, body in texts.items())
    found, _ = drafts(Document(format="rss20", entries=entries), Source(url=feed, outlet="News"))
    record = Record(url=feed, state=FeedState(etag=f'"{at}"', body_hash=str(at), read=read), due=at + 1)
    return Polled(record=record, drafts=found, fetched=at, backfilled=backfilled)


@dataclass
class Desk:
    """What the tests of this module work with; `process` is one ingest process after another."""

    url: str
    namespace: str
    tape: Tape = field(default_factory=Tape)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        self.store = RedisSeen(connect(self.url), namespace=self.namespace)
        self.committer = Committer(self.store, self.tape)

    def commit(self, *batch: Polled) -> None:
        self.committer.commit(batch)

    def told(self) -> list[tuple[str, str, int]]:
        return [(article.title, article.body, article.revision) for article in self.tape.articles]


@pytest.fixture
def desk(redis_url: str, namespace: str) -> Desk:
    return Desk(redis_url, namespace)


def verdicts(name: str) -> float:
    return REGISTRY.get_sample_value("figurewatch_ingest_entries_total", {"verdict": name}) or 0.0


def test_what_is_new_goes_out_once(desk: Desk) -> None:
    before = verdicts("new"), verdicts("duplicate")
    desk.commit(polled(A, {"one": "12 dead", "two": "3 dead"}))
    desk.commit(polled(A, {"one": "12 dead", "two": "3 dead"}, T0 + 5))
    assert sorted(desk.told()) == [("one", "12 dead", T0), ("two", "3 dead", T0)]
    assert (verdicts("new"), verdicts("duplicate")) == (before[0] + 2, before[1] + 2)


def test_a_changed_text_goes_out_as_the_next_revision(desk: Desk) -> None:
    desk.commit(polled(A, {"one": "12 dead"}, backfilled=True))
    desk.commit(polled(A, {"one": "13 dead"}, T0 + 5))
    assert desk.told() == [("one", "12 dead", T0), ("one", "13 dead", T0 + 5)]
    first, second = desk.tape.articles
    assert (first.backfilled, first.updated) == (True, None)
    assert (second.backfilled, second.updated) == (False, second.fetched)
    assert len({article.id for article in desk.tape.articles}) == 1


@pytest.mark.parametrize("together", [True, False])
def test_an_article_in_two_feeds_of_a_publisher_goes_out_once(desk: Desk, together: bool) -> None:
    batch = [polled(A, {"one": "12 dead"}), polled(B, {"one": "12 dead"}, T0 + 1)]
    for part in [batch] if together else [batch[:1], batch[1:]]:
        desk.commit(*part)
    assert desk.told() == [("one", "12 dead", T0)]


def test_the_state_of_the_feed_is_there_only_after_the_publish(desk: Desk) -> None:
    states: list[FeedState] = []
    desk.store.claim([Wanted(url=A)], T0)
    desk.tape.before = lambda step: states.extend(each.state for each in desk.store.listed([A]))
    desk.commit(polled(A, {"one": "12 dead"}))
    assert states == [FeedState()] * 3
    assert desk.store.listed([A])[0].state.etag == f'"{T0}"'


@pytest.mark.parametrize("step", ["publish", "flush", "flushed"])
def test_a_crash_anywhere_costs_nothing_and_repeats_carry_id_and_revision(desk: Desk, step: str) -> None:
    texts = {"one": "12 dead", "two": "3 dead"}
    desk.store.claim([Wanted(url=A)], T0)
    desk.tape.before = failing(step, error=Crash())
    with pytest.raises(Crash):
        desk.commit(polled(A, texts))
    desk.store.resign()
    desk.restart()
    [claim] = desk.store.claim([Wanted(url=A)], T0 + 10)
    assert isinstance(claim, Claim)
    assert claim.unfinished
    desk.commit(polled(A, texts, T0 + 10))
    assert sorted(set(desk.told())) == [("one", "12 dead", T0), ("two", "3 dead", T0)]
    assert len({article.fetched for article in desk.tape.articles}) == 1
    desk.commit(polled(A, texts, T0 + 20))
    assert len(set(desk.told())) == 2


def test_a_text_that_changed_behind_a_crash_is_a_later_revision(desk: Desk) -> None:
    desk.tape.before = failing("flushed", error=Crash())
    with pytest.raises(Crash):
        desk.commit(polled(A, {"one": "12 dead", "two": "3 dead"}))
    desk.restart()
    desk.commit(polled(A, {"one": "13 dead", "two": "3 dead"}, T0 + 10))
    assert set(desk.told()) == {("one", "12 dead", T0), ("two", "3 dead", T0), ("one", "13 dead", T0 + 10)}


def test_an_edit_is_repeated_after_a_crash_as_the_edit_that_it_is(desk: Desk) -> None:
    desk.commit(polled(A, {"one": "12 dead"}))
    desk.tape.before = failing("flushed", error=Crash())
    with pytest.raises(Crash):
        desk.commit(polled(A, {"one": "13 dead"}, T0 + 5))
    desk.restart()
    desk.commit(polled(A, {"one": "13 dead"}, T0 + 10))
    _, once, again = desk.tape.articles
    assert once == again


def test_a_bus_that_is_away_leaves_the_batch_to_be_committed_again(desk: Desk) -> None:
    desk.tape.before = failing("flush")
    batch = [polled(A, {"one": "12 dead"}), polled(B, {"two": "3 dead"})]
    with pytest.raises(BusAway):
        desk.commit(*batch)
    assert desk.store.listed([A, B]) == [Listed(state=FeedState())] * 2
    desk.commit(*batch)
    assert set(desk.told()) == {("one", "12 dead", T0), ("two", "3 dead", T0)}
    assert [each.state.read for each in desk.store.listed([A, B])] == [1, 1]


def test_what_the_bus_refuses_is_counted_and_the_rest_goes_on(desk: Desk) -> None:
    before = verdicts("unpublishable")
    desk.commit(polled(A, {"huge": "\U0001f4a5" * 1_100_000, "one": "12 dead"}))
    assert desk.told() == [("one", "12 dead", T0)]
    assert verdicts("unpublishable") == before + 1
    desk.commit(polled(A, {"huge": "\U0001f4a5" * 1_100_000}, T0 + 5))
    assert verdicts("unpublishable") == before + 1


def test_two_processes_that_meet_a_text_at_once_give_it_one_number(desk: Desk) -> None:
    other = Desk(desk.url, desk.namespace)

    class Overtaken(RedisSeen):
        def record(
            self, records: Sequence[Record], seen: Mapping[str, Seen], visits: Mapping[str, Visit | None] = NO_VISITS
        ) -> None:
            other.commit(polled(B, {"one": "12 dead"}, T0 + 3))
            super().record(records, seen, visits)

    desk.committer = Committer(Overtaken(connect(desk.url), namespace=desk.namespace), desk.tape)
    desk.commit(polled(A, {"one": "12 dead"}))
    assert desk.told() == other.told() == [("one", "12 dead", T0)]
