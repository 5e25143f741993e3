"""Where sentences end."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.pipeline import sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Mr. Biden met Gen. Joseph Votel in Washington, D.C. on Monday.",
        "GAZA (Reuters) - Israel's army said on Friday that two soldiers were wounded.",
        "The U.S. Geological Survey put the quake at 7.8.",
        "George W. Bush and J. K. Rowling paid $1.2 million to Apple Inc. of Cupertino.",
        "No. 10 said so at 5 p.m. Moscow time.",
        "The St. Louis Cardinals beat the Mets 5-4 on Sept. 12 in the 9th.",
        '"Get out!" Jones shouted.',
        "He asked: Why? and left.",
        "Prices rose 3.5 percent vs. 2.1 percent in Jan. 2023.",
        "The ministry ... gave no number.",
        "The company, Yahoo! and eBay, lost 940 000 users, i.e. 3.8 per cent.",
    ],
)
def test_a_dot_inside_a_sentence_does_not_end_it(sentence: str) -> None:
    assert split(sentence) == [sentence]


@pytest.mark.parametrize(
    "pair",
    [
        ("He was born in the U.S.", "The family moved later."),
        ("Police came at 5 p.m.", "They left at six."),
        ('"It is over."', "He left."),
        ("“Stop!”", "The man ran away."),
        ("At least 24 people died (three of them children).", "200 were injured."),
        ("The toll rose to 26…", "No one was rescued."),
        ("Is that all?", "No."),
        ("`` It is over. ''", "He left."),
        ("The firm is Apple Inc.", "It makes phones."),
        ("人死亡。", "他说"),
    ],
)
def test_two_sentences_are_two(pair: tuple[str, str]) -> None:
    assert split(" ".join(pair)) == list(pair)


def test_a_space_lost_by_a_page_extractor_does_not_join_two_sentences() -> None:
    assert split("It rose to 26 by the end.The next day it fell.") == [
        "It rose to 26 by the end.",
        "The next day it fell.",
    ]


def test_a_blank_line_always_ends_a_sentence() -> None:
    assert split("Quake kills 24\n\nManokwari, Indonesia\n \nAt least") == [
        "Quake kills 24",
        "Manokwari, Indonesia",
        "At least",
    ]


def test_a_wrapped_line_goes_on() -> None:
    text = (
        "At least 24 people were killed and another 200 were injured on\n"
        "Sunday when a strong quake struck the island of Java, officials\nsaid."
    )
    assert split(text) == [text]


def test_headings_and_bullets_stand_alone() -> None:
    text = "What we know\nThe quake struck at dawn on Sunday near Manokwari, officials said.\n- 24 dead\n- 200 injured"
    assert len(split(text)) == 4


def test_offsets_are_code_points() -> None:
    text = "🌋🌋 Taal erupted. Ash fell on 𝒬uezon City."
    assert sentences(text) == [(0, 16), (17, len(text))]


def test_an_endless_sentence_is_cut() -> None:
    assert all(end - start <= 1500 for start, end in sentences("word " * 5000))


@given(
    st.text(alphabet=st.sampled_from(list(".!?…\"'’” )(\n\t\r\x0b\u2029\xa0Ab1-•。é🌋")), max_size=80)
    | st.text(max_size=80)
)
def test_every_character_but_white_space_lies_in_one_sentence(text: str) -> None:
    last = 0
    for start, end in sentences(text):
        assert last <= start < end
        assert not text[last:start].strip()
        assert text[start:end] == text[start:end].strip()
        last = end
    assert not text[last:].strip()


@pytest.mark.parametrize("unit", ["a", ".", " ", "\n", "a\n", '("', "\r", "“", "a b. ", "Mr. A. "])
def test_time_grows_with_the_length_alone(unit: str) -> None:
    text = unit * (400_000 // len(unit))
    started = time.process_time()
    sentences(text)
    assert time.process_time() - started < 5
