"""The bare number at a token: numerals, spelled numbers, scales, dozens, vague words, fractions, ratios."""

from collections.abc import Sequence

from enrich.numbers.cores.core import Core, scales, text_at
from enrich.numbers.cores.numerals import numeral
from enrich.numbers.cores.spelled import spelled
from enrich.numbers.tokens import Token

__all__ = ["Core", "core_at"]


def core_at(tokens: Sequence[Token], i: int, money: bool = False) -> Core | None:
    """The number that starts at token `i`, or None. `money` says that a currency stands before it."""
    token = tokens[i]
    if token.kind == "n":
        return numeral(tokens, i, money)
    if token.kind == "v":
        if text_at(tokens, i + 1) == "of":
            return Core(100 * token.value, 100 * token.value, i + 1, "fraction")
        factor, end = scales(tokens, i + 1)
        return Core(token.value * factor, token.value * factor, end, "digits" if factor == 1 else "scaled")
    if token.kind != "w":
        return None
    return spelled(tokens, i)
