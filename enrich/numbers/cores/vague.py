"""Numbers that leave room: "dozens", "hundreds of thousands", "a few", "several hundred", "a couple of"; a dozen."""

from collections.abc import Sequence

from enrich.numbers.cores.core import Core, scales, skip_hyphen, text_at
from enrich.numbers.lexicon import SCALES, VAGUE, VAGUE_SCALE
from enrich.numbers.tokens import Token


def vague(tokens: Sequence[Token], i: int) -> Core | None:
    """ "dozens", "hundreds of thousands", "scores" at `i`."""
    low, high = VAGUE[tokens[i].text]
    j = i + 1
    if text_at(tokens, j) == "of" and text_at(tokens, j + 1) in VAGUE_SCALE:
        scale = VAGUE_SCALE[text_at(tokens, j + 1)]
        first = {"tens": 10.0, "hundreds": 100.0, "thousands": 1e3}.get(tokens[i].text)
        if first:
            return Core(2 * first * scale, 10 * first * scale - 1, j + 2, "vague")
        return Core(low * scale, (high + 1) * scale - 1, j + 2, "vague")
    if tokens[i].text == "scores" and (
        text_at(tokens, i - 1) in ("the", "'s", "their", "his", "test", "final")
        or text_at(tokens, j) in ("and", "a", "the", "his", "as", "in")
    ):
        return None
    if tokens[i].text == "scores" and j < len(tokens) and tokens[j].kind == "n":
        return None
    return Core(low, high, j, "vague")


def loose(tokens: Sequence[Token], i: int) -> Core | None:
    """ "a few", "several hundred", "a couple of dozen", "a dozen"."""
    word = tokens[i].text
    j = i + 1
    article = word in ("a", "the", "another", "one")
    if article:
        word = tokens[j].text
        j += 1
    if word == "dozen":
        return Core(12, 12, j, "words")
    if word == "couple":
        if text_at(tokens, j) == "of":
            j += 1
        elif not article:
            return None
        if tokens[i].text == "the":
            return None
        low = high = 2.0
    elif word == "few":
        if (
            not article
            and text_at(tokens, i - 1)
            not in (
                "last",
                "past",
                "next",
                "first",
                "every",
                "these",
                "those",
                "final",
                "recent",
            )
            and SCALES.get(text_at(tokens, j)) is None
        ):
            return None
        if text_at(tokens, j) in ("and", "of") and not article:
            return None
        low, high = 3.0, 5.0
    else:
        low, high = 3.0, 9.0
    k = skip_hyphen(tokens, j)
    factor, end = scales(tokens, k)
    if factor == 1 and text_at(tokens, k) == "dozen":
        factor, end = 12.0, k + 1
    elif factor == 1 and text_at(tokens, k) in VAGUE_SCALE:
        factor, end = VAGUE_SCALE[text_at(tokens, k)], k + 1
    if factor > 1:
        return Core(low * factor, high * factor, end, "vague")
    return Core(low, high, j, "vague")
