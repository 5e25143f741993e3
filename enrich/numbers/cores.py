"""The bare number at a token: numerals, spelled numbers, scales, dozens, vague words, fractions, ratios."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from enrich.numbers.lexicon import FRACTIONS, MULTIPLES, SCALES, SUFFIXES, TENS, UNITS, VAGUE, VAGUE_SCALE
from enrich.numbers.tokens import Token
from enrich.numbers.units import MONEY
from enrich.numbers.units import UNITS as MEASURES
from enrich.numbers.wordlist import words


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


_RATIO_OF = frozenset(
    {2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 18, 20, 25, 30, 40, 50, 60, 70, 80, 100, 200, 500, 1000}
)
_AFTER_FRACTION = words("of the its their his her our that all those as what by a any")


def core_at(tokens: Sequence[Token], i: int, money: bool = False) -> Core | None:
    """The number that starts at token `i`, or None. `money` says that a currency stands before it."""
    token = tokens[i]
    if token.kind == "n":
        return _numeral(tokens, i, money)
    if token.kind == "v":
        if _text(tokens, i + 1) == "of":
            return Core(100 * token.value, 100 * token.value, i + 1, "fraction")
        return Core(token.value, token.value, i + 1, "digits")
    if token.kind != "w":
        return None
    return _word(tokens, i)


def _text(tokens: Sequence[Token], i: int) -> str:
    return tokens[i].text if 0 <= i < len(tokens) else ""


def _glued(tokens: Sequence[Token], i: int) -> bool:
    """Whether token `i` stands directly after the one before it."""
    return 0 < i < len(tokens) and tokens[i].start == tokens[i - 1].end


def _skip_hyphen(tokens: Sequence[Token], i: int) -> int:
    """The index after a hyphen at `i` that is glued to both of its sides, else `i`."""
    return i + 1 if _text(tokens, i) == "-" and _glued(tokens, i) and _glued(tokens, i + 1) else i


def _scales(tokens: Sequence[Token], j: int) -> tuple[float, int]:
    """The product of the scale words at `j` ("hundred thousand") and the index after them."""
    factor = 1.0
    while True:
        k = _skip_hyphen(tokens, j)
        scale = SCALES.get(_text(tokens, k))
        if scale is None or factor >= 1e12:
            return factor, j
        factor *= scale
        j = k + 1


def _and_a_half(tokens: Sequence[Token], j: int) -> int:
    """The index after "and a half" at `j`, else 0."""
    k = _skip_hyphen(tokens, j)
    if _text(tokens, k) != "and":
        return 0
    k = _skip_hyphen(tokens, k + 1)
    if _text(tokens, k) in ("a", "one"):
        k = _skip_hyphen(tokens, k + 1)
    return k + 1 if _text(tokens, k) == "half" else 0


def _numeral(tokens: Sequence[Token], i: int, money: bool) -> Core | None:
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
        and _glued(tokens, j + 1)
    ):
        value += tokens[j].value / tokens[j + 2].value
        j += 3
    elif _text(tokens, j) == "/" and _glued(tokens, j) and _glued(tokens, j + 1) and tokens[j + 1].kind == "n":
        below = tokens[j + 1].value
        if 0 < value < below <= 16 and not _glued(tokens, j + 2):
            percent = 100 * value / below
            return Core(percent, percent, j + 2, "fraction")
        return None
    if j < len(tokens) and _glued(tokens, j) and tokens[j].kind == "w":
        word = tokens[j].text
        suffix = SUFFIXES.get(word)
        capital = tokens[j].raw.isupper()
        if word == "m" and not money and (_plural_follows(tokens, j + 1) or _currency_follows(tokens, j + 1)):
            return Core(value * 1e6, value * 1e6, j + 1, "scaled")
        if suffix is not None and (
            word not in ("m", "mm", "b", "t", "k") or money or (capital and word in "mbt") or word == "k"
        ):
            factor, end = _scales(tokens, j + 1)
            return Core(value * suffix * factor, value * suffix * factor, end, "scaled")
        if word in ("st", "nd", "rd", "th", "s"):
            return None
    if money and j < len(tokens) and tokens[j].text in ("m", "b", "k") and not _glued(tokens, j):
        return Core(value * SUFFIXES[tokens[j].text], value * SUFFIXES[tokens[j].text], j + 1, "scaled")
    half = _and_a_half(tokens, j)
    if half:
        factor, end = _scales(tokens, half)
        return Core((value + 0.5) * factor, (value + 0.5) * factor, end, "digits" if factor == 1 else "scaled")
    factor, end = _scales(tokens, j)
    if factor > 1:
        value *= factor
        half = _and_a_half(tokens, end)
        if half:
            value, end = value + 0.5 * factor, half
        vague = _text(tokens, end)
        return Core(value, value, end, "scaled") if vague != "s" else None
    if j < len(tokens) and _text(tokens, _skip_hyphen(tokens, j)) == "dozen":
        return Core(value * 12, value * 12, _skip_hyphen(tokens, j) + 1, "words")
    if j < len(tokens) and _text(tokens, _skip_hyphen(tokens, j)) == "fold":
        return Core(value, value, _skip_hyphen(tokens, j) + 1, "multiple", "times")
    below_hundred = token.raw.isdigit() and float(value).is_integer()
    if below_hundred:
        ratio = _ratio(tokens, j, value)
        if ratio:
            return ratio
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
    j = _skip_hyphen(tokens, k)
    return j > k and _text(tokens, j) in MONEY


def _ratio(tokens: Sequence[Token], j: int, above: float) -> Core | None:
    """ "one in five", "four out of ten", "9 of every 10", with the index `j` after the first number."""
    word = _text(tokens, j)
    k = j + 1
    strict = True
    if (word == "out" and _text(tokens, k) == "of") or (word == "of" and _text(tokens, k) in ("every", "each")):
        k, strict = k + 1, False
    elif word != "in":
        return None
    if _text(tokens, k) == "every":
        k, strict = k + 1, False
    if k >= len(tokens) or tokens[k].kind not in "nw":
        return None
    if tokens[k].kind == "n":
        below, end = tokens[k].value, k + 1
        if tokens[k].raw.startswith("0") or (_text(tokens, end) in ("-", "/", "%", ":") and _glued(tokens, end)):
            return None
    else:
        spelled = _spelled(tokens, k)
        if spelled is None:
            return None
        below, end = spelled
    if not 0 < above < below or (strict and (above > 9 or below not in _RATIO_OF or (below == 2 and above != 1))):
        return None
    if below not in _RATIO_OF and not strict:
        return None
    nxt = _text(tokens, _skip_hyphen(tokens, end))
    if nxt in MEASURES or nxt in SCALES or nxt in ("other", "more", "different", "separate", "'s"):
        return None
    percent = 100 * above / below
    return Core(percent, percent, end, "fraction")


def _spelled(tokens: Sequence[Token], i: int) -> tuple[float, int] | None:
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
            k = _skip_hyphen(tokens, j)
            if 0 < room <= 10 and _text(tokens, k) == "-" and _glued(tokens, k) and _text(tokens, k + 1) in UNITS:
                k += 1  # a line ended in the word: "twenty-\nsix"
            if _text(tokens, k) == "and" and (total or group >= 100) and k + 1 < len(tokens):
                following = tokens[k + 1].text
                if (UNITS.get(following)) or following in TENS:
                    k += 1
        word = _text(tokens, k)
        if word in ("a", "an") and not read:
            if _text(tokens, _skip_hyphen(tokens, k + 1)) in (
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


def _word(tokens: Sequence[Token], i: int) -> Core | None:
    word = tokens[i].text
    following = _text(tokens, i + 1)
    if word in MULTIPLES:
        value, unit = MULTIPLES[word]
        return Core(value, value, i + 1, "multiple", unit)
    if word in ("double", "triple"):
        value = 2.0 if word == "double" else 3.0
        if following in ("the", "that", "its", "their", "what", "his", "last"):
            return Core(value, value, i + 1, "multiple", "times")
        return None
    if word in VAGUE:
        return _vague(tokens, i)
    if word in ("few", "several", "couple", "dozen") or (
        word in ("a", "the", "another", "one") and following in ("few", "couple", "dozen")
    ):
        return _loose(tokens, i)
    if word == "half" or (word in ("a", "one") and _text(tokens, _skip_hyphen(tokens, i + 1)) in FRACTIONS):
        return _part(tokens, i)
    if word in ("quarter", "third"):
        return _part(tokens, i)
    if word in ("no", "nobody", "none", "not"):
        return _nothing(tokens, i)
    if word == "a" and following == "single":
        return Core(1, 1, i + 2, "words")
    if word == "single" and _text(tokens, i - 1) in ("the", "one", "every"):
        return None
    if word in ("hundred", "thousand", "million") and (
        _text(tokens, i - 1) == "the"
        or (_glued(tokens, i + 1) and following == "-" and _text(tokens, i + 2) in MEASURES)
    ):
        return Core(SCALES[word], SCALES[word], i + 1, "words")
    if word in ("hundred", "thousand") and following == "of":
        low, high = VAGUE[word + "s"]
        return Core(low, high, i + 1, "vague")
    spelled = _spelled(tokens, i)
    if spelled is None:
        if word in ("a", "an") or (word == "another" and following in ("decade", "century", "half-century")):
            measure = MEASURES.get(following)
            if measure and measure.kind in ("duration", "length"):
                return Core(1, 1, i + 1, "article")
        return None
    value, j = spelled
    k = _skip_hyphen(tokens, j)
    nxt = _text(tokens, k)
    if (k > j and nxt in FRACTIONS and nxt != "half" and nxt != "second" and value < 16) or (
        nxt in FRACTIONS and nxt.endswith(("s", "lves")) and value < 16
    ):
        share = value * FRACTIONS[nxt]
        if share <= 1 and nxt not in ("half", "halves"):
            return _of_a_unit(tokens, share, k + 1, always=True)
    half = _and_a_half(tokens, j)
    if half:
        factor, end = _scales(tokens, half)
        return Core((value + 0.5) * factor, (value + 0.5) * factor, end, "words")
    if nxt in ("dozen", "score") and (nxt != "score" or value > 1) and value < 100:
        value *= 12 if nxt == "dozen" else 20
        return Core(value, value, k + 1, "words")
    if nxt == "fold":
        return Core(value, value, k + 1, "multiple", "times")
    if k > j and nxt in ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"):
        return None
    if nxt == "point" and k + 1 < len(tokens) and _text(tokens, k + 1) in UNITS and UNITS[_text(tokens, k + 1)] < 10:
        return Core(value + UNITS[_text(tokens, k + 1)] / 10, value + UNITS[_text(tokens, k + 1)] / 10, k + 2, "words")
    if float(value).is_integer() and value < 1000:
        ratio = _ratio(tokens, j, value)
        if ratio:
            return ratio
    return Core(value, value, j, "scaled" if value >= 1000 and j > i + 1 else "words")


def _vague(tokens: Sequence[Token], i: int) -> Core | None:
    low, high = VAGUE[tokens[i].text]
    j = i + 1
    if _text(tokens, j) == "of" and _text(tokens, j + 1) in VAGUE_SCALE:
        scale = VAGUE_SCALE[_text(tokens, j + 1)]
        first = {"tens": 10.0, "hundreds": 100.0, "thousands": 1e3}.get(tokens[i].text)
        if first:
            return Core(2 * first * scale, 10 * first * scale - 1, j + 2, "vague")
        return Core(low * scale, (high + 1) * scale - 1, j + 2, "vague")
    if tokens[i].text == "scores" and (
        _text(tokens, i - 1) in ("the", "'s", "their", "his", "test", "final")
        or _text(tokens, j) in ("and", "a", "the", "his", "as", "in")
    ):
        return None
    if tokens[i].text == "scores" and j < len(tokens) and tokens[j].kind == "n":
        return None
    return Core(low, high, j, "vague")


def _loose(tokens: Sequence[Token], i: int) -> Core | None:
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
        if _text(tokens, j) == "of":
            j += 1
        elif not article:
            return None
        if tokens[i].text == "the":
            return None
        low = high = 2.0
    elif word == "few":
        if (
            not article
            and _text(tokens, i - 1)
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
            and SCALES.get(_text(tokens, j)) is None
        ):
            return None
        if _text(tokens, j) in ("and", "of") and not article:
            return None
        low, high = 3.0, 5.0
    else:
        low, high = 3.0, 9.0
    k = _skip_hyphen(tokens, j)
    factor, end = _scales(tokens, k)
    if factor == 1 and _text(tokens, k) == "dozen":
        factor, end = 12.0, k + 1
    elif factor == 1 and _text(tokens, k) in VAGUE_SCALE:
        factor, end = VAGUE_SCALE[_text(tokens, k)], k + 1
    if factor > 1:
        return Core(low * factor, high * factor, end, "vague")
    return Core(low, high, j, "vague")


def _part(tokens: Sequence[Token], i: int) -> Core | None:
    """ "half", "a third", "half a million", "a quarter of an hour" at `i`."""
    word = tokens[i].text
    j = i + 1
    if word in ("a", "one"):
        j = _skip_hyphen(tokens, j)
        word = tokens[j].text
        j += 1
    elif word in ("quarter", "third"):
        k = _skip_hyphen(tokens, j)
        if word == "quarter" and k > j and (_text(tokens, k) in SCALES or _text(tokens, k) in MEASURES):
            return _of_a_unit(tokens, 0.25, j, always=False)
        return None
    share = FRACTIONS[word]
    if word.endswith("s") and word != "halves":
        return None
    return _of_a_unit(tokens, share, j, always=word == "half" and tokens[i].text in ("half",))


def _of_a_unit(tokens: Sequence[Token], share: float, j: int, always: bool) -> Core | None:
    """A share of a unit or a scale ("half an hour" is 0.5 before "hour"), else a percentage of a whole."""
    k = _skip_hyphen(tokens, j)
    if _text(tokens, k) == "of" and _text(tokens, k + 1) in ("a", "an", "one"):
        k += 2
    elif _text(tokens, k) in ("a", "an"):
        k += 1
    nxt = _text(tokens, k)
    if nxt == "dozen":
        return Core(share * 12, share * 12, k + 1, "words")
    if k > j or nxt in ("million", "billion", "trillion"):
        factor, end = _scales(tokens, k)
        if factor > 1:
            return Core(share * factor, share * factor, end, "scaled")
        unit = MEASURES.get(nxt)
        if (unit is not None and unit.kind in ("duration", "length")) or nxt in ("percent", "per", "percentage"):
            return Core(share, share, k, "words")
    if nxt == "degree" or nxt == "per" or nxt == "percent":
        return Core(share, share, k, "words")
    percent = 100 * share
    before = _text(tokens, _first(tokens, j) - 1)
    if (
        _text(tokens, j) in _AFTER_FRACTION
        or before
        in (
            "by",
            "than",
            "about",
            "nearly",
            "almost",
            "roughly",
            "around",
            "least",
            "over",
            "some",
            "another",
            "other",
            "to",
        )
        or (always and share != 0.5)
        or (share not in (0.5, 1 / 3) and (j >= len(tokens) or tokens[j].text in (".", ",", "?", "!", ";", ")")))
    ):
        return Core(percent, percent, j, "fraction")
    return None


def _first(tokens: Sequence[Token], j: int) -> int:
    """The index of the first token of a fraction that ends before `j`."""
    i = j - 1
    while i > 0 and (tokens[i - 1].text in ("a", "one", "-") or tokens[i - 1].text in UNITS):
        i -= 1
    return i


def _nothing(tokens: Sequence[Token], i: int) -> Core | None:
    """ "no one", "nobody", "none", "not a single", "no deaths"."""
    word, following = tokens[i].text, _text(tokens, i + 1)
    if word == "nobody" or word == "none":
        return Core(0, 0, i + 1, "zero")
    if word == "not":
        if following in ("a", "one") and _text(tokens, i + 2) == "single":
            return Core(0, 0, i + 3, "zero")
        if following == "one" and i + 2 < len(tokens) and tokens[i + 2].kind == "w" and _text(tokens, i + 2) != "of":
            return Core(0, 0, i + 2, "zero")
        return None
    if following in ("one", "single") or (following == "-" and _text(tokens, i + 2) == "one"):
        return Core(0, 0, i + (2 if following != "-" else 3), "zero")
    if (
        i + 1 < len(tokens)
        and tokens[i + 1].kind == "w"
        and following
        not in (
            "more",
            "less",
            "fewer",
            "longer",
            "matter",
            "doubt",
            "later",
            "better",
            "worse",
            "way",
            "sooner",
            "such",
            "idea",
            "wonder",
            "need",
            "other",
            "further",
            "i",
            "we",
            "it",
            "he",
            "she",
            "they",
            "you",
            "plans",
            "reason",
            "sign",
            "signs",
            "evidence",
            "indication",
            "point",
            "problem",
            "place",
            "time",
            "choice",
            "comment",
            "surprise",
            "means",
            "question",
            "secret",
            "intention",
            "stranger",
            "shortage",
            "the",
        )
    ):
        return Core(0, 0, i + 1, "zero")
    return None
