"""Under which quantities reports are held: the surest first, and never two together that an article tells apart.

"0-1" and "0-2" are older than any id that is founded here.
"""

from itertools import permutations

from alerts.judge.finding import Match, comparable
from alerts.judge.placing import Placing, place
from alerts.judge.sameness import Sameness
from alerts.ledger.port import Held
from alerts.messages import Report
from tests.alerts.makers import a_report, a_toll, held

WHOLE, PART = a_report(a_toll("a1", 17_700), "new"), a_report(a_toll("a2", 7_000), "new")
COPIED_WHOLE, COPIED_PART = a_report(a_toll("b1", 17_700), "copy"), a_report(a_toll("b2", 7_000), "copy")
ELSEWHERE = a_report(a_toll("c1", 17_000), "third")


def match_of(**pairs: float) -> Match:
    """Return a match that is so sure of these pairs ("a1_b1"), and takes all others for different."""

    def match(one: Report, other: Report) -> Sameness:
        return Sameness(confidence=pairs.get("_".join(sorted((one.claim.id, other.claim.id))), 0.0))

    return match


def placed(mine: list[Report], known: list[Held], match: Match) -> Placing:
    return place(mine, {each.report.claim.id: each for each in known}, {comparable(WHOLE): known}, [], match)


def test_a_report_goes_to_the_quantity_that_it_is_surely_of() -> None:
    found = placed([WHOLE], [held(ELSEWHERE, "0-1"), held(COPIED_PART, "0-2")], match_of(a1_c1=0.8, a1_b2=0.7))
    assert found == Placing(quantities={"a1": "0-1", "0-1": "0-1"})


def test_two_quantities_that_a_report_is_surely_of_are_one() -> None:
    found = placed([WHOLE], [held(ELSEWHERE, "0-1"), held(COPIED_WHOLE, "0-2")], match_of(a1_c1=0.8, a1_b1=0.9))
    assert found.aliases == {"0-2": "0-1"}
    assert found.quantities == {"a1": "0-1", "0-1": "0-1", "0-2": "0-1"}


def test_a_quantity_silent_for_a_day_when_the_reports_own_was_heard_of_stays_apart() -> None:
    late = a_report(a_toll("d1", 17_650), "late", minutes=26 * 60)
    later = a_report(a_toll("e1", 17_650), "later", minutes=27 * 60)
    match = match_of(d1_e1=0.8, c1_e1=0.9, b1_e1=0.9)
    assert placed([later], [held(late, "0-2"), held(ELSEWHERE, "0-1")], match).aliases == {}
    heard = a_report(a_toll("b1", 17_650), "heard", minutes=180)
    assert placed([later], [held(late, "0-2"), held(heard, "0-1")], match).aliases == {"0-2": "0-1"}
    assert placed([later], [held(late, "0-1"), held(ELSEWHERE, "0-1")], match).quantities["e1"] == "0-1"
    assert placed([later], [held(ELSEWHERE, "0-1")], match).quantities["e1"] == "0-1"


def test_figures_that_an_article_tells_apart_are_not_one_for_what_a_copy_of_it_says() -> None:
    match = match_of(a1_b1=0.99, a2_b2=0.99, a2_b1=0.9, a1_b2=0.8, a1_a2=0.2, b1_b2=0.2)
    for mine in permutations([WHOLE, PART]):
        for known in permutations([held(COPIED_WHOLE, "0-1"), held(COPIED_PART, "0-2")]):
            found = placed(list(mine), list(known), match)
            assert found.aliases == {}
            assert (found.quantities["a1"], found.quantities["a2"]) == ("0-1", "0-2")


def test_quantities_that_an_article_tells_apart_are_not_one_for_what_another_says() -> None:
    known = [held(COPIED_WHOLE, "0-1"), held(COPIED_PART, "0-2")]
    assert placed([ELSEWHERE], known, match_of(b1_c1=0.8, b2_c1=0.9)).quantities["c1"] == "0-2"
    assert placed([ELSEWHERE], known, match_of(b1_c1=0.8, b2_c1=0.9)).aliases == {}
    assert placed([ELSEWHERE], known, match_of(b1_c1=0.8, b2_c1=0.9, b1_b2=0.6)).aliases == {"0-2": "0-1"}
