"""Which reports stand in copies of which."""

import random

from hypothesis import given
from hypothesis import strategies as st

from alerts.judge.sources import is_copy
from alerts.messages import Report
from desk.pages.copies import copied
from tests.alerts.makers import a_claim, a_report


def text(seed: int, changed: int = 0) -> tuple[int, ...]:
    """Return the MinHash of a text, `changed` values of which are another's."""
    own, others = random.Random(seed), random.Random(seed + 1000 * changed + 7)
    values = [own.getrandbits(32) for _ in range(128)]
    return (*(others.getrandbits(32) for _ in range(changed)), *values[changed:])


def reports(*texts: tuple[int, ...], articles: list[int] | None = None) -> list[Report]:
    names = articles or list(range(len(texts)))
    return [
        a_report(a_claim(f"k{place}"), f"a{name}", place, fingerprint=fingerprint)
        for place, (name, fingerprint) in enumerate(zip(names, texts, strict=True))
    ]


def test_a_copy_is_one_of_the_first_that_has_the_text() -> None:
    agency, other = text(1), text(2)
    assert copied(reports(agency, other, text(1, changed=10), agency, other)) == [None, None, 0, 0, 1]


def test_two_reports_of_one_article_are_no_copies_of_each_other() -> None:
    agency = text(1)
    assert copied(reports(agency, agency, agency, articles=[1, 1, 2])) == [None, None, 0]


def test_without_a_fingerprint_nothing_is_a_copy() -> None:
    assert copied(reports((), (), text(1))) == [None, None, None]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 128)), max_size=12))
def test_an_original_is_found_wherever_comparing_all_with_all_finds_one(texts: list[tuple[int, int]]) -> None:
    told = reports(*(text(seed, changed) for seed, changed in texts))
    found = copied(told)
    for place, report in enumerate(told):
        firsts = [each for each in range(place) if found[each] is None and is_copy(told[each], report)]
        assert found[place] == next(iter(firsts), None)
