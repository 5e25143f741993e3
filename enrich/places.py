"""Where a place lies: its canonical name and what contains it, from the nearest outwards.

    resolve("Khan Younis").chain             ("Khan Younis", "Gaza Strip", "Palestinian territories")
    resolve("Manokwari").containers          ("West Papua", "Indonesia")
    resolve("Israeli").name                  "Israel"
    resolve("Georgia", context={"US"}).name  "Georgia", inside the United States

Our own list (regions.tsv) comes before the towns of GeoNames; among places of one name the country that the text
speaks of decides, else the larger one. A name that no list knows is itself, inside nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from enrich import lists
from enrich.pipeline.gazetteer import plain

_ARTICLE = re.compile(r"(?:the|al|el|an|ar|as|ad)[ -]", re.IGNORECASE)
_GENERIC = re.compile(
    r" (?:province|region|district|governorate|prefecture|state|county|city|oblast|department|municipality|village|"
    r"town|refugee camp|camp|area|neighbou?rhood|island|regency)$",
    re.IGNORECASE,
)
_BEARING = re.compile(
    r"^(?:(?:north|south|east|west|central)(?:ern|east|west|eastern|western)?|northern|southern) (?=[A-Z])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place: its canonical name, what contains it from the nearest outwards, and its country's code if known."""

    name: str
    containers: tuple[str, ...] = ()
    country: str | None = None
    kind: str = "unknown"

    @property
    def chain(self) -> tuple[str, ...]:
        """The place itself and all that contains it."""
        return (self.name, *self.containers)

    def within(self, other: Place) -> bool:
        """Tell whether this place is the other one or lies inside it."""
        return other.name in self.chain and (other.country is None or other.country == self.country)


@dataclass(frozen=True, slots=True)
class _Candidate:
    place: Place
    weight: int  # people who live there; our own entries weigh more than any town


@dataclass(frozen=True, slots=True)
class Atlas:
    """All places by their folded names."""

    names: Mapping[str, tuple[_Candidate, ...]]
    peoples: Mapping[str, str] = field(default_factory=dict)

    def resolve(self, name: str, context: Collection[str] = ()) -> Place:
        """Find a place by any of its names; `context` holds codes or names of countries that the text speaks of."""
        plain_name = " ".join(name.replace("’", "'").split()).strip(" .,;:()'\"")
        codes = {self._code(country) for country in context} - {None}
        for form in _forms(plain_name):
            if found := self.names.get(form):
                largest = max(one.weight for one in found)
                return max(found, key=lambda one: (_meant(one, codes, largest), one.weight)).place
        if country := self.peoples.get(plain_name.lower()):
            return self.resolve(country)
        return Place(name=plain_name or name)

    def _code(self, country: str) -> str | None:
        if len(country) == 2 and country.isupper() and country not in {"UK", "US"}:
            return country
        name = self.peoples.get(country.lower(), country)
        return next(
            (one.place.country for one in self.names.get(_folded(name), ()) if one.place.kind == "country"), None
        )


def _meant(one: _Candidate, codes: Collection[str | None], largest: int) -> bool:
    """Tell whether the countries spoken of point to a place; a town of 25,000 in Texas is still not Paris."""
    return one.place.country in codes and (one.place.kind != "town" or one.weight * 60 > largest)


def resolve(name: str, context: Collection[str] = ()) -> Place:
    """Find a place by any of its names in the lists that ship with the package (see the module's examples)."""
    return bundled().resolve(name, context)


def related(one: Place, other: Place) -> bool:
    """Tell whether one of two places lies inside the other."""
    return one.within(other) or other.within(one)


def _folded(name: str) -> str:
    return plain(name).lower().replace("-", " ").replace("'", "").replace(".", "")


def _forms(name: str) -> Iterable[str]:
    """Give the ways to look a name up, the closest first: as it is, without article, without "province"."""
    yield _folded(name)
    bare = _ARTICLE.sub("", name, count=1) if _ARTICLE.match(name) else name
    yield _folded(bare)
    short = _GENERIC.sub("", bare)
    yield _folded(short)
    yield _folded(_BEARING.sub("", short))


@cache
def bundled() -> Atlas:
    """Read the lists that ship with the package."""
    found: dict[str, list[_Candidate]] = {}

    def add(names: Iterable[str], place: Place, weight: int) -> None:
        for form in {_folded(name) for name in names}:
            others = found.setdefault(form, [])
            same = [one for one in others if one.place.country == place.country and one.place.name == place.name]
            if not same:
                others.append(_Candidate(place, weight))

    countries: dict[str, Place] = {}
    peoples: dict[str, str] = {}
    capitals: dict[str, str] = {}
    capitals_of: dict[str, str] = {}
    for code, name, others, adjectives, capital in lists.rows("countries.tsv"):
        countries[code] = Place(name=name, country=code, kind="country")
        add([name, *lists.variants(others)], countries[code], 10**10)
        peoples |= {adjective.lower(): name for adjective in lists.variants(adjectives)}
        capitals[_folded(capital)] = code
        capitals_of[capital] = code
    for place, names in _regions(countries, capitals_of):
        add(names, place, 10**9)
    for state, others in lists.rows("states.tsv"):
        name = "Washington" if state.startswith("Washington,") else state
        add([state, *lists.variants(others)], _inside(name, countries["US"], kind="state"), 10**8)
    for place, size in _towns(found, countries, capitals):
        add([place.name], place, size)
    return Atlas({form: tuple(candidates) for form, candidates in found.items()}, peoples)


def _inside(name: str, container: Place, *, kind: str) -> Place:
    return Place(name=name, containers=container.chain, country=container.country, kind=kind)


def _regions(countries: Mapping[str, Place], capitals: Mapping[str, str]) -> list[tuple[Place, list[str]]]:
    """Read our own places; a row may lie inside a country, another row, or a place that no row names."""
    rows = {name: (others, parent, kind) for name, others, parent, kind in lists.rows("regions.tsv")}
    done: dict[str, Place] = dict(countries)
    for state, _ in lists.rows("states.tsv"):
        if state not in rows:
            done[state] = _inside(state, countries["US"], kind="state")
    for capital, code in capitals.items():
        if capital not in rows and capital not in done:
            done[capital] = _inside(capital, countries[code], kind="city")

    def build(name: str) -> Place:
        if name not in done:
            _, parent, kind = rows.get(name, ("", "", "region"))
            outer = build(parent) if parent else None
            done[name] = _inside(name, outer, kind=kind) if outer else Place(name=name, kind=kind)
        return done[name]

    return [(build(name), [name, *lists.variants(others)]) for name, (others, _, _) in rows.items()]


def _towns(
    known: Mapping[str, list[_Candidate]], countries: Mapping[str, Place], capitals: Mapping[str, str]
) -> Iterable[tuple[Place, int]]:
    """Give the towns of GeoNames and their provinces, inside our own provinces where the names agree."""
    provinces: dict[tuple[str, str], Place] = {}
    for name, code, province, _, size in lists.rows("towns.tsv"):
        country = countries.get(code)
        if country is None:
            continue
        container = country
        if province and _folded(province) != _folded(name):
            if (code, province) not in provinces:
                ours = [one.place for one in known.get(_folded(province), ()) if one.place.country == code]
                provinces[code, province] = ours[0] if ours else _inside(province, country, kind="province")
                yield provinces[code, province], 10**6
            container = provinces[code, province]
        town = _inside(name, container, kind="town")
        capital = capitals.get(_folded(name)) == code
        yield (replace(town, kind="city") if int(size) > 100_000 else town), int(size) * (5 if capital else 1)
