"""Bodies by the ways a text names them."""

import pytest

from enrich import lists
from enrich.bodies import canonical, same


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("IDF", "Israel Defense Forces"),
        ("the Israeli army", "Israel Defense Forces"),
        ("Israel’s military", "Israel Defense Forces"),
        ("Israel Defence Forces", "Israel Defense Forces"),
        ("Health Ministry in Gaza", "Gaza Health Ministry"),
        ("Gaza's Hamas-run health ministry", "Gaza Health Ministry"),
        ("US Geological Survey", "United States Geological Survey"),
        ("the U.S. Geological Survey", "United States Geological Survey"),
        ("al-Qassam Brigades", "Al-Qassam Brigades"),
        ("World Health Organisation", "World Health Organization"),
        ("Indonesia's disaster agency", "BNPB"),
    ],
)
def test_a_body_is_found_by_its_other_names(name: str, body: str) -> None:
    assert canonical(name).name == body


@pytest.mark.parametrize(
    ("speaker", "body"),
    [
        ("IDF spokesman Daniel Hagari", "Israel Defense Forces"),
        ("Israeli military spokesman Lt. Col. Richard Hecht", "Israel Defense Forces"),
        ("a spokesman for the Israeli army", "Israel Defense Forces"),
        ("a USGS geophysicist", "United States Geological Survey"),
        ("the head of the World Health Organization", "World Health Organization"),
        ("the director-general of the WHO", "World Health Organization"),
        ("the White House press secretary", "White House"),
        ("Hamas official Osama Hamdan", "Hamas"),
        ("Red Cross officials", "International Committee of the Red Cross"),
    ],
)
def test_an_office_holder_speaks_for_the_office(speaker: str, body: str) -> None:
    assert canonical(speaker).name == body


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("French police", "the police of France"),
        ("Peruvian Health Ministry", "Ministry of Health of Peru"),
        ("a spokesman for the Turkish Interior Ministry", "Turkey's interior minister"),
        ("Kenyan authorities", "the government of Kenya"),
    ],
)
def test_an_organ_of_a_country_has_one_name(one: str, other: str) -> None:
    assert same(one, other)


def test_organs_of_two_countries_are_two_bodies() -> None:
    assert not same("French police", "Spanish police")
    assert not same("Israeli army", "Lebanese army")


def test_an_unnamed_ministry_belongs_to_the_country_of_the_report() -> None:
    assert canonical("Interior Ministry spokesman", place="TR") == canonical("Turkish Interior Ministry")


@pytest.mark.parametrize("name", ["John Smith", "witnesses", "police", "Prime Minister Benjamin Netanyahu"])
def test_who_is_on_no_list_stands_for_himself(name: str) -> None:
    assert canonical(name).name == name
    assert not canonical(name).known


@pytest.mark.parametrize(
    "name", ["", " ", "the", "spokesman", "of", "'s", "\u0000", "the the the", "head of", "🌋", "a " * 500]
)
def test_any_text_names_some_body(name: str) -> None:
    assert not canonical(name).known


def test_the_list_is_long_and_every_row_is_whole() -> None:
    rows = list(lists.rows("bodies.tsv"))
    codes = {row[0] for row in lists.rows("countries.tsv")}
    assert len(rows) >= 150
    assert all(len(row) == 4 and row[3] and (not row[2] or row[2] in codes) for row in rows)
