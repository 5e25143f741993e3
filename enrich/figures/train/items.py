"""What the classifier learns from: every number of a text with its features and its true measure."""

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from enrich.figures.counted import Candidate, noun_of
from enrich.figures.features import Features, features
from enrich.figures.find import NONE, candidates_in
from enrich.figures.memory import UNITS, Memory, foresee
from enrich.numbers.grammar import Number
from enrich.numbers.tokens import Token, flatten, tokenize

UNKNOWN = "?"
"""In place of a measure: nobody knows it, so that nothing is learnt from the number."""
MISREAD = 0.4
"""The share of earlier figures that the memory has wrong while learning.

A reader's memory of an article holds its own mistakes; one that is always right would be believed too much.
"""
DRAWS = 3
"""How often each article is read, with mistakes of its own each time."""
_COMMON = ("killed", "participants", "other_count")
_COUNTS = (
    *_COMMON,
    *_COMMON,
    *["injured", "missing", "captive", "arrested", "displaced", "rescued", "infected", "affected"],
)


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch of a passage, by code points, and the measure of the number in it: a measure, `NONE` or `UNKNOWN`.

    `low` and `high` are what the number should be read as; a number read otherwise is nothing to learn from.
    """

    start: int
    end: int
    measure: str
    interval: tuple[float | None, float | None] | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A passage of an article with what is marked in it."""

    text: str
    marked: Sequence[Marked]
    title: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A number with its features and its true label; `group` is the story that it comes from."""

    group: str
    features: Features
    label: str


def items(group: str, sentences: Sequence[Sentence], *, rest: str = NONE) -> Iterator[Item]:
    """The items of one article, its passages in order; `rest` is what numbers are that nobody marked."""
    read: list[tuple[Sentence, Sequence[Token], Sequence[Candidate]]] = []
    for one in sentences:
        flat = flatten(one.text)
        words = tokenize(flat)
        read.append((one, words, candidates_in(flat, words, title=one.title)))
    for draw in range(DRAWS):
        memory = foresee((tokens, candidates) for _, tokens, candidates in read)
        chance = random.Random(f"{draw}{group}{len(sentences)}{sentences[0].text if sentences else ''}")
        for sentence, tokens, candidates in read:
            yield from _of(sentence, tokens, candidates, memory, chance, group, rest)
            memory.pass_on(sentence.text, title=sentence.title)


def _of(
    sentence: Sentence,
    tokens: Sequence[Token],
    candidates: Sequence[Candidate],
    memory: Memory,
    chance: random.Random,
    group: str,
    rest: str,
) -> Iterator[Item]:
    decided: list[str] = []
    taken: set[int] = set()
    for k, candidate in enumerate(candidates):
        number = candidate.number
        row = features(tokens, candidates, k, decided, memory, title=sentence.title)
        label = _label(sentence.marked, number, taken, rest)
        noted = NONE if label == UNKNOWN else label
        if noted != NONE:
            noted = noted if noted in UNITS or chance.random() >= MISREAD else chance.choice(_COUNTS)
            noun = noun_of(tokens, candidate.counted) if number.kind == "count" else ""
            memory.add(number.low if number.low is not None else number.high, noted, noun, title=sentence.title)
        decided.append(noted)
        if label != UNKNOWN:
            yield Item(group, row, label)


def _label(marked: Sequence[Marked], number: Number, taken: set[int], rest: str) -> str:
    """The measure marked where `number` stands; each mark is used once."""
    meets = [i for i, one in enumerate(marked) if i not in taken and one.start < number.end and number.start < one.end]
    for i in meets:
        interval = marked[i].interval
        if interval is None or (_same(interval[0], number.low) and _same(interval[1], number.high)):
            taken.add(i)
            return marked[i].measure
    return UNKNOWN if meets else rest


def _same(a: float | None, b: float | None) -> bool:
    return a is b if a is None or b is None else math.isclose(a, b, rel_tol=5e-3)
