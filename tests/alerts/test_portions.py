"""Words beside a number that make it no whole."""

import pytest

from alerts.judge.portions import is_added, is_alone, is_each, is_more, is_part


@pytest.mark.parametrize(
    ("before", "phrase", "after"),
    [
        ("killed ", "300 of the dead", ""),
        ("", "40", " of them were children"),
        ("the blast killed 90, including ", "12 children", ""),
        ("among the victims were ", "9 nurses", ""),
        ("50 were hurt, of whom ", "7", " are in danger"),
    ],
)
def test_a_part_of_another_figure_is_told_by_the_words_beside_it(before: str, phrase: str, after: str) -> None:
    assert is_part(before, phrase, after)


@pytest.mark.parametrize(
    ("before", "phrase", "after"),
    [("a village of ", "300 people", ""), ("", "40", " of the 90 houses burned"), ("including the port, ", "12", "")],
)
def test_other_words_make_no_part(before: str, phrase: str, after: str) -> None:
    assert not is_part(before, phrase, after)


def test_an_addition_is_told_by_words_at_the_number_or_by_a_verb() -> None:
    assert is_more("and another ", "40 people", " died")
    assert is_more("", "40 more people", "")
    assert is_added("the toll rose by about ", "")
    assert is_added("", " were added")
    assert not is_more("there were ", "more than 40 people", "")
    assert not is_more("in the northern renewal area ", "40 people", " died")
    assert not is_added("the ruby mine employs ", " badders")


def test_a_figure_is_singled_out_by_alone_after_it() -> None:
    assert is_alone("40 people", " in cuttack alone")
    assert not is_alone("40 people", " felt abalone was dear")


def test_a_rate_is_told_by_its_unit() -> None:
    assert is_each("", "40 dollars", " a day")
    assert is_each("", "$3", " apiece")
    assert not is_each("", "40 people", " on the first day")
