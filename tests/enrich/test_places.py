"""Places by name: what contains them, and which of several is meant."""

import pytest

from enrich.places import Place, related, resolve


@pytest.mark.parametrize(
    ("name", "chain"),
    [
        ("Khan Younis", ("Khan Younis", "Gaza Strip", "Palestinian territories")),
        ("Khan Yunis", ("Khan Younis", "Gaza Strip", "Palestinian territories")),
        ("KHAN YOUNIS", ("Khan Younis", "Gaza Strip", "Palestinian territories")),
        ("the Gaza Strip", ("Gaza Strip", "Palestinian territories")),
        ("Gaza", ("Gaza Strip", "Palestinian territories")),
        ("Manokwari", ("Manokwari", "West Papua", "Indonesia")),
        ("Bener Meriah", ("Bener Meriah", "Aceh", "Indonesia")),
        ("Aceh province", ("Aceh", "Indonesia")),
        ("Mosul", ("Mosul", "Ninawa", "Iraq")),
        ("Malibu", ("Malibu", "California", "United States")),
        ("Itaewon", ("Itaewon", "Seoul", "South Korea")),
        ("Bombay", ("Mumbai", "Maharashtra", "India")),
        ("northern Iraq", ("Iraq",)),
        ("Fla.", ("Florida", "United States")),
        ("Burma", ("Myanmar",)),
        ("the U.S.", ("United States",)),
        ("Cupertino", ("Cupertino", "California", "United States")),
    ],
)
def test_a_place_lies_in_its_region_and_country(name: str, chain: tuple[str, ...]) -> None:
    assert resolve(name).chain == chain


@pytest.mark.parametrize(
    ("people", "country"),
    [
        ("Israeli", "Israel"),
        ("Palestinians", "Palestinian territories"),
        ("Filipino", "Philippines"),
        ("dutch", "Netherlands"),
    ],
)
def test_a_nationality_stands_for_its_country(people: str, country: str) -> None:
    assert resolve(people).name == country


@pytest.mark.parametrize(
    ("name", "context", "country"),
    [
        ("Georgia", set[str](), "GE"),
        ("Georgia", {"US"}, "US"),
        ("Georgia", {"American"}, "US"),
        ("Tripoli", set[str](), "LY"),
        ("Tripoli", {"Lebanon"}, "LB"),
        ("Hyderabad", set[str](), "IN"),
        ("Hyderabad", {"Pakistan"}, "PK"),
        ("Birmingham", {"US"}, "US"),
        ("London", {"US"}, "GB"),
    ],
)
def test_of_several_places_the_country_spoken_of_decides_else_the_larger(
    name: str, context: set[str], country: str
) -> None:
    assert resolve(name, context).country == country


def test_a_town_of_the_same_name_is_not_meant_because_its_country_is_spoken_of() -> None:
    assert resolve("Paris", {"US"}).country == "FR"


def test_an_unknown_place_is_itself_inside_nothing() -> None:
    assert resolve("Xyzzyville") == Place(name="Xyzzyville")


@pytest.mark.parametrize("name", ["", " ", "the", "'s", "\u0000", "al-", "- -", "🌋", "x" * 5000])
def test_any_text_resolves_to_something(name: str) -> None:
    assert resolve(name).containers == ()


def test_one_place_inside_another_is_related_in_both_directions() -> None:
    city, province, country = resolve("Manokwari"), resolve("West Papua"), resolve("Indonesia")
    assert city.within(province)
    assert related(country, city)
    assert not province.within(city)
    assert not related(resolve("Sorong"), city)


def test_no_country_lies_inside_anything() -> None:
    assert all(resolve(name).containers == () for name in ("Israel", "Monaco", "Singapore", "Indonesia"))
