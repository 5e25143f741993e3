"""Words and phrases that say what happened to people and things, and where they stand in a passage."""

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
_FIRST = frozenset(phrase[0] for phrase in PREDICATES)
_LAST = frozenset(phrase[-1] for phrase in PREDICATES)
_LONGEST = max(map(len, PREDICATES))


def phrase_from(tokens: Sequence[Token], i: int) -> tuple[tuple[str, ...], int] | None:
    """The longest phrase that starts at token `i`: its measures and the index after it."""
    if tokens[i].text not in _FIRST:
        return None
    for length in range(_LONGEST, 0, -1):
        found = PREDICATES.get(tuple(token.text for token in tokens[i : i + length]))
        if found and i + length <= len(tokens):
            return found, i + length
    return None


def phrase_to(tokens: Sequence[Token], i: int) -> tuple[tuple[str, ...], int] | None:
    """The longest phrase that ends with token `i`: its measures and the index of its first token."""
    if tokens[i].text not in _LAST:
        return None
    for length in range(min(_LONGEST, i + 1), 0, -1):
        found = PREDICATES.get(tuple(token.text for token in tokens[i + 1 - length : i + 1]))
        if found:
            return found, i + 1 - length
    return None


def is_number(token: Token) -> bool:
    """Whether a token is a number in digits or words."""
    return token.kind in "nv" or (token.text in UNITS and token.text != "one")


def spoken(tokens: Sequence[Token]) -> list[str]:
    """The measures of all predicates of a passage, in order."""
    found: list[str] = []
    i = 0
    while i < len(tokens):
        phrase = phrase_from(tokens, i)
        if phrase:
            found += [measure for measure in phrase[0] if not measure.endswith("?")]
            i = phrase[1]
        else:
            i += 1
    return found
