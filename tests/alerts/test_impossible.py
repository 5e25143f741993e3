"""A part that is greater than its whole is told, whoever said it; what is merely rounded is not."""

from typing import Any

import pytest

from alerts.handle import handle
from alerts.judge.impossible import impossible
from alerts.ledger.memory import MemoryLedger
from alerts.messages import Report
from tests.alerts.makers import START, a_claim, a_report, an_article


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
