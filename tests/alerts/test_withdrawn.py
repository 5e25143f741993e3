"""What still carries a figure that its source has put right; of our own outlets it is told."""

from itertools import permutations
from typing import Any

import msgspec
import pytest

from alerts.handle import handle
from alerts.judge.withdrawn import put_right
from alerts.ledger.memory import MemoryLedger
from alerts.messages import Contradiction, Report
from enrich.messages import ArticleClaims
from tests.alerts.makers import START, a_report, a_toll, an_article, changed

MINISTRY = "health ministry"


def said(article: str, number: float, minutes: float, by: str = MINISTRY, words: str = "", **more: Any) -> Report:
    """Return that `by` (nobody: "") counts `number` dead in a fire, with `words` added."""
    quote = f"The fire in Barabury killed {number:g} people, {by or 'it seems'}{' said' * bool(by)}{words}."
    start = quote.index(f"{number:g}")
    claim = a_toll(
        f"{article}-{minutes:g}",
        number,
        quote=quote,
        start=start,
        end=start + len(f"{number:g} people"),
        phrase=f"{number:g} people",
        attribution=by,
        attribution_kind="body" if by else "outlet",
    )
    values = {"outlet": f"Outlet {article}", "topics": ("fire", "Barabury")} | more
    return a_report(claim, article, minutes, **values)


WRONG = said("a", 40, 0)
RIGHT = said("b", 14, 60, words=", correcting its count")
OURS: dict[str, Any] = {"outlet": "Our Paper", "ours": True}


def still(*reports: Report) -> dict[str, str]:
    """Return the articles that still carry a figure, each with the one in which it was put right."""
    ordered = sorted(reports, key=lambda each: each.time)
    articles = {report.claim.id: report.article for report in ordered}
    return {articles[id]: right.article for id, right in put_right(ordered).items()}


@pytest.mark.parametrize(
    ("reports", "carried"),
    [
        ([WRONG], {}),
        ([WRONG, said("b", 60, 60)], {}),  # the count went on
        ([WRONG, said("b", 14, 60, "army")], {}),  # another source disputes it
        ([WRONG, RIGHT], {"a": "b"}),
        ([WRONG, RIGHT, said("c", 40, 30)], {"a": "b", "c": "b"}),
        ([WRONG, RIGHT, said("c", 40, 90)], {"a": "b", "c": "b"}),
        ([WRONG, RIGHT, said("c", 40, 30, "army")], {"a": "b"}),
        ([WRONG, RIGHT, said("c", 40, 30, "")], {"a": "b", "c": "b"}),  # whose else could it be?
        ([WRONG, RIGHT, said("c", 40, 30, ""), said("d", 40, 30, "army")], {"a": "b"}),
        ([WRONG, RIGHT, said("c", 40, 90, words=", correcting itself again")], {"b": "c"}),
        ([WRONG, RIGHT, said("c", 33, 90), said("d", 40, 120)], {"a": "b"}),  # it has risen to the old figure
        ([WRONG, RIGHT, said("a", 14, 90, revision=2)], {}),
    ],
)
def test_what_still_carries_a_figure_that_was_put_right(reports: list[Report], carried: dict[str, str]) -> None:
    assert still(*reports) == carried


def test_who_tells_both_figures_carries_neither() -> None:
    old, new = said("c", 40, 90), changed(said("c", 14, 90.1), article="c")
    assert still(WRONG, RIGHT, old, changed(new, revision=old.revision)) == {"a": "b"}


def article(report: Report) -> ArticleClaims:
    return msgspec.structs.replace(an_article(report), ours=report.ours)


def told(*reports: Report) -> list[Contradiction]:
    ledger = MemoryLedger()
    return [
        contradiction
        for report in reports
        for contradiction in handle(article(report), ledger, threshold=0.5, now=START).contradictions
    ]


def test_our_own_outlet_that_prints_what_was_put_right_is_told() -> None:
    found = told(WRONG, RIGHT, said("c", 40, 90, **OURS))
    assert [(each.relation, each.new.article, each.prior.article) for each in found] == [
        ("revises", "b", "a"),
        ("contradicts", "c", "b"),
    ]
    assert found[-1].reasons[-1] == ("Our Paper still carries 40 people, which health ministry put right at 13:00 UTC.")


def test_another_outlet_that_prints_it_late_is_no_news() -> None:
    assert [each.new.article for each in told(WRONG, RIGHT, said("c", 40, 90))] == ["b"]


def test_one_alert_is_enough_where_ours_came_before_the_correction() -> None:
    found = told(WRONG, said("c", 40, 30, **OURS), RIGHT)
    assert [(each.relation, each.new.article) for each in found] == [("revises", "b")]


@pytest.mark.parametrize("minutes", [30, 90])
def test_ours_is_told_of_once_whatever_comes_first(minutes: float) -> None:
    reports = [WRONG, RIGHT, said("c", 40, minutes, **OURS)]
    for order in permutations(reports):
        about = [each for each in told(*order) if 40 in (each.new.claim.low, each.prior.claim.low)]
        assert {"b"} <= {each.new.article for each in about} | {each.prior.article for each in about}
        assert len({each.id for each in about}) == len(about)
        if minutes == 90:
            assert "c" in {each.new.article for each in about}
