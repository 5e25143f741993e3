"""What is told does not hang on the order in which articles are handled."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.handle import handle
from alerts.judge import Weigher
from alerts.judge.names import contradiction_id
from alerts.judge.sources import source_name
from alerts.ledger.memory import MemoryLedger
from alerts.messages import Contradiction, Report
from enrich.messages import ArticleClaims
from tests.alerts.makers import START, a_claim, a_report, an_article

PLACES = ("Barabury", "Calenford", "Dorisport")

match = Weigher()


def figure(event: int, number: int, place: str, by: str, **more: Any) -> dict[str, Any]:
    quote = f"The fire in {place} killed {number} people, the {place} {by} said."
    at = quote.index(str(number))
    return {
        "low": number,
        "base_low": number,
        "base_high": number,
        "base_unit": "1",
        "quote": quote,
        "start": at,
        "end": at + len(str(number)),
        "counted": "people",
        "lemma": "person",
        "where": (place,),
        "events": ("fire",),
        "attribution": f"the {place} {by}",
    } | more


def article(event: int, role: str, number: int, minutes: int, revision: int = 1) -> ArticleClaims:
    """Return an article on the fire of `event`: the `first` report, one that `repeat`s it, or the `dispute`."""
    place, id = PLACES[event], f"{event}-{number}"
    counted, disputed = 12 + event, 31 + event
    title = f"Fire in {place} kills {counted}" if role != "dispute" else f"Officials dispute toll of fire in {place}"
    said = [figure(event, counted, place, "fire service")]
    if role == "dispute":
        said = [
            figure(event, disputed, place, "health department", disputes=(float(counted),)),
            figure(event, counted, place, "fire service", presented="others"),
        ]
    cost = figure(event, 4, place, "mayor", measure="money", unit="USD", base_unit="USD", lemma="", counted="")
    reports: list[Report] = [
        a_report(
            a_claim(f"{id}-{revision}-{9 - at}", each["low"], **{**each, "high": each["low"]}),
            f"a{id}",
            minutes,
            title=title,
            outlet=f"Outlet {number}",
            revision=revision,
            topics=("fire", place),
        )
        for at, each in enumerate((*said, cost))
    ]
    return an_article(*reports)


def told(articles: list[ArticleClaims]) -> list[str]:
    """Return the ids of what is told, under the ids that their quantities have in the end."""
    ledger = MemoryLedger()
    found: list[Contradiction] = []
    for each in articles:
        found += handle(each, ledger, threshold=0.5, now=START, match=match).contradictions
    return sorted(
        contradiction_id(ledger.quantity(each.quantity), each.relation, each.new, each.prior, source_name(each.new))
        for each in found
    )


@st.composite
def planted(draw: st.DrawFn) -> list[ArticleClaims]:
    """Articles on up to three events, in order: a first report, some repeats, and a dispute in all or some of them."""
    articles = []
    for event in range(draw(st.integers(1, 3))):
        roles = ["first", *["repeat"] * draw(st.integers(0, 2)), *["dispute"] * draw(st.integers(0, 1))]
        articles += [article(event, role, number, 10 * number + event) for number, role in enumerate(roles)]
    return articles


@settings(deadline=None, max_examples=60)
@given(planted(), st.randoms(use_true_random=False))
def test_the_same_is_told_once_in_whatever_order_articles_come(articles: list[ArticleClaims], random: Any) -> None:
    shuffled = list(articles)
    random.shuffle(shuffled)
    disputes = sum("dispute" in each.title for each in articles)
    assert len(told(articles)) == disputes
    assert told(shuffled) == told(articles)


@pytest.mark.parametrize("late", range(3))
def test_what_a_revision_said_is_told_although_what_it_disputes_comes_after_the_next_revision(late: int) -> None:
    first = article(0, "first", 0, 0)
    dispute = article(0, "dispute", 1, 10)
    again = article(0, "dispute", 1, 20, revision=2)
    order = [dispute, again]
    order.insert(late, first)
    assert told(order) == told([first, dispute, again])
    assert len(told(order)) == 1
