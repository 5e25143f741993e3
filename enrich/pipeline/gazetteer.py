"""What the lists know of the words of a text: places, nationalities, bodies, given names, surnames, titles.

The entity recogniser sees these classes as one more feature of each token, beside its form, and learns how far to
trust them: "Paris" is a city and a given name, "Turkey" a country and a bird.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from enrich import lists

COUNTRY, NATIONALITY, BODY, REGION, CITY, TOWN, STATE = "C", "N", "B", "R", "L", "T", "S"
"""The classes of phrases."""

_CITY_SIZE = 150_000
_COMMON = {"title": "h", "organising": "o", "landscape": "l"}  # words that stand in or beside names
_LONGEST = 8  # tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Gazetteer:
    """Phrases with their class, and the names that people bear."""

    phrases: Mapping[str, str]
    reach: Mapping[str, int]
    given: frozenset[str]
    surnames: frozenset[str]
    common: Mapping[str, str]

    def spans(self, words: Sequence[str], spaces: Sequence[bool]) -> list[tuple[int, int, str]]:
        """Find the longest known phrases, from left to right: (first token, token after the last, class)."""
        found: list[tuple[int, int, str]] = []
        place, count = 0, len(words)
        loud = sum(map(str.isupper, words)) * 2 > count  # a line in capitals: "GAZA" is Gaza
        while place < count:
            word = words[place]
            limit = self.reach.get(word[:2]) or (self.reach.get(_small(word[:2])) if word.isupper() else None)
            best = self._longest(words, spaces, place, limit, loud or len(word) > 3) if limit else None
            if best:
                found.append(best)
                place = best[1]
            else:
                place += 1
        return found

    def _longest(
        self, words: Sequence[str], spaces: Sequence[bool], start: int, limit: int, capitals: bool
    ) -> tuple[int, int, str] | None:
        phrase, best = "", None
        for end in range(start, min(start + _LONGEST, len(words))):
            phrase += words[end].replace("’", "'")
            if len(phrase) > limit:
                break
            kind = self.phrases.get(phrase)
            if kind is None and capitals and phrase.isupper():
                kind = self.phrases.get(_small(phrase))
            if kind is not None:
                best = (start, end + 1, kind)
            if spaces[end]:
                phrase += " "
        return best

    def features(self, words: Sequence[str], spaces: Sequence[bool]) -> list[str]:
        """Give each token its classes as one short string, empty when the lists know nothing of it."""
        known = [self._word(word) for word in words]
        for start, end, kind in self.spans(words, spaces):
            known[start] = f"b{kind}{known[start]}"
            for place in range(start + 1, end):
                known[place] = f"i{kind}{known[place]}"
        return known

    def _word(self, word: str) -> str:
        if word in self.common:
            return self.common[word]
        if not word[:1].isupper():
            return ""
        name = _small(word) if word.isupper() and len(word) > 2 else word
        return ("p" if name in self.given else "") + ("f" if name in self.surnames else "")


def _small(phrase: str) -> str:
    """Write a phrase in capitals as names are written: "KHAN YOUNIS" is Khan Younis."""
    return phrase.title().replace("'S", "'s")


_SMALL = frozenset(["of", "the", "and", "for", "in", "on", "to", "de", "du", "d", "al", "e", "i"])


def _proper(form: str) -> bool:
    """Tell whether a way to name a body is a name: "Israeli military" and "U.S. forces" only describe."""
    words = re.findall(r"[^\W\d_]+", form)
    return bool(words) and all(word[0].isupper() or word in _SMALL for word in words)


@cache
def bundled() -> Gazetteer:
    """Read the lists that ship with the package."""
    phrases: dict[str, str] = {}
    for phrase, kind in _phrases():
        name = phrase.removeprefix("the ").removeprefix("The ")
        for form in {name, plain(name)}:
            phrases.setdefault(form, kind)
    reach: dict[str, int] = {}
    for name in phrases:
        reach[name[:2]] = max(reach.get(name[:2], 0), len(name))
    return Gazetteer(
        phrases=phrases,
        reach=reach,
        given=frozenset(lists.lines("given_names.txt")),
        surnames=frozenset(lists.lines("surnames.txt")),
        common={
            word: _COMMON[kind]
            for kind, words in lists.rows("words.tsv")
            for word in lists.variants(words)
            if kind in _COMMON
        },
    )


def plain(name: str) -> str:
    """Take the marks off Latin letters: "São Tomé" is Sao Tome."""
    if name.isascii():
        return name
    return "".join(mark for mark in unicodedata.normalize("NFKD", name) if not unicodedata.combining(mark))


def _phrases() -> Iterable[tuple[str, str]]:
    """Give all phrases with their class, those of the stronger lists first."""
    countries = list(lists.rows("countries.tsv"))
    for _, name, others, _, _ in countries:
        yield from ((form, COUNTRY) for form in (name, *lists.variants(others)))
    for _, _, _, peoples, _ in countries:
        yield from ((form, NATIONALITY) for form in lists.variants(peoples))
    yield from ((form, NATIONALITY) for form in lists.lines("peoples.txt"))
    for name, others, _, _ in lists.rows("bodies.tsv"):
        yield from ((form, BODY) for form in (name, *lists.variants(others)) if _proper(form))
    for line in lists.lines("organisations.txt"):
        yield from ((form, BODY) for form in lists.variants(line))
    for name, others, _, kind in lists.rows("regions.tsv"):
        yield from (
            (form, CITY if kind in {"city", "town", "district"} else REGION) for form in (name, *lists.variants(others))
        )
    for *_, capital in countries:
        yield capital, CITY
    for name, others in lists.rows("states.tsv"):
        yield name, REGION
        yield from ((form, STATE) for form in lists.variants(others))
    towns = list(lists.rows("towns.tsv"))
    yield from ((name, CITY) for name, *_, size in towns if int(size) >= _CITY_SIZE)
    yield from ((province, REGION) for _, _, province, *_ in towns if len(province) > 3)
    yield from ((name, TOWN) for name, *_, size in towns if int(size) < _CITY_SIZE and len(name) > 3)
