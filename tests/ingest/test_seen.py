import threading
from collections.abc import Callable, Mapping

import pytest

from ingest.agenda import Left
from ingest.seen.places import BUSY, Places
from ingest.seen.port import Claim, FeedState, Later, Listed, Record, Seen, SeenAway, Wanted
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
    threads = [threading.Thread(target=lambda s=s: answers.extend(s.claim([Wanted(url=A)], 10))) for s in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(answer).__name__ for answer in answers) == ["Claim"] + ["Later"] * 7


def test_what_is_recorded_comes_with_the_next_claim_once_it_is_due(process: Process) -> None:
    one, other = process(), process()
    assert one.claim([Wanted(url=A)], 10) == [Claim(url=A, state=FeedState())]
    one.record([Record(url=A, state=STATE, due=1000)], {})
    assert other.claim([Wanted(url=A), Wanted(url=B)], 999) == [Later(url=A, due=1000), Claim(url=B, state=FeedState())]
    assert other.claim([Wanted(url=A)], 1000) == [Claim(url=A, state=STATE)]
    assert one.claim([Wanted(url=A)], 1000) == [Later(url=A, due=None)]
    assert one.listed([A, B]) == [Listed(state=STATE, due=1000), Listed(state=FeedState(), due=999)]


def test_a_feed_of_a_process_that_is_gone_is_claimed_as_unfinished(process: Process) -> None:
    one, other = process(), process()
    one.claim([Wanted(url=A)], 10)
    one.resign()
    assert other.claim([Wanted(url=A)], 20) == [Claim(url=A, state=FeedState(), unfinished=True)]
    other.record([Record(url=A, state=STATE, due=30)], {})
    assert one.claim([Wanted(url=A)], 30) == [Claim(url=A, state=STATE)]


def test_a_feed_given_back_is_as_if_it_had_not_been_claimed(process: Process) -> None:
    one, other = process(), process()
    one.claim([Wanted(url=A)], 10)
    one.release([A])
    assert other.claim([Wanted(url=A)], 10) == [Claim(url=A, state=FeedState())]


def test_no_attempt_is_repeated_within_the_interval_of_its_feed_whatever_became_of_it(process: Process) -> None:
    one, other = process(), process()
    wanted = [Wanted(url=A, interval=300)]
    one.claim(wanted, 10)
    assert other.claim(wanted, 309) == [Later(url=A, due=310)]
    assert other.claim(wanted, 310) == [Later(url=A, due=None)]
    one.resign()
    assert other.claim(wanted, 310) == [Claim(url=A, state=FeedState(), unfinished=True)]
    other.release([A])
    assert one.claim(wanted, 609) == [Later(url=A, due=610)]
    assert one.claim(wanted, 610) == [Claim(url=A, state=FeedState())]


C = "https://other.example/c.xml"


@pytest.fixture
def crowd(redis_url: str, namespace: str) -> Callable[[], tuple[RedisSeen, Places]]:
    """Return what makes the store and the places of one more process; two requests at once to a host."""

    def made() -> tuple[RedisSeen, Places]:
        client = connect(redis_url)
        places = Places(client, namespace=namespace, per_host=2, longest=5)
        store = RedisSeen(client, namespace=namespace, places=places)
        store.renew()
        return store, places

    return made


Crowd = Callable[[], tuple[RedisSeen, Places]]


def test_processes_share_the_places_at_a_host(crowd: Crowd) -> None:
    (one, one_places), (other, other_places) = crowd(), crowd()
    assert isinstance(one.claim([Wanted(url=A)], 10)[0], Claim)
    assert other_places.enter("news.example", "page", 0.0) == 0
    [waits, elsewhere] = other.claim([Wanted(url=B), Wanted(url=C)], 10)
    assert waits == Later(url=B, due=10 + BUSY, host=True)
    assert isinstance(elsewhere, Claim)
    assert one_places.enter("news.example", "page", 0.0) == BUSY / 1000
    one_places.leave([Left("news.example", "page", 0.0), Left("news.example", B, 0.0)])  # neither was let in
    assert one_places.enter("news.example", "page", 0.0) == BUSY / 1000
    other_places.leave([Left("news.example", "page", 0.0)])
    assert isinstance(other.claim([Wanted(url=B)], 10)[0], Claim)


def test_processes_share_the_pause_of_a_host_and_its_rest(crowd: Crowd) -> None:
    (one, one_places), (other, other_places) = crowd(), crowd()
    one.claim([Wanted(url=A, pause=60_000)], 10)
    [waits] = other.claim([Wanted(url=B)], 10)
    assert isinstance(waits, Later)
    assert waits.host
    assert waits.due is not None
    assert 59_000 < waits.due <= 60_010
    one_places.leave([Left("news.example", A, 3.0)])
    assert 59 < other_places.enter("news.example", "page", 0.0) <= 60, "a shorter rest ended a longer one"
    one_places.leave([Left("news.example", A, 600.0)])
    assert 599 < other_places.enter("news.example", "page", 0.0) <= 600


def test_a_process_that_dies_holds_no_place_for_longer_than_its_requests(crowd: Crowd, redis_url: str) -> None:
    (one, places), (other, _) = crowd(), crowd()
    one.claim([Wanted(url=A), Wanted(url=B)], 10)
    client = connect(redis_url)
    kept = [client.pttl(key) for key in client.scan_iter(f"{places.place('news.example')}*")]
    assert len(kept) == 2
    assert all(14_000 < each <= 15_000 for each in kept)
    one.resign()
    assert [type(answer) for answer in other.claim([Wanted(url=A), Wanted(url=B)], 10)] == [Claim, Claim]


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
    store.claim([Wanted(url=A)], 1)
    redis_server.stop()
    for act in (
        store.renew,
        store.resign,
        lambda: store.claim([Wanted(url=A)], 1),
        lambda: store.reserve(["1"], lambda _: {}),
        lambda: store.record([Record(url=A, state=STATE, due=1)], {}),
        lambda: store.release([A]),
        lambda: store.listed([A]),
    ):
        with pytest.raises(SeenAway):
            act()
