"""What a bare number is, and the steps that all ways to write one share."""

from collections.abc import Sequence
from typing import NamedTuple

from enrich.numbers.lexicon import SCALES
from enrich.numbers.tokens import Token


class Core(NamedTuple):
    """The number from its first token up to the token `end`; `form` says how it is written.

    Forms: digits, words, scaled (with a scale word), vague, fraction (of a whole: the value is percent), multiple
    (of `unit` "times" or "percent"), zero ("no", "nobody"), article ("a" before a unit).
    """

    low: float
    high: float
    end: int
    form: str
    unit: str = ""


def text_at(tokens: Sequence[Token], i: int) -> str:
    """The text of token `i`, "" beyond the ends."""
    return tokens[i].text if 0 <= i < len(tokens) else ""


def glued(tokens: Sequence[Token], i: int) -> bool:
    """Whether token `i` stands directly after the one before it."""
    return 0 < i < len(tokens) and tokens[i].start == tokens[i - 1].end


def skip_hyphen(tokens: Sequence[Token], i: int) -> int:
    """The index after a hyphen at `i` that is glued to both of its sides, else `i`."""
    return i + 1 if text_at(tokens, i) == "-" and glued(tokens, i) and glued(tokens, i + 1) else i


def scales(tokens: Sequence[Token], j: int) -> tuple[float, int]:
    """The product of the scale words at `j` ("hundred thousand") and the index after them."""
    factor = 1.0
    while True:
        k = skip_hyphen(tokens, j)
        scale = SCALES.get(text_at(tokens, k))
        if scale is None or factor >= 1e12:
            return factor, j
        factor *= scale
        j = k + 1


def and_a_half(tokens: Sequence[Token], j: int) -> int:
    """The index after "and a half" at `j`, else 0."""
    k = skip_hyphen(tokens, j)
    if text_at(tokens, k) != "and":
        return 0
    k = skip_hyphen(tokens, k + 1)
    if text_at(tokens, k) in ("a", "one"):
        k = skip_hyphen(tokens, k + 1)
    return k + 1 if text_at(tokens, k) == "half" else 0
