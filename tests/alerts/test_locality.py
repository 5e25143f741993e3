"""Which name a number is told of, where a sentence has several of both."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.judge.locality import told_of
from alerts.judge.words import name_root

NAMES = frozenset(map(name_root, ["Arvenia", "Belmark", "Corda", "Doristead", "Elmouth"]))


@pytest.mark.parametrize(
    ("sentence", "number", "name"),
    [
        ("Arvenia's toll stood at 394, Belmark's at 365.", "394", "Arvenia"),
        ("Arvenia's toll stood at 394, Belmark's at 365.", "365", "Belmark"),
        ("The dead number 694 in Arvenia, 430 in Belmark and six in Corda.", "430", "Belmark"),
        ("The dead number 694 in Arvenia, 430 in Belmark and six in Corda.", "six", "Corda"),
        ("In Doristead 51 bodies have come to light.", "51", "Doristead"),
        ("Elmouth: 27, with 50 missing.", "27", "Elmouth"),
        ("Elmouth: 27, with 50 missing.", "50", "Elmouth"),
        ("Arvenia has 601 deaths and 942 cases; Belmark 1,459 and 2,710.", "942", "Arvenia"),
        ("Arvenia has 601 deaths and 942 cases; Belmark 1,459 and 2,710.", "2,710", "Belmark"),
        ("The number was 123.", "123", None),
    ],
)
def test_a_number_is_told_of_the_name_it_belongs_to(sentence: str, number: str, name: str | None) -> None:
    start = sentence.index(number)
    found = told_of(sentence, start, start + len(number), NAMES)
    assert found == (frozenset() if name is None else {name_root(name)})


@given(st.text(alphabet="AB ab1,.;:'-and in", max_size=60), st.data())
def test_any_text_gives_names_of_its_own(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    names = frozenset(filter(None, map(name_root, text.split())))
    assert told_of(text, start, end, names) <= names
