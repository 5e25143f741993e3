"""Ranges: "20 to 30", "three or four", "between 20 and 30", "10-15"."""

from collections.abc import Sequence

from enrich.numbers.cores import Core, core_at
from enrich.numbers.lexicon import SCALES, STARTERS
from enrich.numbers.modifiers import Qualifier
from enrich.numbers.money import currency_before
from enrich.numbers.suffix import unit_after
from enrich.numbers.tokens import Token
from enrich.numbers.wordlist import words

_CHANGES = words(
    "from rose fell rise rises fall falls up down by increase increased dropped drop drops climbed climb "
    "jumped gained gain lost shed dipped"
    " slipped added add grew grow raised lowered cut slid surged eased edged beat won lead led defeat"
)

_SPANS = words("ranging range ranges ranged vary varies varied varying anywhere anything somewhere")


def range_from(
    tokens: Sequence[Token], i: int, core: Core, money: bool, first: int
) -> tuple[float, float, int, Qualifier] | None:
    """ "20 to 30", "three or four", "between 20 and 30", "10-15" from the number at `i` on."""
    j = core.end
    if j >= len(tokens) or core.form in ("fraction", "zero", "multiple", "article"):
        return None
    low = core.low
    prior = tokens[first - 1].text if first else ""
    # A unit may stand between the ends: "$1.2 to $1.5 billion", "12.8%-13%".
    between = unit_after(tokens, j, glued_to=tokens[j - 1], form=core.form)
    if between and between.kind != "money" and not between.hyphenated:
        j = between.end
    if j >= len(tokens):
        return None
    word = tokens[j].text
    k = j + 1
    if word == "-" and k + 1 < len(tokens) and tokens[k].text == "to":
        word, k = "to", k + (2 if tokens[k + 1].text == "-" else 1)
    elif word == "," and k < len(tokens) and tokens[k].text in ("or", "maybe", "perhaps"):
        word, k = "or", k + 1
    if word == "or" and k < len(tokens) and tokens[k].text in ("maybe", "perhaps", "even", "possibly"):
        k += 1
    if word not in ("to", "-", "and", "or") or (word == "and" and prior != "between"):
        return None
    other_money = currency_before(tokens, k + 1) if k < len(tokens) and tokens[k].kind != "n" else None
    start = k + 1 if other_money else k
    while (
        other_money is None
        and start + 1 < len(tokens)
        and tokens[start].kind in "ws"
        and start < k + 2
        and tokens[start].text not in STARTERS
    ):
        start += 1
        other_money = currency_before(tokens, start)
    if start != k and other_money is None:
        start = k
    if start >= len(tokens) or tokens[start].kind not in "nw":
        return None
    if word == "-" and tokens[start].kind == "w":
        return None
    other = core_at(tokens, start, money or other_money is not None)
    if other is None or other.form in ("fraction", "zero", "multiple", "article", "vague") or core.form == "vague":
        return None
    top = other.high
    if core.form != "scaled" and other.form == "scaled" and low < top:
        scale = _scale_of(tokens, start, other, top)
        if low * scale < top and (low >= 1 or "." in tokens[i].raw) and low < 1000:
            low *= scale
    if not low < top:
        return None
    if word == "and":
        return low, top, other.end, "range"
    if word == "to":
        ranging = (
            first >= 2 and prior == "from" and (tokens[first - 2].text in _SPANS or tokens[first - 2].text == "age")
        )
        if prior in _CHANGES and not ranging and not (prior == "by" and top <= 2 * low):
            return None
        if top > 20 * low and not ranging:
            return None
        return low, top, other.end, "range"
    if word == "or":
        return (low, top, other.end, "range") if top <= 3 * low and core.form == other.form else None
    return (low, top, other.end, "range") if top <= 20 * max(low, 0.5) else None


def _scale_of(tokens: Sequence[Token], start: int, core: Core, top: float) -> float:
    """The factor between the words of a scaled number and its value ("4 million": 1e6)."""
    if tokens[start].kind == "n" and tokens[start].value:
        return top / tokens[start].value
    scale = 1.0
    for token in tokens[start : core.end]:
        scale *= SCALES.get(token.text, 1.0)
    return scale
