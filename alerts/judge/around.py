"""What stands around a figure in its sentence and its article: words with weights, names, its clause."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from alerts.judge.words import name_root, root, roots, tokens

Words = frozenset[str]

_BREAK = re.compile(r"[;:,()–—\"“”]| - |\b(?:and|while|but|which|whose|who|that|as)\b")
_STOP = re.compile(
    r";|:|\(|\)|, (?:and|or|while|but|including|among|of (?:whom|which|them))\b|\.\s|!\s|\?\s"
    r"|w(?<!\ww)hile\b|b(?<!\wb)ut\b"
)
"""Where a clause ends. Each way begins with a character: `re` skips fast to characters, not to the edges of words."""
_DATELINE = re.compile(r"^[A-Z][A-Z'’./ ]+(?:,[^-–—]{2,60})?\s+(?:\([^)]{2,20}\)\s*)?[-–—]\s")
_NAME = re.compile(r"[A-Z][\w’'&-]*")

_FRONT = 250
"""Characters of the lead whose names the article leads with."""


@lru_cache(maxsize=3_000)
def of_article(title: str, lead: str, entities: tuple[str, ...]) -> tuple[Words, Words, Words]:
    """Return what all figures of an article share: the names that it knows, those that it leads with, its words."""
    in_title, in_lead = _find_capitals(title), _find_capitals(lead)
    in_front = in_lead if len(lead) <= _FRONT else _find_capitals(lead[:_FRONT])
    known = in_title[0] | in_lead[0] | first_names(entities)
    return known, _names(in_title, known) | _names(in_front, known), roots(title) | roots(lead)


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
    head, tail = quote[max(0, start - 90) : start], quote[end : end + 90]
    stop = _STOP.search(tail)
    return _STOP.split(head)[-1], tail[: stop.start()] if stop else tail


def closest(names: Words, near: Mapping[str, float]) -> Words:
    """Return those of `names` that are near the figure, and those that only stand in the words for who speaks."""
    return frozenset([word for word in names if near.get(word, 0.2) >= 0.2])


class Sentence(NamedTuple):
    """The words of a sentence and the breaks of its clauses, by their offsets; both in order."""

    roots: Words
    """Its telling words."""
    words: Sequence[tuple[int, str, int, int]]
    """Of each telling word: its place among all words; its form, for a name that in which names are compared; how many
    breaks have begun at its end; how many are over at its start."""
    starts: Sequence[int]
    """Of all words."""
    ends: Sequence[int]
    breaks_start: Sequence[int]
    breaks_end: Sequence[int]


@lru_cache(maxsize=4_000)
def read(sentence: str) -> Sentence:
    """Return the words of `sentence`. An article tells several figures in one, and copies of it come soon after."""
    breaks = [match.span() for match in _BREAK.finditer(sentence)]
    breaks_start, breaks_end = [at for at, _ in breaks], [until for _, until in breaks]
    telling, words, starts, ends = set(), [], [], []
    for place, match in enumerate(tokens(sentence)):
        at, until = match.span()
        starts.append(at)
        ends.append(until)
        if word := root(match[0]):
            telling.add(word)
            form = name_root(match[0]) if sentence[at].isupper() else word
            words.append((place, form, bisect_left(breaks_start, until), bisect_right(breaks_end, at)))
    return Sentence(frozenset(telling), words, starts, ends, breaks_start, breaks_end)


def weights(sentence: Sentence, start: int, end: int) -> dict[str, float]:
    """Return the weights of the telling words around the figure from `start` to `end`.

    They fall with the distance in words, and at each break between.
    """
    begin, stop = bisect_right(sentence.ends, start), bisect_left(sentence.starts, end)
    first, last = (begin, stop - 1) if begin < stop else (begin - 0.5, begin - 0.5)
    over, begun = bisect_right(sentence.breaks_end, start), bisect_left(sentence.breaks_start, end)
    found: dict[str, float] = {}
    for place, word, breaks_begun, breaks_over in sentence.words:
        if place < first:
            weight = 0.6 ** (over - breaks_begun) / (1 + (first - place) / 3)
        elif place > last:
            weight = 0.6 ** (breaks_over - begun) / (1 + (place - last) / 3)
        else:
            weight = 1.0
        if weight > found.get(word, 0.0):
            found[word] = weight
    return found


roots_in = lru_cache(maxsize=5_000)(roots)
"""The roots of the telling words of a sentence; what stands beside one figure often stands beside the next."""


def names_in(sentence: str, known: Words) -> Words:
    """Return the words with a capital; of those that a sentence begins with only the `known` ones."""
    return _names(_capitals(sentence), known)


def _names(capitals: tuple[Words, Words], known: Words) -> Words:
    within, beginning = capitals
    return within if beginning.isdisjoint(known) else within | (beginning & known)


def _find_capitals(text: str) -> tuple[Words, Words]:
    """Return the words with a capital within the sentences of `text`, and the others, that a sentence begins with."""
    within: set[str] = set()
    beginning: set[str] = set()
    for match in _NAME.finditer(text):
        if word := name_root(match.group()):
            (within if _within(text, match.start()) else beginning).add(word)
    return frozenset(within), frozenset(beginning - within)


_capitals = lru_cache(maxsize=4_000)(_find_capitals)
"""The same for sentences, which several figures share."""


def _within(text: str, at: int) -> bool:
    """Whether what begins at `at` does not begin a sentence."""
    while at and text[at - 1] in " \"“'‘(":
        at -= 1
    return at > 0 and text[at - 1] not in ".!?:\n"


@lru_cache(maxsize=10_000)
def first_name(name: str) -> str:
    """Return the root of the first word of `name` with a capital, "" for none."""
    return next((word for match in _NAME.finditer(name) if (word := name_root(match.group()))), "")


@lru_cache(maxsize=1_000)
def first_names(names: tuple[str, ...]) -> Words:
    """Return what `first_name` gives of each of `names`, the same object for the same names."""
    return frozenset(filter(None, map(first_name, names)))


def group_root(word: str) -> str:
    """Return the form under which a word that narrows a population is compared."""
    return name_root(word) if word[:1].isupper() else root(word)
