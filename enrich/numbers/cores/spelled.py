"""Numbers in words, of whatever kind."""

from collections.abc import Sequence

from enrich.numbers.cores.cardinals import cardinal
from enrich.numbers.cores.core import Core, and_a_half, glued, scales, skip_hyphen, text_at
from enrich.numbers.cores.nothing import nothing
from enrich.numbers.cores.shares import part, ratio, share_of
from enrich.numbers.cores.vague import loose, vague
from enrich.numbers.lexicon import FRACTIONS, MULTIPLES, SCALES, UNITS, VAGUE
from enrich.numbers.tokens import Token
from enrich.numbers.units import UNITS as MEASURES


def spelled(tokens: Sequence[Token], i: int) -> Core | None:
    """The number whose first word is token `i`."""
    word = tokens[i].text
    following = text_at(tokens, i + 1)
    if word in MULTIPLES:
        value, unit = MULTIPLES[word]
        return Core(value, value, i + 1, "multiple", unit)
    if word in ("double", "triple"):
        value = 2.0 if word == "double" else 3.0
        if following in ("the", "that", "its", "their", "what", "his", "last"):
            return Core(value, value, i + 1, "multiple", "times")
        return None
    if word in VAGUE:
        return vague(tokens, i)
    if word in ("few", "several", "couple", "dozen") or (
        word in ("a", "the", "another", "one") and following in ("few", "couple", "dozen")
    ):
        return loose(tokens, i)
    if word == "half" or (word in ("a", "one") and text_at(tokens, skip_hyphen(tokens, i + 1)) in FRACTIONS):
        return part(tokens, i)
    if word in ("quarter", "third"):
        return part(tokens, i)
    if word in ("no", "nobody", "none", "not"):
        return nothing(tokens, i)
    if word == "a" and following == "single":
        return Core(1, 1, i + 2, "words")
    if word == "single" and text_at(tokens, i - 1) in ("the", "one", "every"):
        return None
    if word in ("hundred", "thousand", "million") and (
        text_at(tokens, i - 1) == "the"
        or (glued(tokens, i + 1) and following == "-" and text_at(tokens, i + 2) in MEASURES)
    ):
        return Core(SCALES[word], SCALES[word], i + 1, "words")
    if word in ("hundred", "thousand") and following == "of":
        low, high = VAGUE[word + "s"]
        return Core(low, high, i + 1, "vague")
    found = cardinal(tokens, i)
    if found is None:
        if word in ("a", "an") or (word == "another" and following in ("decade", "century", "half-century")):
            measure = MEASURES.get(following)
            if measure and measure.kind in ("duration", "length"):
                return Core(1, 1, i + 1, "article")
        return None
    value, j = found
    k = skip_hyphen(tokens, j)
    nxt = text_at(tokens, k)
    if (k > j and nxt in FRACTIONS and nxt != "half" and nxt != "second" and value < 16) or (
        nxt in FRACTIONS and nxt.endswith(("s", "lves")) and value < 16
    ):
        share = value * FRACTIONS[nxt]
        if share <= 1 and nxt not in ("half", "halves"):
            return share_of(tokens, share, k + 1, always=True)
    half = and_a_half(tokens, j)
    if half:
        factor, end = scales(tokens, half)
        step = SCALES.get(tokens[j - 1].text, 1.0)  # half of what was said last: "a million and a half"
        return Core((value + 0.5 * step) * factor, (value + 0.5 * step) * factor, end, "words")
    if nxt in ("dozen", "score") and (nxt != "score" or value > 1) and value < 100:
        value *= 12 if nxt == "dozen" else 20
        return Core(value, value, k + 1, "words")
    if nxt == "fold":
        return Core(value, value, k + 1, "multiple", "times")
    if k > j and nxt in ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"):
        return None
    tenths = UNITS.get(text_at(tokens, k + 1), 10) if nxt == "point" else 10
    if tenths < 10:
        return Core(value + tenths / 10, value + tenths / 10, k + 2, "words")
    if float(value).is_integer() and value < 1000:
        proportion = ratio(tokens, j, value)
        if proportion:
            return proportion
    return Core(value, value, j, "scaled" if value >= 1000 and j > i + 1 else "words")
