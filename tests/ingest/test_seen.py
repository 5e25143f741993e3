import threading
from collections.abc import Callable, Mapping

import pytest

from ingest.seen.port import Claim, FeedState, Later, Listed, Record, Seen, SeenAway
from ingest.seen.redis import RedisSeen
from tests.servers.redis_server import RedisServer
from wire.redis import connect

pytestmark = pytest.mark.redis

A, B = "https://news.example/a.xml", "https://news.example/b.xml"
STATE = FeedState(etag='W/"\x7fü"', modified="x", body_hash="h", read=5, succeeded=6)


@pytest.fixture
def process(redis_url: str, namespace: str) -> Callable[[], RedisSeen]:
    """Return what makes the store of one more process."""
    return lambda: RedisSeen(connect(redis_url), namespace=namespace)


def seen(revision: int, content_hash: str = "x", *, settled: bool = False) -> Seen:
    return Seen(revision=revision, content_hash=content_hash, size=7, feed="f", given={"f": "x"}, settled=settled)


def known(store: RedisSeen, *ids: str) -> Mapping[str, Seen]:
    found: dict[str, Seen] = {}

    def look(there: Mapping[str, Seen]) -> Mapping[str, Seen]:
        found.update(there)
        return {}

    store.reserve(ids, look)
    return found


Process = Callable[[], RedisSeen]


def test_a_feed_is_claimed_by_one_process_alone(process: Process) -> None:
    stores = [process() for _ in range(8)]
    answers: list[Claim | Later] = []
    threads = [threading.Thread(target=lambda s=s: answers.extend(s.claim([A], 10))) for s in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(answer).__name__ for answer in answers) == ["Claim"] + ["Later"] * 7


def test_what_is_recorded_comes_with_the_next_claim_once_it_is_due(process: Process) -> None:
    one, other = process(), process()
    assert one.claim([A], 10) == [Claim(url=A, state=FeedState())]
    one.record([Record(url=A, state=STATE, due=1000)], {})
    assert other.claim([A, B], 999) == [Later(url=A, due=1000), Claim(url=B, state=FeedState())]
    assert other.claim([A], 1000) == [Claim(url=A, state=STATE)]
    assert one.claim([A], 1000) == [Later(url=A, due=None)]
    assert one.listed([A, B]) == [Listed(state=STATE, due=1000), Listed(state=FeedState())]


def test_a_feed_of_a_process_that_is_gone_is_claimed_as_unfinished(process: Process) -> None:
    one, other = process(), process()
    one.claim([A], 10)
    one.resign()
    assert other.claim([A], 20) == [Claim(url=A, state=FeedState(), unfinished=True)]
    other.record([Record(url=A, state=STATE, due=30)], {})
    assert one.claim([A], 30) == [Claim(url=A, state=STATE)]


def test_a_feed_given_back_is_as_if_it_had_not_been_claimed(process: Process) -> None:
    one, other = process(), process()
    one.claim([A], 10)
    one.release([A])
    assert other.claim([A], 10) == [Claim(url=A, state=FeedState())]


def test_articles_are_reserved_and_recorded(process: Process) -> None:
    store = process()
    assert known(store, "1", "2") == {}
    assert store.reserve(["1", "2"], lambda there: {"1": seen(5)}) == {"1": seen(5)}
    assert known(store, "1", "2") == {"1": seen(5)}
    store.record([], {"1": seen(5, settled=True), "2": seen(6)})
    assert known(store, "1", "2") == {"1": seen(5, settled=True), "2": seen(6)}


def test_a_reservation_sees_what_another_process_wrote_meanwhile(process: Process) -> None:
    one, other = process(), process()
    shown: list[Mapping[str, Seen]] = []

    def decide(there: Mapping[str, Seen]) -> Mapping[str, Seen]:
        shown.append(there)
        if len(shown) == 1:
            other.reserve(["1"], lambda _: {"1": seen(5)})
        return {} if "1" in there else {"1": seen(9)}

    assert one.reserve(["1"], decide) == {}
    assert shown == [{}, {"1": seen(5)}]
    assert known(one, "1") == {"1": seen(5)}


def test_a_record_never_goes_back_to_an_older_revision(process: Process) -> None:
    one, other = process(), process()
    other.reserve(["1"], lambda _: {"1": seen(9, "new")})
    one.record([Record(url=A, state=STATE, due=1)], {"1": seen(5, "old", settled=True)})
    assert known(one, "1") == {"1": seen(9, "new")}
    assert [each.state for each in one.listed([A])] == [STATE]


def test_a_state_of_an_unknown_release_counts_as_none(process: Process, redis_url: str, namespace: str) -> None:
    store = process()
    store.record([Record(url=A, state=STATE, due=1)], {})
    client = connect(redis_url)
    [key] = client.scan_iter(f"{namespace}:ingest:feed:*")
    client.hset(key, "state", b"{nonsense")
    assert [each.state for each in store.listed([A])] == [FeedState()]


def test_a_server_that_is_away_is_said_to_be(redis_server: RedisServer) -> None:
    store = RedisSeen(connect(redis_server.url), namespace="t")
    store.claim([A], 1)
    redis_server.stop()
    for act in (
        store.renew,
        store.resign,
        lambda: store.claim([A], 1),
        lambda: store.reserve(["1"], lambda _: {}),
        lambda: store.record([Record(url=A, state=STATE, due=1)], {}),
        lambda: store.release([A]),
        lambda: store.listed([A]),
    ):
        with pytest.raises(SeenAway):
            act()
