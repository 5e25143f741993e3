import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from enrich.numbers import Number, find_numbers
from enrich.numbers.grammar import MOST
from enrich.numbers.lexicon import TENS, UNITS
from enrich.numbers.tokens import flatten, tokenize

# text -> (low, high, qualifier, kind, unit)
SINGLE = [
    ("940 000 people", 940000, 940000, "exact", "count", ""),
    ("940\u00a0000 people", 940000, 940000, "exact", "count", ""),
    ("940\u202f000 people", 940000, 940000, "exact", "count", ""),
    ("1,\n200 people", 1200, 1200, "exact", "count", ""),
    ("12,34,567 voters", 1234567, 1234567, "exact", "count", ""),
    ("1.234.567 votes", 1234567, 1234567, "exact", "count", ""),
    ("1,5 million people", 1.5e6, 1.5e6, "exact", "count", ""),
    ("3.8 billion people", 3.8e9, 3.8e9, "exact", "count", ""),
    ("Twenty-six soldiers", 26, 26, "exact", "count", ""),
    ("TWENTY-SIX soldiers", 26, 26, "exact", "count", ""),
    ("one hundred and seventy-two of these", 172, 172, "exact", "count", ""),
    ("twelve hundred homes", 1200, 1200, "exact", "count", ""),
    ("half a million people", 5e5, 5e5, "exact", "count", ""),
    ("a quarter of a million infections", 250000, 250000, "exact", "count", ""),
    ("two and a half million people", 2.5e6, 2.5e6, "exact", "count", ""),
    ("a dozen houses", 12, 12, "exact", "count", ""),
    ("two dozen houses", 24, 24, "exact", "count", ""),
    ("half a dozen houses", 6, 6, "exact", "count", ""),
    ("more than 30000 in 2009", 30000, None, "more_than", "count", ""),
    ("at least 24 people", 24, None, "at_least", "count", ""),
    ("no fewer than 24 people", 24, None, "at_least", "count", ""),
    ("as many as 24 people", None, 24, "at_most", "count", ""),
    ("up to 24 people", None, 24, "at_most", "count", ""),
    ("fewer than 24 people", None, 24, "less_than", "count", ""),
    ("nearly 24 people", 24, 24, "about", "count", ""),
    ("some 24 people", 24, 24, "about", "count", ""),
    ("24 people or so came, 3", 24, 24, "exact", "count", ""),
    ("10,000 or more people", 10000, None, "at_least", "count", ""),
    ("20+ people", 20, None, "at_least", "count", ""),
    ("3,700-odd deaths", 3700, 3799, "range", "count", ""),
    ("dozens of people", 24, 99, "vague", "count", ""),
    ("hundreds of thousands fled", 200000, 999999, "vague", "count", ""),
    ("tens of thousands fled", 20000, 99999, "vague", "count", ""),
    ("several thousand people", 3000, 9000, "vague", "count", ""),
    ("a few hundred people", 300, 500, "vague", "count", ""),
    ("a couple of minutes", 2, 2, "vague", "duration", "minute"),
    ("between 20 and 30 people", 20, 30, "range", "count", ""),
    ("20 to 30 people", 20, 30, "range", "count", ""),
    ("1,000-2,100", 1000, 2100, "range", "count", ""),
    ("three or four shots", 3, 4, "range", "count", ""),
    ("3 to 4 million people", 3e6, 4e6, "range", "count", ""),
    ("10–15 km", 10, 15, "range", "length", "km"),
    ("one in five men", 20, 20, "exact", "fraction", "percent"),
    ("½ million people", 5e5, 5e5, "exact", "count", ""),
    ("1½ million people", 1.5e6, 1.5e6, "exact", "count", ""),
    ("a million and a half people", 1.5e6, 1.5e6, "exact", "count", ""),
    ("a million-and-a-half people", 1.5e6, 1.5e6, "exact", "count", ""),
    ("two-and-a-half years", 2.5, 2.5, "exact", "duration", "year"),
    ("three-quarters of the vote", 75, 75, "exact", "fraction", "percent"),
    ("up to half a million people", None, 5e5, "at_most", "count", ""),
    ("no more than a dozen people", None, 12, "at_most", "count", ""),
    ("tens of millions of people", 2e7, 99999999, "vague", "count", ""),
    ("US$3.5-4bn", 3.5e9, 4e9, "range", "money", "USD"),
    ("2.5-3 million people", 2.5e6, 3e6, "range", "count", ""),
    ("½ of the men", 50, 50, "exact", "fraction", "percent"),
    ("four out of ten men", 40, 40, "exact", "fraction", "percent"),
    ("two-thirds of the vote", 66.666667, 66.666667, "exact", "fraction", "percent"),
    ("not a single person", 0, 0, "exact", "count", ""),
    ("none of them", 0, 0, "exact", "count", ""),
    ("No one was hurt", 0, 0, "exact", "count", ""),
    ("€1.2bn", 1.2e9, 1.2e9, "exact", "money", "EUR"),
    ("US$ 3.5m", 3.5e6, 3.5e6, "exact", "money", "USD"),
    ("£40k", 40000, 40000, "exact", "money", "GBP"),
    ("3m pounds in aid", 3e6, 3e6, "exact", "money", "GBP"),
    ("a 1.2m-euro fine", 1.2e6, 1.2e6, "exact", "money", "EUR"),
    ("Rs. 500 each", 500, 500, "exact", "money", "INR"),
    ("30 Canadian dollars", 30, 30, "exact", "money", "CAD"),
    ("a 99-cent hot dog", 0.99, 0.99, "exact", "money", "USD"),
    ("$1.2-$1.5 billion", 1.2e9, 1.5e9, "range", "money", "USD"),
    ("7.8-magnitude quake", 7.8, 7.8, "exact", "magnitude", "magnitude"),
    ("6. 1 - magnitude quake", 6.1, 6.1, "exact", "magnitude", "magnitude"),
    ("5ft 9in tall", 5.75, 5.75, "exact", "length", "foot"),
    ("a 6-foot-9 senior", 6.75, 6.75, "exact", "length", "foot"),
    ("he is six-foot-three", 6.25, 6.25, "exact", "length", "foot"),
    ("5 ft. 9 in. tall", 5.75, 5.75, "exact", "length", "foot"),
    ("5'9\" tall", 5.75, 5.75, "exact", "length", "foot"),
    ("6 km/h", 6, 6, "exact", "length", "km/h"),
    ("2½ hours", 2.5, 2.5, "exact", "duration", "hour"),
    ("2 1/2 hours", 2.5, 2.5, "exact", "duration", "hour"),
    ("½ mile", 0.5, 0.5, "exact", "length", "mile"),
    ("7 minutes 41 seconds", 7.683, 7.683, "exact", "duration", "minute"),
    ("half an hour", 0.5, 0.5, "exact", "duration", "hour"),
    ("two decades", 20, 20, "exact", "duration", "year"),
    ("12.5 per cent", 12.5, 12.5, "exact", "percent", "percent"),
    ("3 percentage points", 3, 3, "exact", "percent", "percentage point"),
    ("over 2m Windows users", 2e6, None, "more_than", "count", ""),
    ("fell 60m from a ridge", 60, 60, "exact", "length", "m"),
    ("a 35-year-old regulation", 35, 35, "exact", "duration", "year"),
]


# The same words as typesetters, wire desks and line ends write them.
TYPOGRAPHY: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "title case": lambda text: " ".join(word[:1].upper() + word[1:] for word in text.split(" ")),
    "non-breaking spaces": lambda text: text.replace(" ", "\u00a0"),
    "thin spaces": lambda text: text.replace(" ", "\u2009"),
    "lines of one word": lambda text: text.replace(" ", "\n"),
    "lines of one word, carriage returns": lambda text: text.replace(" ", "\r\n"),
    "en dashes": lambda text: text.replace("-", "\u2013"),
}
UNTRUE = {  # where the other typography says something else
    ("fell 60m from a ridge", "capitals"),  # M is million
    ("6. 1 - magnitude quake", "lines of one word"),  # a tokeniser's spaces, no line ends
    ("6. 1 - magnitude quake", "lines of one word, carriage returns"),
}


def interval(number: Number) -> tuple[float | None, float | None, str, str, str]:
    return number.low, number.high, number.qualifier, number.kind, number.unit


@pytest.mark.parametrize(("text", "low", "high", "qualifier", "kind", "unit"), SINGLE)
def test_first_number_has_the_interval_its_words_allow(
    text: str, low: float | None, high: float | None, qualifier: str, kind: str, unit: str
) -> None:
    found = find_numbers(text)
    assert interval(found[0]) == (low, high, qualifier, kind, unit)


@pytest.mark.parametrize("way", TYPOGRAPHY)
def test_typography_changes_no_interval(way: str) -> None:
    for text, *expected in SINGLE:
        if (text, way) not in UNTRUE:
            found = find_numbers(TYPOGRAPHY[way](text), title=way == "title case")
            assert [interval(number) for number in found[:1]] == [tuple(expected)], text


def test_a_table_without_lines_gives_its_first_numbers() -> None:
    assert len(find_numbers("24 dead, " * 1000)) == MOST


def test_a_number_split_by_a_line_break_is_one() -> None:
    for text in ("twenty-\nsix soldiers", "twenty-\r\nsix soldiers", "Twenty-\nSix soldiers"):
        assert [number.low for number in find_numbers(text)] == [26]
    assert [number.low for number in find_numbers("at\nleast 3.8\nbillion people")] == [3.8e9]


@pytest.mark.parametrize(
    ("headline", "numbers"),
    [
        ("Quake Kills Twenty-Six, Injures Two Hundred in Papua", [26, 200]),
        ("QUAKE KILLS TWENTY-SIX, INJURES 200 IN PAPUA", [26, 200]),
        ("DOZENS DEAD, HUNDREDS HURT AS FERRY SINKS", [24, 200]),
        ("Death Toll Hits 97", [97]),
        ("Nearly Half a Million Flee", [5e5]),
        ("Two Dozen Held After No Fewer Than 300 Homes Burn", [24, 300]),
        ("World War II Bomb Found, 40 Moved", [40]),
    ],
)
def test_headlines_have_their_numbers(headline: str, numbers: list[float]) -> None:
    assert [number.low for number in find_numbers(headline, title=True)] == numbers


@pytest.mark.parametrize(
    "text",
    [
        "in the 2012-13 season",
        "2012-13",
        "Pope John Paul II",
        "Chapter XIV",
        "Henry VIII",
        "the 2,000th visitor",
        "both soldiers",
        "on December 7, 2008 at noon",
        "on 14 December",
        "Dec.14",
        "the 24th time",
        "the twenty-first century",
        "at 7:48 a.m. local time",
        "(2248 GMT Tuesday)",
        "at two o'clock",
        "Tara Reid, 33, who starred",
        "a 15-year-old boy",
        "a man aged 59",
        "he was 43 when he died",
        "No. 14 on the list",
        "Alert Level 4 remains",
        "World War II",
        "the M-16 rifle and COVID-19",
        "N95 masks",
        "a 31-24 victory",
        "slumping at 9-14 when he left",
        "the 1980s",
        "call 911.",
        "Helpline: 033-26382217, 8972073925",
        "both of them",
        "https://news.example/2023/10/17 is down",
        "version 3.11.4",
        "one another",
    ],
)
def test_dates_ages_times_scores_ranks_and_names_are_no_numbers(text: str) -> None:
    assert find_numbers(text) == []


def test_numbers_of_one_change_share_its_unit_and_are_no_range() -> None:
    found = find_numbers("It jumps from 5.2 to 7.7 percent")
    assert [interval(number) for number in found] == [
        (5.2, 5.2, "exact", "percent", "percent"),
        (7.7, 7.7, "exact", "percent", "percent"),
    ]


def test_numbers_joined_by_and_share_the_unit_of_the_last() -> None:
    found = find_numbers("the 7.6 and 7.5 magnitude quakes")
    assert [(number.low, number.kind) for number in found] == [(7.6, "magnitude"), (7.5, "magnitude")]


def test_conversion_in_brackets_is_meant_as_the_number_before_it() -> None:
    found = find_numbers("less than 50 km (30 miles) from the border")
    assert [(number.low, number.high, number.unit) for number in found] == [(None, 50, "km"), (None, 30, "mile")]


def test_two_claims_of_one_sentence_are_two_numbers() -> None:
    found = find_numbers("at least two... and possibly three")
    assert [(number.low, number.high) for number in found] == [(2, None), (3, 3)]


def test_rise_to_a_number_is_not_up_to_it() -> None:
    assert interval(find_numbers("the toll has gone up to 278")[0])[:3] == (278, 278, "exact")


@given(st.text())
@example("²½⅔ 9" + "9" * 400)
@example("٣٤ people and १२ homes")
@example("1,000," * 50)
@example("$ - % '' 3'4")
@example("İ" * 9 + "24 dead")
def test_grammar_never_raises_and_its_offsets_lie_in_the_text(text: str) -> None:
    last = 0
    for number in find_numbers(text):
        assert 0 <= number.start <= number.number_start < number.number_end <= number.end <= len(text)
        assert number.number_start >= last
        last = number.number_end
        if number.low is not None and number.high is not None:
            assert number.low <= number.high
        assert number.low is not None or number.high is not None


@given(st.text(alphabet="0123456789.,- /%$€½ab mkn\n\u00a0\u2013'", max_size=40))
def test_grammar_never_raises_on_texts_full_of_numerals(text: str) -> None:
    for number in find_numbers(text):
        assert number.end <= len(text)


PIECES = sorted({piece for text, *_ in SINGLE for piece in [*text.split(), *(mark for mark in text if mark != " ")]})


@given(st.lists(st.sampled_from(PIECES), max_size=14), st.sampled_from([" ", "", "-", "\n", "\u202f"]))
def test_grammar_never_raises_on_pieces_of_numbers_however_they_are_joined(pieces: list[str], joint: str) -> None:
    text = joint.join(pieces)
    for title in (False, True):
        for number in find_numbers(text, title=title):
            assert number.number_start < number.number_end <= len(text)


@given(st.text())
def test_flattening_keeps_every_offset(text: str) -> None:
    flat = flatten(text)
    assert len(flat) == len(text)
    for token in tokenize(flat):
        assert flat[token.start : token.end].lower().strip() != "" or unicodedata.category(flat[token.start]) == "Cc"


SMALL = {value: word for word, value in UNITS.items()}
TEN = {value: word for word, value in TENS.items() if word != "fourty"}


def spell(n: int, joint: str) -> str:
    if n < 20:
        return SMALL[n]
    if n < 100:
        return TEN[n - n % 10] + (f"-{SMALL[n % 10]}" if n % 10 else "")
    if n < 1000:
        return f"{SMALL[n // 100]} hundred" + (f"{joint}{spell(n % 100, joint)}" if n % 100 else "")
    for scale, word in ((10**9, "billion"), (10**6, "million"), (1000, "thousand")):
        if n >= scale:
            rest = f" {spell(n % scale, joint)}" if n % scale else ""
            return f"{spell(n // scale, joint)} {word}{rest}"
    raise AssertionError(n)


@given(st.integers(min_value=2, max_value=10**12 - 1), st.sampled_from([" ", " and "]))
def test_spelled_number_is_read_back(n: int, joint: str) -> None:
    text = f"They counted {spell(n, joint)} birds."
    found = find_numbers(text)
    assert [(number.low, number.high) for number in found] == [(n, n)]
    assert text[found[0].number_start : found[0].number_end] == spell(n, joint)


@given(st.integers(min_value=2200, max_value=10**12), st.sampled_from([",", "\u00a0", "\u202f", ""]))
def test_numeral_is_read_back_however_it_is_grouped(n: int, mark: str) -> None:
    written = f"{n:,}".replace(",", mark)
    found = find_numbers(f"They counted {written} birds.")
    expected = [] if mark == "" and n > 10**8 else [n]
    assert [number.low for number in found] == expected


@given(st.integers(min_value=30, max_value=900), st.integers(min_value=1, max_value=99))
def test_range_has_both_ends(low: int, more: int) -> None:
    for text in (f"between {low} and {low + more} birds", f"{low} to {low + more} birds", f"{low}-{low + more} birds"):
        number = find_numbers(text)[0]
        assert (number.low, number.high, number.qualifier) == (low, low + more, "range")
