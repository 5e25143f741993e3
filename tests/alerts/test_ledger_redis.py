"""What the ledger in Redis does beyond the contract: many workers, expiry, a server that goes away."""

import threading
import zlib
from datetime import timedelta

import msgspec
import pytest
import redis

from alerts.handle import handle
from alerts.ledger import redis as adapter
from alerts.ledger.compression import DICTIONARY
from alerts.ledger.packing import Record
from alerts.ledger.port import Change, Held, LedgerAway
from alerts.ledger.records import record_of
from alerts.ledger.redis import RedisLedger
from enrich.messages import ArticleClaims
from tests.alerts.makers import START, a_claim, a_contradiction, a_report, a_toll, an_article, held
from tests.servers.redis_server import RedisServer
from wire.clock import FakeClock
from wire.redis import connect
from wire.settings.model import LedgerSettings

pytestmark = pytest.mark.redis

DAY = 86_400


@pytest.fixture
def ledger(client: "redis.Redis", namespace: str) -> RedisLedger:
    return RedisLedger(client, namespace=namespace, settings=LedgerSettings(), clock=FakeClock(START))


def put(ledger: RedisLedger, *reports: Held, sources: dict[str, int] | None = None) -> None:
    first = reports[0].report
    names = sorted({bucket for each in reports for bucket in each.buckets})
    article = an_article(*(each.report for each in reports))
    snapshot = ledger.read(article, names)
    change = Change(
        article=first.article,
        revision=first.revision,
        extractor=0,
        versions=snapshot.versions,
        held=reports,
        sources=sources or {},
    )
    assert ledger.commit(change)


def days(client: "redis.Redis", namespace: str) -> dict[str, float]:
    """Return for each key how many days it lives on, -1 for ever."""
    prefix = f"{namespace}:l:"
    left = {name(key).removeprefix(prefix): client.ttl(key) for key in client.scan_iter(f"{prefix}*")}
    return {key: seconds / DAY if seconds > 0 else seconds for key, seconds in left.items()}


def name(key: bytes | str) -> str:
    return key if isinstance(key, str) else key.decode()


def test_all_keys_are_under_the_namespace_and_expire(
    ledger: RedisLedger, client: "redis.Redis", namespace: str
) -> None:
    before = set(client.keys())
    put(ledger, held(a_report(a_claim("k1"))))
    new = {name(key) for key in set(client.keys()) - before}
    assert new
    assert all(key.startswith(f"{namespace}:l:") for key in new)
    assert {key for key, left in days(client, namespace).items() if left < 0} == {"n"}


def test_what_one_source_said_lives_a_week_and_what_several_said_a_quarter(
    ledger: RedisLedger, client: "redis.Redis", namespace: str
) -> None:
    put(ledger, held(a_report(a_claim("k1"), "a1"), "q1"))
    put(ledger, held(a_report(a_claim("k2"), "a2"), "q2", ("killed|dorham",)))
    put(ledger, held(a_report(a_claim("k3"), "a3"), "q1"), sources={"q1": 2})
    left = days(client, namespace)
    week = {key for key, lives in left.items() if 7 <= lives < 8}
    quarter = {key for key, lives in left.items() if 90 <= lives < 97}
    assert week == {"a:a2", "h:a2:1:0", "u:q2", "b:killed|dorham"}
    assert quarter == {"a:a1", "h:a1:1:0", "a:a3", "h:a3:1:0", "u:q1", "b:killed|barabury"}


def test_a_merged_id_lives_as_long_as_the_quantity_that_it_became(
    ledger: RedisLedger, client: "redis.Redis", namespace: str
) -> None:
    put(ledger, held(a_report(a_claim("k1"), "a1"), "q1"))
    put(ledger, held(a_report(a_claim("k2"), "a2"), "q2"))
    snapshot = ledger.read(an_article(a_report(a_claim("k3"), "a3")), ["killed|barabury"])
    three = held(a_report(a_claim("k3"), "a3"), "q1")
    assert ledger.commit(
        Change(
            article="a3",
            revision=1,
            extractor=0,
            versions=snapshot.versions,
            held=(three,),
            aliases={"q2": "q1"},
            sources={"q1": 3},
        )
    )
    left = days(client, namespace)
    assert left["u:q2"] >= 90
    assert left["h:a2:1:0"] >= 90
    assert [each.report.claim.id for each in ledger.history("q2")] == ["k1", "k2", "k3"]


def test_a_busy_bucket_gives_the_latest_and_stays_bounded(
    ledger: RedisLedger, client: "redis.Redis", namespace: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alerts.ledger.plan.QUANTITIES_INDEXED", 12)
    monkeypatch.setattr(adapter, "RARE", 8)
    for number in range(20):
        put(ledger, held(a_report(a_claim(f"k{number}"), f"a{number}", minutes=number), f"q{number}"))
    found = ledger.read(an_article(a_report(a_claim("k"), "b")), ["killed|barabury"]).candidates
    assert [each.report.article for each in found] == [f"a{number}" for number in range(19, 7, -1)]
    assert client.zcard(f"{namespace}:l:b:killed|barabury") == 13


def test_of_many_busy_buckets_each_gives_little(ledger: RedisLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "RARE", 8)
    names = [f"killed|{place}" for place in ("barabury", "dorham", "elport")]
    for number in range(30):
        each = held(a_report(a_claim(f"k{number}"), f"a{number}", minutes=number), f"q{number}", (names[number % 3],))
        put(ledger, each)
    found = ledger.read(an_article(a_report(a_claim("k"), "b")), names).candidates
    assert [each.report.article for each in found] == ["a27", "a24"]


def test_in_a_busy_bucket_what_shares_another_comes_first(ledger: RedisLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "RARE", 8)
    both = ("killed|barabury", "killed|dorham")
    put(ledger, held(a_report(a_claim("old"), "a"), "q", both))
    for number in range(20):
        put(ledger, held(a_report(a_claim(f"k{number}"), f"a{number}", minutes=number), f"q{number}"))
    found = ledger.read(an_article(a_report(a_claim("k"), "b")), both).candidates
    assert found[0].report.claim.id == "old"


def test_those_of_common_names_do_not_crowd_out_what_shares_a_rare_one(
    ledger: RedisLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapter, "RARE", 8)
    monkeypatch.setattr(adapter, "TAKEN", 12)
    common = ("killed|aid", "killed|blaze")
    put(ledger, held(a_report(a_claim("old"), "a"), "q", ("killed|lanendal",)))
    for number in range(20):
        put(ledger, held(a_report(a_claim(f"k{number}"), f"a{number}", minutes=number), f"q{number}", common))
    found = ledger.read(an_article(a_report(a_claim("k"), "b")), (*common, "killed|lanendal")).candidates
    assert len(found) == 12
    assert found[0].report.claim.id == "old"


def test_a_quantity_of_another_event_in_the_same_town_is_not_even_read(ledger: RedisLedger) -> None:
    def names(*places: str) -> tuple[str, ...]:
        return tuple(f"killed|{place}" for place in ("barabury", *places))

    for number, event in enumerate(("flood", "blaze")):
        report = a_report(a_claim(f"k{number}", events=(event,)), f"a{number}", minutes=number)
        put(ledger, held(report, event, names(*(f"{event}{place}" for place in range(3)))))
    article = an_article(a_report(a_claim("k", events=("fire",)), "b", minutes=9))
    found = ledger.read(article, names("dorham", "elport", "kelton"))
    assert [each.quantity for each in found.candidates] == ["blaze"]
    assert "\0blaze" in found.versions
    assert "\0flood" not in found.versions


def test_a_like_event_of_one_common_name_days_before_is_not_read(ledger: RedisLedger) -> None:
    def names(*places: str) -> tuple[str, ...]:
        return tuple(f"killed|{place}" for place in ("barabury", *places))

    for quantity, minutes in (("old", 0), ("new", 47 * 60)):
        report = a_report(a_claim(quantity, events=("fire",)), quantity, minutes=minutes)
        put(ledger, held(report, quantity, names(*(f"{quantity}{place}" for place in range(3)))))
    article = an_article(a_report(a_claim("k", events=("fire",)), "b", minutes=49 * 60))
    found = ledger.read(article, names("dorham", "elport", "kelton"))
    assert [each.quantity for each in found.candidates] == ["new"]
    assert "\0old" not in found.versions
    two = ledger.read(article, names("old0", "elport", "kelton"))
    assert {each.quantity for each in two.candidates} == {"old", "new"}


def first_format(record: Record) -> bytes:
    deflate = zlib.compressobj(1, zlib.DEFLATED, -15, 8, zlib.Z_DEFAULT_STRATEGY, DICTIONARY)
    return b"\x01" + deflate.compress(msgspec.msgpack.encode(record)) + deflate.flush()


def test_a_quantity_that_an_earlier_release_wrote_is_found_whatever_its_event(
    ledger: RedisLedger, client: "redis.Redis", namespace: str
) -> None:
    report = a_report(a_claim("k1", events=("flood",)), "a1")
    put(ledger, held(report))
    key = f"{namespace}:l:u:q1"
    stored = client.get(key)
    assert isinstance(stored, bytes)
    client.set(key, stored[:8] + first_format(record_of(stored)))
    found = ledger.read(an_article(a_report(a_claim("k", events=("fire",)), "b")), ["killed|barabury"])
    assert [each.report.claim.id for each in found.candidates] == ["k1"]


def test_a_rare_bucket_gives_all_that_it_has(ledger: RedisLedger) -> None:
    for number in range(8):
        put(ledger, held(a_report(a_claim(f"k{number}"), f"a{number}", minutes=number), f"q{number}"))
    found = ledger.read(an_article(a_report(a_claim("k"), "b")), ["killed|barabury"]).candidates
    assert len(found) == 8


def test_a_quantity_keeps_its_latest_reports(ledger: RedisLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alerts.ledger.writing.REPORTS_KEPT", 3)
    for number in (5, 1, 4, 2, 3):
        put(ledger, held(a_report(a_claim(f"k{number}"), f"a{number}", minutes=number)))
    assert [each.report.article for each in ledger.history("q1")] == ["a3", "a4", "a5"]


def test_another_process_reads_what_changed_since(client: "redis.Redis", namespace: str) -> None:
    settings, clock = LedgerSettings(), FakeClock(START)
    one = RedisLedger(client, namespace=namespace, settings=settings, clock=clock)
    other = RedisLedger(client, namespace=namespace, settings=settings, clock=clock)
    asked = an_article(a_report(a_claim("k"), "b"))
    put(one, held(a_report(a_claim("k1"), "a1")))
    assert len(other.read(asked, ["killed|barabury"]).candidates) == 1
    put(one, held(a_report(a_claim("k2"), "a2")))
    assert len(other.read(asked, ["killed|barabury"]).candidates) == 2


def test_a_quantity_that_moved_through_another_bucket_is_seen(ledger: RedisLedger) -> None:
    put(ledger, held(a_report(a_claim("k1"), "a1"), "q1", ("killed|barabury", "killed|fire")))
    first, second = a_report(a_claim("k2"), "a2"), a_report(a_claim("k3"), "a3")
    snapshot = ledger.read(an_article(first), ["killed|barabury"])
    put(ledger, held(second, "q1", ("killed|fire",)))
    change = Change(
        article="a2",
        revision=1,
        extractor=0,
        versions=snapshot.versions,
        held=(held(first, "q1", ("killed|barabury",)),),
    )
    assert not ledger.commit(change)


def test_two_claims_of_one_quantity_at_the_same_moment_give_one_alert(redis_url: str, namespace: str) -> None:
    rounds, workers = 12, 4
    told: list[tuple[int, str]] = []
    lock = threading.Lock()
    starts = [threading.Barrier(workers) for _ in range(rounds)]

    def work(worker: int) -> None:
        client = connect(redis_url)
        for turn, start in enumerate(starts):
            # One article says 12, one says 19 of one fire; each is delivered to two workers, all at once.
            ledger = RedisLedger(
                client, namespace=f"{namespace}-{turn}", settings=LedgerSettings(), clock=FakeClock(START)
            )
            article = one_of_two(worker % 2)
            start.wait(30)
            decision = handle(article, ledger, threshold=0.0, now=START + timedelta(hours=1))
            with lock:
                told.extend((turn, each.id) for each in decision.contradictions)
        client.close()

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    assert sorted(turn for turn, _ in set(told)) == list(range(rounds))


def one_of_two(which: int) -> ArticleClaims:
    """Return one of two articles that cannot both be right."""
    number = (12, 19)[which]
    claim = a_toll(
        f"k{which}",
        number,
        attribution=("fire service", "hospital")[which],
        disputes=(12.0,) if which else (),
    )
    topics = ("fire", "Barabury")
    return an_article(a_report(claim, f"a{which}", which, title="Fire in Barabury", topics=topics))


def test_a_server_that_is_away_raises_ledger_away_and_comes_back(redis_server: RedisServer, namespace: str) -> None:
    client = connect(redis_server.url)
    ledger = RedisLedger(client, namespace=namespace, settings=LedgerSettings(), clock=FakeClock(START))
    one = held(a_report(a_claim("k1")))
    put(ledger, one)
    redis_server.stop()
    with pytest.raises(LedgerAway):
        ledger.read(an_article(one.report), one.buckets)
    with pytest.raises(LedgerAway):
        ledger.commit(Change(article="a1", revision=2, extractor=0, versions={}, contradictions=(a_contradiction(),)))
    redis_server.start()
    assert ledger.read(an_article(one.report), one.buckets).handled
    client.close()


def test_a_full_server_raises_ledger_away_and_nothing_has_happened(redis_server: RedisServer, namespace: str) -> None:
    client = connect(redis_server.url)
    ledger = RedisLedger(client, namespace=namespace, settings=LedgerSettings(), clock=FakeClock(START))
    one = held(a_report(a_claim("k1")))
    snapshot = ledger.read(an_article(one.report), one.buckets)
    client.config_set("maxmemory", 1)
    with pytest.raises(LedgerAway):
        ledger.commit(Change(article="a1", revision=1, extractor=0, versions=snapshot.versions, held=(one,)))
    client.config_set("maxmemory", 0)
    assert client.keys(f"{namespace}:*") == []
    client.close()
