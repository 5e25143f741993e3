"""One article after the other through ledger and judge: the same is told once, in whatever order articles come."""

from itertools import permutations

import pytest

from alerts.handle import handle
from alerts.ledger.memory import MemoryLedger
from enrich.messages import ArticleClaims
from tests.alerts.makers import START, a_report, a_toll, an_article


def article(which: int, number: int) -> ArticleClaims:
    """Return the article number `which` on one fire; those that count 19 dispute the 12 of the others."""
    claim = a_toll(
        f"k{which}",
        number,
        attribution="hospital" if number == 19 else "fire service",
        disputes=(12.0,) if number == 19 else (),
    )
    topics = ("fire", "Barabury")
    return an_article(a_report(claim, f"a{which}", which, title="Fire in Barabury", topics=topics))


@pytest.mark.parametrize("numbers", [(12, 19), (12, 12, 19), (12, 19, 19), (12, 12, 12, 19)])
def test_a_dispute_is_told_once_in_whatever_order_its_articles_are_handled(numbers: tuple[int, ...]) -> None:
    for order in permutations(range(len(numbers))):
        ledger = MemoryLedger()
        told = [
            each.id
            for which in order
            for each in handle(article(which, numbers[which]), ledger, threshold=0.5, now=START).contradictions
        ]
        assert len(told) == 1, order


def test_an_article_handled_again_brings_its_contradictions_again() -> None:
    ledger = MemoryLedger()
    handle(article(0, 12), ledger, threshold=0.5, now=START)
    first = handle(article(1, 19), ledger, threshold=0.5, now=START).contradictions
    assert len(first) == 1
    assert handle(article(1, 19), ledger, threshold=0.5, now=START).contradictions == first


def test_the_sources_of_a_quantity_are_counted_until_several_are_known() -> None:
    ledger = MemoryLedger()
    counted = []
    for which, source in enumerate(("fire service", "hospital", "fire service", "hospital")):
        claim = a_toll(f"k{which}", 12, attribution=source)
        report = a_report(claim, f"a{which}", which, title="Fire in Barabury", topics=("fire", "Barabury"))
        counted.append(list(handle(an_article(report), ledger, threshold=0.5, now=START).sources.values()))
    assert counted == [[1], [2], [], []]
