"""Cardinals in words: "twenty-six", "one hundred and seventy-two thousand"."""

import math
from collections.abc import Sequence

from enrich.numbers.cores.core import glued, skip_hyphen, text_at
from enrich.numbers.lexicon import SCALES, TENS, UNITS
from enrich.numbers.tokens import Token


def cardinal(tokens: Sequence[Token], i: int) -> tuple[float, int] | None:
    """A cardinal in words ("one hundred and seventy-two thousand") at `i`: its value and the index after it."""
    total = 0.0
    group = 0.0
    ceiling = math.inf
    j = i
    room = 1000.0  # what the next word of this group must stay below
    read = False
    while j < len(tokens):
        k = j
        if read:
            k = skip_hyphen(tokens, j)
            if 0 < room <= 10 and text_at(tokens, k) == "-" and glued(tokens, k) and text_at(tokens, k + 1) in UNITS:
                k += 1  # a line ended in the word: "twenty-\nsix"
            if text_at(tokens, k) == "and" and (total or group >= 100) and k + 1 < len(tokens):
                following = tokens[k + 1].text
                if (UNITS.get(following)) or following in TENS:
                    k += 1
        word = text_at(tokens, k)
        if word in ("a", "an") and not read:
            if text_at(tokens, skip_hyphen(tokens, k + 1)) in (
                "hundred",
                "thousand",
                "million",
                "billion",
                "trillion",
                "lakh",
                "crore",
            ):
                group, room, read = 1.0, 0.0, True
                j = k + 1
                continue
            return None
        value = UNITS.get(word)
        if value is not None:
            if (value == 0 and read) or value >= room or (room == 1000 and group):
                break
            group, room = group + value, 0.0
        elif word in TENS:
            if TENS[word] >= room:
                break
            group, room = group + TENS[word], 10.0
        elif word == "hundred" and read and 0 < group < 100:
            group, room = group * 100, 100.0
        elif word == "hundred" and not read:
            return None
        elif word in SCALES and word != "hundred" and read and group and SCALES[word] < ceiling:
            ceiling = SCALES[word]
            total, group, room = total + group * ceiling, 0.0, 1000.0
        else:
            break
        read = True
        j = k + 1
    return (total + group, j) if read else None
