"""Words and phrases that say what happened to people and things, and where they stand in a passage."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from enrich.numbers.lexicon import UNITS
from enrich.numbers.tokens import Token

_SOURCE = Path(__file__).parent / "data" / "predicates.txt"


def _read(path: Path) -> dict[tuple[str, ...], tuple[str, ...]]:
    table: dict[tuple[str, ...], tuple[str, ...]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            measure, _, phrases = line.partition(":")
            for phrase in phrases.split(","):
                key = tuple(phrase.split())
                table[key] = (*table.get(key, ()), measure)
    return table


PREDICATES = _read(_SOURCE)
"""Phrase, as a tuple of words in lower case -> the measures that it stands for."""


def _lengths(end: int) -> dict[str, tuple[int, ...]]:
    """The lengths of the phrases that have a word at their `end` (0 or -1), the longest first."""
    lengths: dict[str, set[int]] = defaultdict(set)
    for phrase in PREDICATES:
        lengths[phrase[end]].add(len(phrase))
    return {word: tuple(sorted(found, reverse=True)) for word, found in lengths.items()}


_FROM, _TO = _lengths(0), _lengths(-1)


def phrase_from(tokens: Sequence[Token], i: int) -> tuple[tuple[str, ...], int] | None:
    """The longest phrase that starts at token `i`: its measures and the index after it."""
    for length in _FROM.get(tokens[i].text, ()):
        found = PREDICATES.get(tuple([token.text for token in tokens[i : i + length]]))
        if found and i + length <= len(tokens):
            return found, i + length
    return None


def phrase_to(tokens: Sequence[Token], i: int) -> tuple[tuple[str, ...], int] | None:
    """The longest phrase that ends with token `i`: its measures and the index of its first token."""
    for length in _TO.get(tokens[i].text, ()):
        start = i + 1 - length
        found = PREDICATES.get(tuple([token.text for token in tokens[start : i + 1]])) if start >= 0 else None
        if found:
            return found, start
    return None


def is_number(token: Token) -> bool:
    """Whether a token is a number in digits or words."""
    return token.kind in "nv" or (token.text in UNITS and token.text != "one")


def spoken(tokens: Sequence[Token]) -> list[str]:
    """The measures of all predicates of a passage, in order."""
    found: list[str] = []
    i = 0
    while i < len(tokens):
        phrase = phrase_from(tokens, i) if tokens[i].text in _FROM else None
        if phrase:
            found += [measure for measure in phrase[0] if not measure.endswith("?")]
            i = phrase[1]
        else:
            i += 1
    return found
