"""What stands around a figure in its sentence and its article: words with weights, names, its clause."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache

from alerts.judge.words import name_root, root, roots

Words = frozenset[str]

_BREAK = re.compile(r"[;:,()–—\"“”]| - |\b(?:and|while|but|which|whose|who|that|as)\b")
_STOP = re.compile(r"[;:()]|, (?:and|or|while|but|including|among|of (?:whom|which|them))\b|\bwhile\b|\bbut\b|[.!?]\s")
_NUMBER = re.compile(r"^.*?(?=\bof\b)")
_DATELINE = re.compile(r"^[A-Z][A-Z'’./ ]+(?:,[^-–—]{2,60})?\s+(?:\([^)]{2,20}\)\s*)?[-–—]\s")
_NAME = re.compile(r"[A-Z][\w’'&-]*")


@lru_cache(maxsize=1_000)
def of_article(title: str, lead: str, entities: tuple[str, ...]) -> tuple[Words, Words, Words]:
    """Return what all figures of an article share: the names that it knows, those that it leads with, its words."""
    known = names_in(". " + title) | names_in(lead) | frozenset(filter(None, map(first_name, entities)))
    return known, names_in(title, known) | names_in(lead[:250], known), roots(title) | roots(lead)


def without_source(quote: str, source: str, start: int, end: int) -> str:
    """Blank out the dateline and the words for who is quoted: they say who speaks, not of what. Offsets stay."""
    if dateline := _DATELINE.match(quote):
        quote = " " * dateline.end() + quote[dateline.end() :]
    if source:
        at = quote.find(source)
        if at >= 0 and not (at < end and start < at + len(source)):
            quote = quote[:at] + " " * len(source) + quote[at + len(source) :]
    return quote


def clause(quote: str, start: int, end: int) -> tuple[str, str]:
    """Return the words of the figure's clause before and after it, at most 90 characters either side."""
    return _STOP.split(quote[max(0, start - 90) : start])[-1], _STOP.split(quote[end : end + 90])[0]


def closest(names: Words, near: Mapping[str, float]) -> Words:
    """Return those of `names` that are near the figure, and those that only stand in the words for who speaks."""
    return frozenset(word for word in names if near.get(word, 0.0) >= 0.2 or word not in near)


def weights(quote: str, words: Sequence[tuple[str, int, int]], start: int, end: int) -> dict[str, float]:
    """Return the weights of the `words` around the figure, names in the form in which names are compared."""
    begin = bisect_right([until for _, _, until in words], start)
    stop = bisect_left([at for _, at, _ in words], end)
    first, last = (begin, stop - 1) if begin < stop else (begin - 0.5, begin - 0.5)
    ahead = [broken.start() for broken in _BREAK.finditer(quote, 0, start)]
    behind = [broken.end() for broken in _BREAK.finditer(quote, end)]
    found: dict[str, float] = {}
    for i, (word, at, until) in enumerate(words):
        if not word:
            continue
        distance = first - i if i < first else max(0.0, i - last)
        breaks = bisect_right(behind, at) if at >= end else len(ahead) - bisect_left(ahead, until)
        weight = (0.6**breaks if breaks else 1.0) / (1 + distance / 3)
        if quote[at].isupper():
            word = name_root(quote[at:until])
        if weight > found.get(word, 0.0):
            found[word] = weight
    return found


def names_in(text: str, known: Words = frozenset()) -> Words:
    """Return the words with a capital; of those that a sentence begins with only the `known` ones."""
    found = set()
    for match in _NAME.finditer(text):
        word = name_root(match.group())
        if word and word not in found and (word in known or _within(text, match.start())):
            found.add(word)
    return frozenset(found)


def _within(text: str, at: int) -> bool:
    """Whether what begins at `at` does not begin a sentence."""
    before = text[:at].rstrip(" \"“'‘(")
    return bool(before) and before[-1] not in ".!?:\n"


def beyond_number(phrase: str) -> str:
    """Return what follows the number in a phrase such as "300 of the dead"."""
    return _NUMBER.sub("", phrase, count=1) if _NUMBER.match(phrase) else ""


@lru_cache(maxsize=10_000)
def first_name(name: str) -> str:
    """Return the root of the first word of `name` with a capital, "" for none."""
    return next((word for match in _NAME.finditer(name) if (word := name_root(match.group()))), "")


def group_root(word: str) -> str:
    """Return the form under which a word that narrows a population is compared."""
    return name_root(word) if word[:1].isupper() else root(word)
