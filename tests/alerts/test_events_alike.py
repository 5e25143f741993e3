"""Many events of the same kind, told in the same words, in towns that no gazetteer knows: only the planted clash.

Two ferries that sink off two towns are two events, whatever their reports have in common.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from alerts.ledger.memory import MemoryLedger
from alerts.messages import Contradiction
from desk.replay import alerts
from enrich.extractor import Extractor
from enrich.messages import ArticleClaims
from enrich.pipeline import Pipeline
from ingest.messages import Article
from tests.news.planted import Item, news

START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


def article(item: Item) -> Article:
    return Article(
        id=item.id,
        revision=int(item.published.timestamp() * 1000),
        content_hash=item.id,
        url=item.url,
        outlet=item.outlet,
        title=item.title,
        body=item.body,
        published=item.published,
        fetched=item.published,
    )


@pytest.fixture(scope="module")
def items() -> Sequence[Item]:
    return news(articles=80, clashes=10, start=START, apart=timedelta(minutes=5))


@pytest.fixture(scope="module")
def claims(items: Sequence[Item]) -> list[ArticleClaims]:
    extractor = Extractor(Pipeline.load(None))
    return [extractor.extract(article(item)) for item in items]


@pytest.fixture(scope="module")
def told(claims: list[ArticleClaims]) -> list[Contradiction]:
    found: Iterator[Contradiction] = alerts(claims, MemoryLedger(), threshold=0.5)
    return list(found)


def test_towns_unknown_to_any_list_are_still_places(items: Sequence[Item], claims: list[ArticleClaims]) -> None:
    tolls = [
        (item, claim)
        for item, each in zip(items, claims, strict=True)
        for claim in each.claims
        if claim.measure == "killed" and item.title.startswith("Ferry") and claim.field == "title"
    ]
    assert tolls
    without = [item.title for item, claim in tolls if not any(place in item.title for place in claim.where)]
    assert not without, f"no place found in {without}"


def test_events_of_one_kind_in_different_towns_are_not_compared(
    items: Sequence[Item], told: list[Contradiction]
) -> None:
    events = {item.id: item.event for item in items}
    across = [each for each in told if events[each.new.article] != events[each.prior.article]]
    assert not across, "\n".join(f"{each.new.claim.quote} | {each.prior.claim.quote}" for each in across[:5])


def test_each_planted_clash_is_told_once(items: Sequence[Item], told: list[Contradiction]) -> None:
    planted = sorted(item.id for item in items if item.clashes)
    assert sorted(each.new.article for each in told) == planted


def test_a_disputed_toll_contradicts(items: Sequence[Item], told: list[Contradiction]) -> None:
    clashing = {item.id for item in items if item.clashes}
    assert {each.relation for each in told if each.new.article in clashing} == {"contradicts"}
