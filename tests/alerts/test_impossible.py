"""A part, or parts together, greater than the whole are told, whoever said it; what is merely rounded is not."""

from itertools import permutations
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from alerts.handle import handle
from alerts.judge.impossible import exceeds, impossible
from alerts.judge.rounding import spread
from alerts.judge.shares import above_the_whole
from alerts.ledger.memory import MemoryLedger
from alerts.messages import Report
from enrich.messages import Claim
from tests.alerts.makers import START, a_claim, a_report, an_article, changed
from tests.alerts.test_intervals import figures


def said(sentence: str, whole: str, part: str, **more: Any) -> tuple[Report, Report]:
    """Return the reports of the numbers `whole` and `part` of one sentence."""

    def one(words: str) -> Report:
        at = sentence.index(words)
        number = float(words.split()[-1].replace(",", ""))
        values = {"quote": sentence, "start": at, "end": at + len(words), "phrase": words, "base_unit": "1"} | more
        qualifier = "about" if words.startswith("about") else "exact"
        return a_report(a_claim(words, number, qualifier=qualifier, base_low=number, base_high=number, **values))

    return one(whole), one(part)


@pytest.mark.parametrize(
    "figures",
    [
        said("The fire killed 40 people, including 52 children, police said.", "40", "52"),
        said("Police counted 40 dead, of whom 52 were children.", "40", "52"),
        said("There were 40 dead, among them about 52 soldiers.", "40", "about 52"),
    ],
)
def test_a_part_greater_than_its_whole_is_impossible(figures: tuple[Report, Report]) -> None:
    (found,) = impossible(figures)
    assert (found.relation, found.new, found.prior) == ("impossible", figures[1], figures[0])


@pytest.mark.parametrize(
    "figures",
    [
        said("The fire killed 40 people, including 12 children, police said.", "40", "12"),
        said("The fire killed 40 people, including about 42 children, police said.", "40", "about 42"),
        said("The fire killed 40 people in the town and 52 in the valley.", "40", "52"),
        said("The fire killed 40, including many children. In the valley it was 52.", "40", "52"),
        said("In the wreck 9 crew among them and 52 passengers were found.", "9", "52"),
        said("The dead were 2 locals and an Italian among them, making 3 strangers.", "2", "3"),
        said("In the hut 51 bodies lay, some of them strangers; 180 are under the ice.", "51", "180"),
    ],
)
def test_smaller_rounded_and_other_figures_are_possible(figures: tuple[Report, Report]) -> None:
    assert not list(impossible(figures))


def test_a_part_belongs_to_the_figure_before_it_and_to_none_further_back() -> None:
    sentence = "The fever killed 18 and took 808, of whom 362 are in hospital."
    dead, part = said(sentence, "18", "362")
    ill, _ = said(sentence, "808", "362")
    assert list(impossible([dead, part]))
    assert not list(impossible([dead, ill, part]))


def test_what_is_impossible_is_told_and_makes_no_one_quantity_of_part_and_whole() -> None:
    figures = said("The fire killed 40 people, including 52 children, police said.", "40", "52", where=("Barabury",))
    decision = handle(an_article(*figures), MemoryLedger(), threshold=0.5, now=START)
    assert [each.relation for each in decision.contradictions] == ["impossible"]
    assert len({held.quantity for held in decision.held}) == 2


@pytest.mark.parametrize("money", ["The fund gave 40, including 52 to towns.", "The bank lost 40, including 52 here."])
def test_a_part_of_a_sum_of_money_may_be_greater_where_others_are_taken_off(money: str) -> None:
    found = list(impossible(said(money, "40", "52", measure="money", base_unit="USD")))
    assert bool(found) is ("lost" not in money)


def test_shares_and_spans_are_no_parts_of_each_other() -> None:
    sentence = "Of all 40 were against, including 52 of the women."
    for measure in ("percent", "duration", "length", "magnitude"):
        assert not list(impossible(said(sentence, "40", "52", measure=measure)))


@pytest.mark.parametrize(
    ("phrase", "value", "room"),
    [
        ("40 people", 40, 0),
        ("1,234", 1_234, 0),
        ("1,200 people", 1_200, 50),
        ("1.2 million", 1_200_000, 50_000),
        ("two thousand", 2_000, 500),
        ("$3bn", 3e9, 5e8),
    ],
)
def test_a_round_number_stands_for_what_is_rounded_to_it(phrase: str, value: float, room: float) -> None:
    claim = a_claim("c", value, phrase=phrase)
    assert spread(claim) == (value - room, value + room)
    about = changed(claim, qualifier="about")
    assert spread(about) == (value - max(room, value / 20), value + max(room, value / 20))


def wider(claim: Claim, down: float, up: float) -> Claim:
    """Return `claim` with more that its words allow."""
    low = None if claim.low is None else claim.low - down
    return msgspec.structs.replace(claim, low=low, high=None if claim.high is None else claim.high + up)


GROWTH = st.integers(min_value=0, max_value=1_000_000).map(float)


@given(st.lists(figures(), min_size=1, max_size=4), figures(), st.data())
def test_widening_any_figure_never_makes_it_impossible(parts: list[Claim], whole: Claim, data: st.DataObject) -> None:
    assume(not exceeds([*map(a_report, parts)], a_report(whole)))
    parts = [wider(part, data.draw(GROWTH), data.draw(GROWTH)) for part in parts]
    whole = wider(whole, data.draw(GROWTH), data.draw(GROWTH))
    assert not exceeds([*map(a_report, parts)], a_report(whole))


@given(st.lists(figures(), min_size=2, max_size=4), figures())
def test_the_order_of_parts_means_nothing(parts: list[Claim], whole: Claim) -> None:
    found = {exceeds([*map(a_report, order)], a_report(whole)) for order in permutations(parts)}
    assert len(found) == 1


@given(figures())
def test_no_figure_is_greater_than_itself(figure: Claim) -> None:
    assert not exceeds([a_report(figure)], a_report(figure))


@given(figures(), GROWTH, GROWTH)
def test_widening_a_share_never_makes_it_impossible(figure: Claim, down: float, up: float) -> None:
    quote = "Turnout was 120 percent."
    share = changed(figure, measure="percent", quote=quote, start=12, end=23, phrase="120 percent")
    assume(not above_the_whole(share))
    assert not above_the_whole(wider(share, down, up))
