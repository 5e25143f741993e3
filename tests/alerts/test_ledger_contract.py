"""What every ledger promises: the contract of alerts/ledger/port.py, point by point."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import redis

from alerts.ledger.memory import MemoryLedger
from alerts.ledger.port import Change, Held, Ledger, Snapshot
from alerts.ledger.redis import RedisLedger
from tests.alerts.makers import START, a_claim, a_contradiction, a_report, an_article, changed, held
from wire.clock import FakeClock
from wire.settings.model import LedgerSettings


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.redis)])
def ledger(request: pytest.FixtureRequest) -> Iterator[Ledger]:
    if request.param == "memory":
        yield MemoryLedger()
        return
    client = redis.Redis.from_url(request.getfixturevalue("redis_url"))
    yield RedisLedger(client, namespace=f"t{uuid4().hex}", settings=LedgerSettings(), clock=FakeClock(START))
    client.close()


def change(snapshot: Snapshot, *reports: Held, revision: int = 1, extractor: int = 0, **more: Any) -> Change:
    article = reports[0].report.article if reports else "a1"
    return Change(
        article=article, revision=revision, extractor=extractor, versions=snapshot.versions, held=reports, **more
    )


def put(ledger: Ledger, *reports: Held, extractor: int = 0, **more: Any) -> Snapshot:
    """Read and commit one article; return the snapshot."""
    snapshot = read(ledger, *reports, extractor=extractor)
    revision = reports[0].report.revision
    assert ledger.commit(change(snapshot, *reports, revision=revision, extractor=extractor, **more))
    return snapshot


def read(ledger: Ledger, *reports: Held, extractor: int = 0) -> Snapshot:
    buckets = sorted({bucket for each in reports for bucket in each.buckets})
    return ledger.read(an_article(*(each.report for each in reports), extractor=extractor), buckets)


def one(article: str = "a1", number: float = 12, minutes: float = 0, revision: int = 1, **more: Any) -> Held:
    claim = a_claim(f"k-{article}-{revision}", number)
    return held(a_report(claim, article, minutes, revision=revision), **more)


def key(each: Held) -> str:
    return each.report.claim.id


def test_an_empty_ledger_knows_nothing(ledger: Ledger) -> None:
    snapshot = read(ledger, one())
    assert snapshot.versions["killed|barabury"] == 0
    assert (snapshot.handled, snapshot.quiet) == (False, False)
    assert (snapshot.own, snapshot.candidates, snapshot.contradictions) == ((), (), ())


def test_what_is_committed_comes_back_whole_to_another_article_in_its_bucket(ledger: Ledger) -> None:
    claim = a_claim(
        "k1",
        1.5,
        base_low=1.5,
        base_high=1.5,
        before="Smoke rose.",
        after="Nobody was arrested.",
        where=("Barabury", "Coast"),
        when=START,
        period="on Tuesday",
        part_of="k0",
        presented="correction",
        replaces=(60.0, 2.5),
        disputes=(7.0,),
        implicit=True,
    )
    first = held(
        a_report(
            claim,
            lead="A fire broke out.",
            topics=("fire",),
            entities=("Barabury",),
            fingerprint=(0, 7, 4294967295),
            ours=True,
            updated=START,
        ),
        buckets=("killed|barabury", "killed|fire"),
    )
    put(ledger, first)
    assert read(ledger, one("a2")).candidates == (first,)


def test_reports_of_one_article_share_nothing_but_the_article(ledger: Ledger) -> None:
    first = held(a_report(a_claim("k1", 12)), "q1", ("killed|barabury",))
    second = held(a_report(a_claim("k2", 40, before="Before.", measure="injured")), "q2", ("injured|barabury",))
    put(ledger, first, second)
    assert read(ledger, one("a2")).candidates == (first,)
    assert read(ledger, one("a2", buckets=("injured|barabury",))).candidates == (second,)


def test_buckets_keep_to_themselves(ledger: Ledger) -> None:
    put(ledger, one(buckets=("killed|barabury",)))
    assert read(ledger, one("a2", buckets=("killed|dorham",))).candidates == ()


def test_an_articles_own_reports_are_no_candidates(ledger: Ledger) -> None:
    put(ledger, one())
    assert read(ledger, one(revision=2)).candidates == ()


def test_a_change_is_refused_when_a_bucket_has_moved_and_nothing_has_happened(ledger: Ledger) -> None:
    overtaken = read(ledger, one("a1", buckets=("killed|barabury", "killed|fire")))
    put(ledger, one("a2"))
    assert not ledger.commit(change(overtaken, one("a1", buckets=("killed|barabury", "killed|fire"))))
    assert [key(each) for each in read(ledger, one("a3")).candidates] == ["k-a2-1"]
    assert read(ledger, one("a3", buckets=("killed|fire",))).candidates == ()
    assert not read(ledger, one("a1")).handled


def test_a_change_is_taken_when_another_bucket_has_moved(ledger: Ledger) -> None:
    snapshot = read(ledger, one("a1"))
    put(ledger, one("a2", quantity="q2", buckets=("killed|dorham",)))
    assert ledger.commit(change(snapshot, one("a1")))


def test_every_bucket_of_a_report_moves_when_it_is_added(ledger: Ledger) -> None:
    buckets = ("killed|barabury", "killed|fire")
    overtaken = read(ledger, one("a1", buckets=("killed|fire",)))
    put(ledger, one("a2", buckets=buckets))
    assert not ledger.commit(change(overtaken, one("a1", buckets=("killed|fire",))))


def test_every_bucket_of_a_report_moves_when_it_is_superseded(ledger: Ledger) -> None:
    put(ledger, one("a2", buckets=("killed|barabury", "killed|fire")))
    overtaken = read(ledger, one("a1", buckets=("killed|fire",)))
    put(ledger, one("a2", 14, revision=2, buckets=("killed|barabury",)))
    assert not ledger.commit(change(overtaken, one("a1", buckets=("killed|fire",))))


def test_a_handled_article_says_so_and_brings_its_contradictions_again(ledger: Ledger) -> None:
    contradiction = a_contradiction()
    put(ledger, one(), contradictions=(contradiction,))
    snapshot = read(ledger, one())
    assert snapshot.handled
    assert snapshot.contradictions == (contradiction,)


def test_a_handled_article_brings_again_what_was_merged_into_its_quantities(ledger: Ledger) -> None:
    put(ledger, one("a1", quantity="q1"))
    put(ledger, one("a2", quantity="q2", buckets=("killed|dorham",)))
    put(ledger, one("a3", quantity="q3", buckets=("killed|calenford",)))
    both = one("a4", quantity="q2", buckets=("killed|dorham", "killed|calenford"))
    put(ledger, both, aliases={"q3": "q2"})
    assert dict(read(ledger, both).merged) == {"q2": ("q3",)}
    put(ledger, one("a5", quantity="q1"), aliases={"q2": "q1"})
    assert {name: set(ids) for name, ids in read(ledger, both).merged.items()} == {"q1": {"q2", "q3"}}


def test_an_article_without_claims_is_handled_too(ledger: Ledger) -> None:
    snapshot = ledger.read(an_article(), ())
    assert ledger.commit(change(snapshot))
    assert ledger.read(an_article(), ()).handled


@pytest.mark.parametrize(("revision", "extractor"), [(1, 1), (2, 0), (2, 1)])
def test_what_is_no_later_than_what_was_handled_changes_nothing(ledger: Ledger, revision: int, extractor: int) -> None:
    put(ledger, one(revision=2), extractor=1)
    snapshot = read(ledger, one(revision=revision, number=40), extractor=extractor)
    assert snapshot.handled
    late = one(revision=revision, number=40)
    assert not ledger.commit(change(snapshot, late, revision=revision, extractor=extractor))
    (found,) = read(ledger, one("a2")).candidates
    assert found.report.claim.low == 12


def test_a_revision_supersedes_and_keeps_what_was_said_before(ledger: Ledger) -> None:
    put(ledger, one())
    snapshot = put(ledger, one(number=14, minutes=9, revision=2))
    assert [(key(each), each.superseded) for each in snapshot.own] == [("k-a1-1", False)]
    assert not snapshot.quiet
    found = {key(each): each.superseded for each in read(ledger, one("a2")).candidates}
    assert found == {"k-a1-1": True, "k-a1-2": False}
    third = read(ledger, one(revision=3))
    assert {key(each): each.superseded for each in third.own} == found


def test_a_revision_may_move_to_another_quantity_and_bucket(ledger: Ledger) -> None:
    put(ledger, one(quantity="q1"))
    put(ledger, one(revision=2, quantity="q2", buckets=("killed|dorham",)))
    assert [(key(each), each.superseded) for each in read(ledger, one("a2")).candidates] == [("k-a1-1", True)]
    found = read(ledger, one("a2", buckets=("killed|dorham",))).candidates
    assert [(key(each), each.quantity, each.superseded) for each in found] == [("k-a1-2", "q2", False)]


def test_a_revision_without_claims_supersedes_all(ledger: Ledger) -> None:
    put(ledger, one())
    later = an_article(revision=2)
    assert ledger.commit(change(ledger.read(later, ()), revision=2))
    assert [each.superseded for each in read(ledger, one("a2")).candidates] == [True]


def test_a_newer_extractor_replaces_quietly_and_leaves_no_history(ledger: Ledger) -> None:
    contradiction = a_contradiction()
    put(ledger, one(), contradictions=(contradiction,))
    snapshot = put(ledger, one(number=14), extractor=1)
    assert snapshot.quiet
    assert snapshot.contradictions == (contradiction,)
    (found,) = read(ledger, one("a2")).candidates
    assert (found.report.claim.low, found.superseded) == (14, False)


def test_merged_quantities_go_by_the_older_id_for_ever(ledger: Ledger) -> None:
    put(ledger, one("a1", quantity="q1"))
    put(ledger, one("a2", quantity="q2", buckets=("killed|dorham",)))
    both = ("killed|barabury", "killed|dorham")
    put(ledger, one("a3", quantity="q1", buckets=both), aliases={"q2": "q1"})
    found = read(ledger, one("a4", buckets=both)).candidates
    assert {key(each): each.quantity for each in found} == {"k-a1-1": "q1", "k-a2-1": "q1", "k-a3-1": "q1"}
    assert [each.quantity for each in read(ledger, one("a4", buckets=("killed|dorham",))).candidates] == ["q1", "q1"]


def test_a_chain_of_merges_leads_to_the_oldest(ledger: Ledger) -> None:
    put(ledger, one("a1", quantity="q1"))
    put(ledger, one("a2", quantity="q2"))
    put(ledger, one("a3", quantity="q3"))
    put(ledger, one("a4", quantity="q2"), aliases={"q3": "q2"})
    put(ledger, one("a5", quantity="q1"), aliases={"q2": "q1"})
    assert {each.quantity for each in read(ledger, one("a6")).candidates} == {"q1"}


def test_a_report_under_a_merged_id_lands_under_the_older(ledger: Ledger) -> None:
    put(ledger, one("a1", quantity="q1"))
    put(ledger, one("a2", quantity="q1"), aliases={"q2": "q1"})
    put(ledger, one("a3", quantity="q2"))
    assert {each.quantity for each in read(ledger, one("a4")).candidates} == {"q1"}


def test_every_bucket_of_a_report_moves_when_its_quantity_is_merged(ledger: Ledger) -> None:
    put(ledger, one("a1", quantity="q1"))
    put(ledger, one("a2", quantity="q2", buckets=("killed|barabury", "killed|fire")))
    seen = read(ledger, one("a3", buckets=("killed|barabury",)))
    assert ledger.commit(change(seen, one("a3", quantity="q1"), aliases={"q2": "q1"}))
    assert not ledger.commit(change(changed(seen), one("a4")))


def test_what_was_told_of_a_quantity_comes_with_its_reports(ledger: Ledger) -> None:
    put(ledger, one("a1", quantity="q1"), contradictions=(a_contradiction("c1", quantity="q1"),))
    put(ledger, one("a2", quantity="q2", buckets=("killed|dorham",)))
    snapshot = read(ledger, one("a3", buckets=("killed|barabury", "killed|dorham")))
    assert dict(snapshot.told) == {"q1": ("c1",)}
    assert dict(snapshot.merged) == {}
    assert dict(read(ledger, one("a3", buckets=("killed|dorham",))).told) == {}


def test_what_was_told_of_merged_quantities_was_told_of_the_older(ledger: Ledger) -> None:
    put(ledger, one("a1", quantity="q1"), contradictions=(a_contradiction("c1", quantity="q1"),))
    put(ledger, one("a2", quantity="q2"), contradictions=(a_contradiction("c2", quantity="q2"),))
    put(ledger, one("a3", quantity="q3"))
    put(ledger, one("a4", quantity="q2"), aliases={"q3": "q2"})
    put(ledger, one("a5", quantity="q1"), aliases={"q2": "q1"})
    snapshot = read(ledger, one("a6"))
    assert {name: set(ids) for name, ids in snapshot.told.items()} == {"q1": {"c1", "c2"}}
    assert {name: set(ids) for name, ids in snapshot.merged.items()} == {"q1": {"q2", "q3"}}


def test_quantities_with_several_sources_are_told_with_their_reports(ledger: Ledger) -> None:
    put(ledger, one("a1", quantity="q1"), sources={"q1": 1})
    put(ledger, one("a2", quantity="q2", buckets=("killed|dorham",)), sources={"q2": 2})
    assert read(ledger, one("a3")).several == frozenset()
    assert read(ledger, one("a3", buckets=("killed|barabury", "killed|dorham"))).several == {"q2"}
    put(ledger, one("a3", quantity="q2", buckets=("killed|dorham",)))
    assert read(ledger, one("a4", buckets=("killed|dorham",))).several == {"q2"}
    put(ledger, one("a4", quantity="q1"), aliases={"q2": "q1"})
    assert read(ledger, one("a5")).several == {"q1"}


def test_many_reports_of_one_quantity_are_all_found(ledger: Ledger) -> None:
    for number in range(24):
        put(ledger, one(f"a{number}", number, minutes=number))
    found = read(ledger, one("b")).candidates
    assert sorted(each.report.claim.low or 0 for each in found) == list(range(24))


def test_pairs_that_an_editor_set_apart_are_told(ledger: Any) -> None:
    ledger.separate("k2", "k1")
    assert read(ledger, one()).separated == frozenset({("k1", "k2")})
