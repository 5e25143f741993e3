"""Numbers in digits: "17,177", "2½", "3.8 billion", "40k", "2m" of what is counted."""

import math
from collections.abc import Sequence

from enrich.numbers.cores.core import Core, and_a_half, glued, scales, skip_hyphen, text_at
from enrich.numbers.cores.shares import ratio
from enrich.numbers.currencies import MONEY
from enrich.numbers.lexicon import SUFFIXES
from enrich.numbers.tokens import Token
from enrich.numbers.wordlist import words


def numeral(tokens: Sequence[Token], i: int, money: bool) -> Core | None:
    """The number whose digits stand at token `i`; `money` says that a currency stands before it."""
    token = tokens[i]
    value = token.value
    if math.isnan(value):
        return None
    j = i + 1
    if j < len(tokens) and tokens[j].kind == "v":
        value += tokens[j].value
        j += 1
    elif (
        j + 2 < len(tokens)
        and tokens[j].kind == "n"
        and tokens[j + 1].text == "/"
        and tokens[j + 2].kind == "n"
        and 0 < tokens[j].value < tokens[j + 2].value <= 16
        and glued(tokens, j + 1)
    ):
        value += tokens[j].value / tokens[j + 2].value
        j += 3
    elif text_at(tokens, j) == "/" and glued(tokens, j) and glued(tokens, j + 1) and tokens[j + 1].kind == "n":
        below = tokens[j + 1].value
        if 0 < value < below <= 16 and not glued(tokens, j + 2):
            percent = 100 * value / below
            return Core(percent, percent, j + 2, "fraction")
        return None
    if j < len(tokens) and glued(tokens, j) and tokens[j].kind == "w":
        word = tokens[j].text
        suffix = SUFFIXES.get(word)
        capital = tokens[j].raw.isupper()
        if word == "m" and not money and (_plural_follows(tokens, j + 1) or _currency_follows(tokens, j + 1)):
            return Core(value * 1e6, value * 1e6, j + 1, "scaled")
        if suffix is not None and (
            word not in ("m", "mm", "b", "t", "k") or money or (capital and word in "mbt") or word == "k"
        ):
            factor, end = scales(tokens, j + 1)
            return Core(value * suffix * factor, value * suffix * factor, end, "scaled")
        if word in ("st", "nd", "rd", "th", "s"):
            return None
    if money and j < len(tokens) and tokens[j].text in ("m", "b", "k") and not glued(tokens, j):
        return Core(value * SUFFIXES[tokens[j].text], value * SUFFIXES[tokens[j].text], j + 1, "scaled")
    half = and_a_half(tokens, j)
    if half:
        factor, end = scales(tokens, half)
        return Core((value + 0.5) * factor, (value + 0.5) * factor, end, "digits" if factor == 1 else "scaled")
    factor, end = scales(tokens, j)
    if factor > 1:
        value *= factor
        half = and_a_half(tokens, end)
        if half:
            value, end = value + 0.5 * factor, half
        vague = text_at(tokens, end)
        return Core(value, value, end, "scaled") if vague != "s" else None
    if j < len(tokens) and text_at(tokens, skip_hyphen(tokens, j)) == "dozen":
        return Core(value * 12, value * 12, skip_hyphen(tokens, j) + 1, "words")
    if j < len(tokens) and text_at(tokens, skip_hyphen(tokens, j)) == "fold":
        return Core(value, value, skip_hyphen(tokens, j) + 1, "multiple", "times")
    below_hundred = token.raw.isdigit() and float(value).is_integer()
    if below_hundred:
        share = ratio(tokens, j, value)
        if share:
            return share
    return Core(value, value, j, "digits")


_DIMENSIONS = words("high long deep wide tall away from above below across apart north south east west metres")


def _plural_follows(tokens: Sequence[Token], k: int) -> bool:
    """Whether a counted noun follows "2m": then it is two million ("2m Windows users"), else metres ("60m from")."""
    for token in tokens[k : k + 2]:
        if token.kind != "w" or token.text in _DIMENSIONS:
            return False
        if (len(token.text) > 3 and token.text.endswith("s") and token.text[-2] not in "sui'") or token.text in (
            "people",
            "men",
            "women",
            "children",
        ):
            return True
    return False


def _currency_follows(tokens: Sequence[Token], k: int) -> bool:
    """Whether a currency is tied to "2m" by a hyphen: "a 2m-euro fine"."""
    j = skip_hyphen(tokens, k)
    return j > k and text_at(tokens, j) in MONEY
