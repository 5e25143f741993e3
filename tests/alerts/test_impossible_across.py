"""A total below what was counted of its parts before, in other articles: told once, whichever comes first."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
import redis

from alerts.handle import handle
from alerts.ledger.memory import MemoryLedger
from alerts.ledger.port import Ledger
from alerts.ledger.redis import RedisLedger
from alerts.messages import Contradiction
from alerts.render.story import finding
from enrich.extractor import Extractor
from enrich.messages import ArticleClaims
from enrich.pipeline import Pipeline
from ingest.messages import Article
from wire.clock import FakeClock
from wire.settings.model import LedgerSettings

NOON = datetime(2026, 3, 6, 12, 0, tzinfo=UTC)
NIGHT = "Rescuers dug through the night in Barabury."
CHILDREN = (
    "School collapses in Barabury, children dead",
    f"Twenty-five children were killed when a school in Barabury collapsed on Friday, the ministry said. {NIGHT}",
)
SCHOOL = (
    "School collapse in Barabury",
    f"The collapse of a school in Barabury on Friday killed {{}} people, the mayor said. {NIGHT}",
)
LISTED = (
    "Bus crash near Barabury",
    f"Fourteen women and nine children died when a bus crashed near Barabury on Friday, police said. {NIGHT}",
)
BUS = ("Bus crash near Barabury", f"A bus crash near Barabury killed {{}} people on Friday, police said. {NIGHT}")


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(Pipeline.load(None))


def article(extractor: Extractor, id: str, said: tuple[str, str], hours: float, total: str = "") -> ArticleClaims:
    time = NOON + timedelta(hours=hours)
    title, body = (text.format(total) for text in said)
    return extractor.extract(
        Article(
            id=id,
            revision=1,
            content_hash=id,
            outlet=f"Outlet {id}",
            title=title,
            body=body,
            language="en",
            published=time,
            fetched=time,
        )
    )


def told(ledger: Ledger, articles: Sequence[ArticleClaims]) -> list[Contradiction]:
    return [
        contradiction
        for each in articles
        for contradiction in handle(each, ledger, threshold=0.5, now=each.fetched).contradictions
    ]


@pytest.mark.parametrize(
    ("part", "whole", "count", "sentence"),
    [
        (CHILDREN, SCHOOL, "20", "the mayor says 20 people, the ministry 25 children"),
        (LISTED, BUS, "20", "police in Outlet a2 say 20 people, police in Outlet a1 9 children and more"),
    ],
)
def test_a_later_total_below_its_parts_is_told_in_either_order(
    extractor: Extractor, part: tuple[str, str], whole: tuple[str, str], count: str, sentence: str
) -> None:
    both = [article(extractor, "a1", part, 0), article(extractor, "a2", whole, 3, count)]
    (first,), (second,) = (told(MemoryLedger(), order) for order in permutations(both))
    assert first.relation == "impossible"
    assert finding(first).endswith(f": {sentence}")
    assert (first.id, first.new, first.prior) == (second.id, second.new, second.prior)


@pytest.mark.parametrize(
    ("hours", "count"),
    [
        (-3, "20"),  # the total is older: the count went on
        (3, "25"),
        (3, "40"),
        (3, "at least 20"),
    ],
)
def test_a_total_that_is_older_or_great_enough_is_possible(extractor: Extractor, hours: float, count: str) -> None:
    both = [article(extractor, "a1", CHILDREN, 0), article(extractor, "a2", SCHOOL, hours, count)]
    for order in permutations(both):
        assert "impossible" not in {each.relation for each in told(MemoryLedger(), order)}


def test_a_total_that_was_known_before_the_part_comes_late(extractor: Extractor) -> None:
    articles = [
        article(extractor, "a0", SCHOOL, -2, "20"),
        article(extractor, "a1", CHILDREN, 0),
        article(extractor, "a2", SCHOOL, 3, "20"),
    ]
    assert "impossible" not in {each.relation for each in told(MemoryLedger(), articles)}


def test_a_total_is_told_once_however_many_parts_are_greater(extractor: Extractor) -> None:
    more = tuple(text.replace("Twenty-five children", "Twenty-six children") for text in CHILDREN)
    articles = [
        article(extractor, "a1", CHILDREN, 0),
        article(extractor, "a2", (more[0], more[1]), 1),
        article(extractor, "a3", SCHOOL, 3, "20"),
    ]
    found = [each.relation for each in told(MemoryLedger(), articles)]
    assert found.count("impossible") == 1


def test_another_events_total_is_no_whole_of_the_part(extractor: Extractor) -> None:
    other = (SCHOOL[0].replace("Barabury", "Kelmore"), SCHOOL[1].replace("Barabury", "Kelmore"))
    articles = [article(extractor, "a1", CHILDREN, 0), article(extractor, "a2", other, 3, "20")]
    assert told(MemoryLedger(), articles) == []


@pytest.mark.redis
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_what_is_told_of_a_quantity_that_came_before_leaves_its_reports(
    extractor: Extractor, client: "redis.Redis", namespace: str, order: tuple[int, int]
) -> None:
    def ledger() -> RedisLedger:
        return RedisLedger(client, namespace=namespace, settings=LedgerSettings(), clock=FakeClock(NOON))

    both = [article(extractor, "a1", CHILDREN, 0), article(extractor, "a2", SCHOOL, 3, "20")]
    (only,) = told(ledger(), [both[place] for place in order])
    history = ledger().history(only.quantity)
    assert only.new.claim.id in {held.report.claim.id for held in history}
    assert told(ledger(), both) == [only]
