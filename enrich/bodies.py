"""Who speaks: the canonical body behind the ways a text names it, so that two names are not taken for two sources.

    canonical("the Israeli army").name                       "Israel Defense Forces"
    canonical("IDF spokesman Daniel Hagari").name            "Israel Defense Forces"
    canonical("Gaza's Hamas-run health ministry").name       "Gaza Health Ministry"
    canonical("Interior Ministry spokesman", place="TR")     "Turkey: interior ministry"

An office-holder speaks for the office. Bodies on our list come first; after it, a country with an organ ("French
police", "Ministry of Health of Peru") makes a canonical name of its own; anything else stands for itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from enrich import lists
from enrich.pipeline.gazetteer import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body that can make claims: its canonical name, its country's code, its kind, and whether a list knows it."""

    name: str
    country: str | None = None
    kind: str = "unknown"
    known: bool = False


# What organs of a state are called, by the words that name them; the first that matches decides.
_ORGANS: tuple[tuple[str, str], ...] = (
    (
        "health ministry",
        r"health (?:ministry|department|minister)|(?:ministry|department|minister) (?:of|for) (?:public )?health",
    ),
    ("defence ministry", r"defen[cs]e (?:ministry|minister)|(?:ministry|minister) (?:of|for) (?:national )?defen[cs]e"),
    (
        "interior ministry",
        r"(?:interior|home) (?:ministry|minister)|(?:ministry|minister) (?:of|for) (?:the )?(?:interior|home affairs)",
    ),
    ("foreign ministry", r"foreign (?:ministry|minister)|(?:ministry|minister) (?:of|for) foreign affairs"),
    ("finance ministry", r"finance (?:ministry|minister)|(?:ministry|minister) (?:of|for) finance"),
    (
        "emergencies ministry",
        r"emergenc(?:y|ies) (?:situations )?minist(?:ry|er)|minist(?:ry|er) (?:of|for) emergenc(?:y|ies)[a-z ]*",
    ),
    ("military", r"military|army|armed forces|forces|troops|air force|navy|general staff|defen[cs]e forces?"),
    ("police", r"police|gendarmerie"),
    ("parliament", r"parliament|national assembly|lawmakers"),
    ("presidency", r"presidency|presidential (?:office|palace)|president"),
    ("government", r"government|cabinet|authorities|prime minister|premier|administration"),
    ("central bank", r"central bank|national bank|reserve bank"),
    ("disaster agency", r"(?:disaster|civil (?:defen[cs]e|protection))[a-z ]*|emergency (?:service|management)[a-z ]*"),
    ("Red Cross", r"red cross(?: society)?"),
    ("Red Crescent", r"red crescent(?: society)?"),
    ("coast guard", r"coast ?guard"),
    ("election commission", r"(?:central |national |independent )?elect(?:ion|oral) commission"),
    ("weather service", r"(?:met|meteorological|weather) (?:office|service|agency|bureau|department)"),
    ("geological service", r"(?:geological survey|seismolog[a-z]+ [a-z]+|geophysic[a-z]+ [a-z]+)"),
    ("statistics office", r"statistic(?:s|al) (?:office|agency|bureau|institute)|bureau of statistics"),
    ("supreme court", r"supreme court|high court|constitutional court"),
)
_ORGAN = re.compile("|".join(f"(?P<o{i}>\\b(?:{pattern})\\b)" for i, (_, pattern) in enumerate(_ORGANS)), re.IGNORECASE)

_ROLE = (
    r"(?:(?:chief|senior|top|deputy|acting|assistant|vice|former|national|regional|local|press|media|military|police|"
    r"government|army|official|lead|main|international) )*(?:spokes(?:man|woman|person|people)|official|officials|"
    r"director(?:[- ]general)?|head|chief|chairman|chairwoman|chair|president|secretary(?:[- ]general)?|minister|"
    r"commissioner|commander|officer|officers|representative|coordinator|co-?ordinator|administrator|analyst|"
    r"seismologist|geophysicist|researcher|adviser|advisor|envoy|ambassador|leader|deputy|manager|executive|ceo|"
    r"governor|mayor|sheriff|prosecutor|general counsel|statement|sources?|report|figures|data)"
)
_SPEAKS_FOR = re.compile(
    rf"^(?:an?|the|its|one|two|several|some)?\s*{_ROLE}\s+(?:of|for|at|from|with|in)\s+(?P<body>.+)$", re.IGNORECASE
)
_SPOKESMAN = re.compile(rf"^(?P<body>.+?)(?:'s?|’s?)?\s+{_ROLE}(?:\s+[A-Z][\w.'’-]+){{0,4}}$", re.IGNORECASE)
_EDGES = re.compile(r"^(?:the|a|an|one|its)\s+|[\s,.;:]+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Register:
    """All bodies on the list by their folded names, and the countries by their names and adjectives."""

    bodies: Mapping[str, Body]
    countries: Mapping[str, tuple[str, str]]

    def canonical(self, name: str, place: str | None = None) -> Body:
        """Find the body behind a name; `place` is the code of the country that an unnamed ministry belongs to."""
        text = " ".join(name.split())
        for form in self._readings(text):
            if found := self.bodies.get(_folded(form)):
                return found
        for form in self._readings(text):
            if found := self._organ(form, place):
                return found
        last = [*self._readings(text)][-1]
        return Body(name=last or text)

    def _readings(self, text: str) -> Iterator[str]:
        """Give the name as it is, then without the person who holds the office."""
        bare = _EDGES.sub("", _EDGES.sub("", text))
        yield bare
        if found := _SPEAKS_FOR.match(text):
            yield from self._readings(found["body"])
        elif (found := _SPOKESMAN.match(bare)) and found["body"].lower() not in {"an", "a", "the"}:
            body = _EDGES.sub("", found["body"])
            office = set(body.lower().split()) <= _offices()  # "Prime" of "Prime Minister" is no body
            if not office and (body[:1].isupper() or _ORGAN.search(body)):
                yield body

    def _organ(self, text: str, place: str | None) -> Body | None:
        found = _ORGAN.search(text)
        if not found or found.lastgroup is None:
            return None
        organ = _ORGANS[int(found.lastgroup[1:])][0]
        around = f"{text[: found.start()]} {text[found.end() :]}"
        country, code = self._country(around) or (self._named(place) if place else None) or ("", "")
        if not country:
            return None
        if (left := _left_over(around, country)) and organ in {"police", "parliament", "government"}:
            return Body(name=f"{left} {organ}", country=code, kind=organ)
        return self.bodies.get(_folded(f"{country} {organ}")) or Body(
            name=f"{country}: {organ}", country=code, kind=organ, known=True
        )

    def _country(self, text: str) -> tuple[str, str] | None:
        words = re.findall(r"[A-Za-zÀ-ž.]+(?:['-][A-Za-z]+)*", text.replace("’s", "").replace("'s", ""))
        for size in (4, 3, 2, 1):
            for at in range(len(words) - size + 1):
                if found := self.countries.get(" ".join(words[at : at + size]).lower()):
                    return found
        return None

    def _named(self, code: str) -> tuple[str, str] | None:
        return next((found for found in self.countries.values() if found[1] == code), None)


def _left_over(around: str, country: str) -> str:
    """Give the capitalised words that are neither the country nor an office: the town of "Istanbul police, Turkey"."""
    words = [word.strip(",.'’") for word in around.split()]
    return " ".join(
        word
        for word in words
        if word[:1].isupper() and word not in country and len(word) > 3 and not _peoples().get(word.lower())
    )


def canonical(name: str, place: str | None = None) -> Body:
    """Find the body behind a name in the lists that ship with the package (see the module's examples)."""
    return bundled().canonical(name, place)


def same(one: str, other: str, place: str | None = None) -> bool:
    """Tell whether two names stand for one body."""
    return canonical(one, place).name == canonical(other, place).name


def _folded(name: str) -> str:
    low = plain(name).lower().replace("’", "'").replace("-", " ").replace(".", "")
    return re.sub(r"^the | 's\b|'s\b|'", "", low).replace("defence", "defense").replace("organisation", "organization")


@cache
def _offices() -> frozenset[str]:
    return frozenset(lists.words("before a person"))


@cache
def _peoples() -> Mapping[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for code, name, others, adjectives, capital in lists.rows("countries.tsv"):
        for form in (name, *lists.variants(others), *lists.variants(adjectives)):
            found.setdefault(form.lower(), (name, code))
        found.setdefault(capital.lower(), (name, code))
    return found


@cache
def bundled() -> Register:
    """Read the lists that ship with the package."""
    bodies: dict[str, Body] = {}
    for name, others, country, kind in lists.rows("bodies.tsv"):
        body = Body(name=name, country=country or None, kind=kind, known=True)
        for form in (name, *lists.variants(others)):
            bodies.setdefault(_folded(form), body)
    return Register(bodies, _peoples())
