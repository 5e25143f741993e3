import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.figures import figure_at, figures_in, find_figures, holds_figure
from enrich.figures.units import to_base
from enrich.messages import Field
from enrich.reading import Passage


def passage(text: str, field: Field = "body", start: int = 0) -> Passage:
    return Passage(field=field, start=start, end=start + len(text), text=text, paragraph=0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Quake kills 24, injures 200", [(24, "killed"), (200, "injured")]),
        ("At least 24 people were killed.", [(24, "killed")]),
        ("The explosion killed four people, injuring dozens.", [(4, "killed"), (24, "injured")]),
        ("Police arrested 14 suspects.", [(14, "arrested")]),
        ("The fire destroyed 500 homes.", [(500, "destroyed")]),
        ("More than 14,000 residents were evacuated.", [(14000, "displaced")]),
        ("Three rockets were fired at the town.", [(3, "launched")]),
        ("The death toll rose to 97.", [(97, "killed")]),
        ("A 6.1-magnitude earthquake struck on Tuesday.", [(6.1, "magnitude")]),
        ("The company was fined $3 million.", [(3e6, "money")]),
        ("He was sentenced to 12 years.", [(12, "duration")]),
        ("The plume rose 15 km.", [(15, "length")]),
        ("Turnout was 79 percent.", [(79, "percent")]),
        ("She is a mother of 12.", [(12, "other_count")]),
        ("No deaths were reported.", [(0, "killed")]),
    ],
)
def test_figures_of_plain_sentences(text: str, expected: list[tuple[float, str]]) -> None:
    assert [(figure.low, figure.measure) for figure in find_figures(passage(text))] == expected


def test_figure_covers_its_modifier_and_what_it_counts() -> None:
    text = "Officials said at least 24 young soldiers were killed."
    (figure,) = find_figures(passage(text, start=100))
    assert text[figure.start - 100 : figure.end - 100] == "at least 24 young soldiers"
    assert text[figure.number_start - 100 : figure.number_end - 100] == "24"
    assert (figure.low, figure.high, figure.qualifier) == (24, None, "at_least")
    assert (figure.counted, figure.lemma) == ("soldiers", "soldier")


def test_bare_number_is_of_the_measure_that_the_article_gave_it_before() -> None:
    title = passage("The flood killed 1,290 people in the province.", "title")
    _, (figure,) = figures_in([title, passage("The figure of 1,290 is final.")])
    assert figure.measure == "killed"


def test_one_article_tells_the_next_one_nothing() -> None:
    passages = [passage("The flood killed 1,290 people."), passage("The figure of 1,290 is final.")]
    first = figures_in(passages)
    figures_in([passage("The quake injured 1,290 people.")])
    assert figures_in(passages) == first


def test_given_figure_takes_number_and_noun_from_the_text() -> None:
    text = "about 7,000 children died"
    figure = figure_at(passage(text, start=10), 10, 30, 7000, 7000, "about", "killed")
    assert (figure.number_start, figure.number_end) == (16, 21)
    assert (figure.counted, figure.lemma, figure.base_unit) == ("children", "child", "1")


@pytest.mark.parametrize(
    "text", ["24 dead", "Dozens hurt", "No deaths were reported", "Nobody was hurt", "half a million"]
)
def test_passages_with_figures_are_worth_a_look(text: str) -> None:
    assert holds_figure(text)


def test_passage_without_number_words_holds_no_figure() -> None:
    assert not holds_figure("The minister did not answer a question about the inquiry.")


@given(st.text(), st.sampled_from(["title", "body"]))
def test_finding_never_raises_and_finds_only_where_a_figure_can_be(text: str, field: Field) -> None:
    found = find_figures(passage(text, field))
    assert holds_figure(text) or all(figure.implicit for figure in found)
    for figure in found:
        assert 0 <= figure.start <= figure.number_start < figure.number_end <= figure.end <= len(text)


@pytest.mark.parametrize(
    ("value", "unit", "base", "base_unit"),
    [
        (90, "day", 7776000, "s"),
        (35, "mile", 56327.04, "m"),
        (2, "tonne", 2000, "kg"),
        (36, "km/h", 10, "m/s"),
        (212, "degree Fahrenheit", 100, "°C"),
        (1, "hectare", 1e4, "m2"),
        (2, "square km", 2e6, "m2"),
        (3, "cubic m", 3, "m3"),
    ],
)
def test_measures_have_base_units(value: float, unit: str, base: float, base_unit: str) -> None:
    low, high, name = to_base(value, None, unit, "length")
    assert low == pytest.approx(base)
    assert (high, name) == (None, base_unit)


def test_money_keeps_its_currency_and_counts_have_the_unit_one() -> None:
    assert to_base(5, 5, "EUR", "money") == (5, 5, "EUR")
    assert to_base(5, 5, "", "killed") == (5, 5, "1")


@pytest.mark.parametrize(
    ("text", "field", "measure"),
    [
        ("A driver died when the bridge fell.", "body", "killed"),
        ("Police arrested a man on Monday.", "body", "arrested"),
        ("Climber dead after fall", "title", "killed"),
    ],
)
def test_singular_implies_one(text: str, field: Field, measure: str) -> None:
    (figure,) = find_figures(passage(text, field))
    assert (figure.low, figure.high, figure.measure, figure.implicit) == (1, 1, measure, True)


@pytest.mark.parametrize(
    "text", ["A driver said he saw the bridge fall.", "A soldier killed two men.", "A dead man's shoes"]
)
def test_singular_of_whom_nothing_is_said_outright_implies_nothing(text: str) -> None:
    assert not [figure for figure in find_figures(passage(text)) if figure.implicit]
