"""Shares: "one in five", "half", "a third of", and shares of a scale or a unit ("half a million")."""

from collections.abc import Sequence

from enrich.numbers.cores.cardinals import cardinal
from enrich.numbers.cores.core import Core, glued, scales, skip_hyphen, text_at
from enrich.numbers.lexicon import FRACTIONS, SCALES, UNITS
from enrich.numbers.tokens import Token
from enrich.numbers.units import UNITS as MEASURES
from enrich.numbers.wordlist import words

_RATIO_OF = frozenset(
    {2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 18, 20, 25, 30, 40, 50, 60, 70, 80, 100, 200, 500, 1000}
)


_AFTER_FRACTION = words("of the its their his her our that all those as what by a any")


def ratio(tokens: Sequence[Token], j: int, above: float) -> Core | None:
    """ "one in five", "four out of ten", "9 of every 10", with the index `j` after the first number."""
    word = text_at(tokens, j)
    k = j + 1
    strict = True
    if (word == "out" and text_at(tokens, k) == "of") or (word == "of" and text_at(tokens, k) in ("every", "each")):
        k, strict = k + 1, False
    elif word != "in":
        return None
    if text_at(tokens, k) == "every":
        k, strict = k + 1, False
    if k >= len(tokens) or tokens[k].kind not in "nw":
        return None
    if tokens[k].kind == "n":
        below, end = tokens[k].value, k + 1
        if tokens[k].raw.startswith("0") or (text_at(tokens, end) in ("-", "/", "%", ":") and glued(tokens, end)):
            return None
    else:
        found = cardinal(tokens, k)
        if found is None:
            return None
        below, end = found
    if not 0 < above < below or (strict and (above > 9 or below not in _RATIO_OF or (below == 2 and above != 1))):
        return None
    if below not in _RATIO_OF and not strict:
        return None
    nxt = text_at(tokens, skip_hyphen(tokens, end))
    if nxt in MEASURES or nxt in SCALES or nxt in ("other", "more", "different", "separate", "'s"):
        return None
    percent = 100 * above / below
    return Core(percent, percent, end, "fraction")


def part(tokens: Sequence[Token], i: int) -> Core | None:
    """ "half", "a third", "half a million", "a quarter of an hour" at `i`."""
    word = tokens[i].text
    j = i + 1
    if word in ("a", "one"):
        j = skip_hyphen(tokens, j)
        word = tokens[j].text
        j += 1
    elif word in ("quarter", "third"):
        k = skip_hyphen(tokens, j)
        if word == "quarter" and k > j and (text_at(tokens, k) in SCALES or text_at(tokens, k) in MEASURES):
            return share_of(tokens, 0.25, j, always=False)
        return None
    share = FRACTIONS[word]
    if word.endswith("s") and word != "halves":
        return None
    return share_of(tokens, share, j, always=word == "half" and tokens[i].text in ("half",))


def share_of(tokens: Sequence[Token], share: float, j: int, always: bool) -> Core | None:
    """A share of a unit or a scale ("half an hour" is 0.5 before "hour"), else a percentage of a whole."""
    k = skip_hyphen(tokens, j)
    if text_at(tokens, k) == "of" and text_at(tokens, k + 1) in ("a", "an", "one"):
        k += 2
    elif text_at(tokens, k) in ("a", "an"):
        k += 1
    nxt = text_at(tokens, k)
    if nxt == "dozen":
        return Core(share * 12, share * 12, k + 1, "words")
    if k > j or nxt in ("million", "billion", "trillion"):
        factor, end = scales(tokens, k)
        if factor > 1:
            return Core(share * factor, share * factor, end, "scaled")
        unit = MEASURES.get(nxt)
        if (unit is not None and unit.kind in ("duration", "length")) or nxt in ("percent", "per", "percentage"):
            return Core(share, share, k, "words")
    if nxt == "degree" or nxt == "per" or nxt == "percent":
        return Core(share, share, k, "words")
    percent = 100 * share
    before = text_at(tokens, _first(tokens, j) - 1)
    if (
        text_at(tokens, j) in _AFTER_FRACTION
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
