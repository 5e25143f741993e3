"""Whatever happens to them, the ledger in Redis and the one in memory hold the same."""

from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.ledger.memory import MemoryLedger
from alerts.ledger.port import Change, Held, Ledger, Snapshot
from alerts.ledger.redis import RedisLedger
from enrich.messages import ArticleClaims
from tests.alerts.makers import START, a_claim, a_contradiction, a_report, an_article, held
from wire.clock import FakeClock
from wire.settings.model import LedgerSettings

pytestmark = pytest.mark.redis

BUCKETS = ("killed|a", "killed|b", "killed|c")
QUANTITIES = ("q1", "q2", "q3", "q4")

buckets = st.lists(st.sampled_from(BUCKETS), min_size=1, max_size=2, unique=True).map(
    lambda names: tuple(sorted(names))
)
claims = st.lists(st.tuples(st.sampled_from(QUANTITIES), buckets, st.integers(1, 9)), max_size=2)
merges = st.none() | st.sampled_from([("q2", "q1"), ("q3", "q1"), ("q3", "q2"), ("q4", "q3"), ("q4", "q1")])
steps = st.lists(
    st.tuples(st.sampled_from("xyz"), st.integers(1, 3), st.integers(0, 1), claims, merges, st.booleans()),
    min_size=1,
    max_size=8,
)
Step = tuple[str, int, int, list[tuple[str, tuple[str, ...], int]], tuple[str, str] | None, bool]


def reports(step: Step) -> tuple[Held, ...]:
    article, revision, extractor, claims, _, _ = step
    return tuple(
        held(
            a_report(a_claim(f"{article}{revision}{extractor}{place}", number), article, number, revision=revision),
            quantity,
            names,
        )
        for place, (quantity, names, number) in enumerate(claims)
    )


def asking(step: Step) -> ArticleClaims:
    article, revision, extractor, *_ = step
    return an_article(article=article, revision=revision, extractor=extractor)


def seen(snapshot: Snapshot) -> object:
    """Return what a snapshot says, without what adapters are free in."""

    def plain(all_held: tuple[Held, ...]) -> object:
        return sorted(
            (h.report.claim.id, h.quantity, h.buckets, h.superseded, h.report.claim.low or 0) for h in all_held
        )

    def sets(groups: Any) -> dict[str, set[str]]:
        return {name: set(ids) for name, ids in groups.items()}

    if snapshot.handled:
        return [each.id for each in snapshot.contradictions]
    return (
        snapshot.quiet,
        [each.id for each in snapshot.contradictions],
        plain(snapshot.own),
        plain(snapshot.candidates),
        sets(snapshot.told),
        sets(snapshot.merged),
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_any_course_of_changes_leaves_both_alike(client: Any, course: list[Step]) -> None:
    both: tuple[Ledger, Ledger] = (
        MemoryLedger(),
        RedisLedger(client, namespace=f"t{uuid4().hex}", settings=LedgerSettings(), clock=FakeClock(START)),
    )
    gone: set[str] = set()  # a judge sees current ids alone, and merges nothing else
    for number, step in enumerate(course):
        article, revision, extractor, _, merge, told = step
        mine = reports(step)
        merging = merge is not None and bool(mine) and gone.isdisjoint(merge)
        names = sorted({name for each in mine for name in each.buckets})
        snapshots = [ledger.read(asking(step), names) for ledger in both]
        assert seen(snapshots[0]) == seen(snapshots[1])
        quantity = mine[0].quantity if mine else ""
        taken = [
            ledger.commit(
                Change(
                    article=article,
                    revision=revision,
                    extractor=extractor,
                    versions=snapshot.versions,
                    held=mine,
                    aliases=dict([merge]) if merge and merging else {},
                    contradictions=(a_contradiction(f"c{number}", quantity=quantity),) if told and mine else (),
                )
            )
            for ledger, snapshot in zip(both, snapshots, strict=True)
        ]
        assert taken[0] == taken[1]
        if merge and merging and taken[0]:
            gone.add(merge[0])
    for name in BUCKETS:
        asked = an_article(article="other", revision=9)
        one, other = (ledger.read(asked, [name]) for ledger in both)
        assert seen(one) == seen(other)
