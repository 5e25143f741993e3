"""Numbers in text: where they stand, the interval that their words allow, and their unit."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from enrich.numbers.cores import Core, core_at
from enrich.numbers.lexicon import SCALES, STARTERS
from enrich.numbers.modifiers import Qualifier, after, before
from enrich.numbers.suffix import Measured, currency_before, unit_after
from enrich.numbers.tokens import Token, flatten, tokenize
from enrich.numbers.traps import inside, traps
from enrich.numbers.units import Kind
from enrich.numbers.wordlist import words

LARGEST = 1e18
MOST = 100
"""Numbers of one passage at most: what has more is a table that lost its lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number in a text. Offsets are code points; `low` and `high` are in `unit`, None is unbounded.

    Attributes:
        start, end: the number with its modifier, currency and unit.
        number_start, number_end: the number alone, with its scale word.
        low, high, qualifier: the interval that the wording allows.
        kind: what sort of thing the unit measures; "count" without a unit, "fraction" for a share of a whole in
        percent.
        unit: canonical singular ("km", "year", "USD", "percent"), "" without one.
        form: how it is written: digits, words, scaled, vague, fraction, multiple, zero or article.
        attributive: whether it is tied to the noun by a hyphen ("a two-party basis", "14-km circle").
        first, after: the tokens it takes up, the second not included.
    """

    start: int
    end: int
    number_start: int
    number_end: int
    low: float | None
    high: float | None
    qualifier: Qualifier
    kind: Kind
    unit: str = ""
    form: str = "digits"
    attributive: bool = False
    first: int = 0
    after: int = 0


@dataclass(slots=True)
class _Found:
    first: int
    core_first: int
    core_end: int
    end: int
    low: float
    high: float
    qualifier: Qualifier
    form: str
    unit: Measured | None
    joined: bool = False


def find_numbers(text: str, *, title: bool = False) -> list[Number]:
    """All numbers of one passage that can be figures, in order; dates, ages, times of day and names are left out.

    Args:
        text: a sentence, a headline or a whole field.
        title: whether it is a headline.
    """
    flat = flatten(text)
    return numbers_in(flat, tokenize(flat), title=title)


def numbers_in(flat: str, tokens: Sequence[Token], *, title: bool = False) -> list[Number]:
    """As `find_numbers`, of a text that is flattened and cut into tokens already."""
    starts = [
        i for i, token in enumerate(tokens) if token.kind in "nv" or (token.kind == "w" and token.text in STARTERS)
    ]
    if not starts:
        return []
    trapped: list[tuple[int, int]] | None = None
    found: list[_Found] = []
    at = 0
    for i in starts:
        if i < at:
            continue
        item = _read(tokens, i)
        if item is None:
            continue
        if trapped is None:
            trapped = traps(flat)
        begin, stop = tokens[item.core_first].start, tokens[item.core_end - 1].end
        if trapped and inside(begin, stop, trapped) and not _outweighs(item):
            at = max(at, item.core_first + 1)
            continue
        if _named(tokens, item, title) or _year(tokens, item) or _score(tokens, item):
            at = item.core_end
            continue
        found.append(item)
        at = item.end
        if len(found) == MOST:
            break
    _share_units(tokens, found)
    _convert(tokens, found)
    return [_finish(tokens, item) for item in found if not (item.form == "article" and not _article(tokens, item))]


def _outweighs(item: _Found) -> bool:
    """Whether a unit makes a number a figure in whatever company it stands ("Category 43%")."""
    return item.unit is not None and item.unit.kind in ("money", "percent")


def _read(tokens: Sequence[Token], i: int) -> _Found | None:
    money = currency_before(tokens, i)
    core = core_at(tokens, i, money is not None)
    if core is None or not math.isfinite(core.high) or core.high > LARGEST:
        return None
    low, high, end, qualifier = core.low, core.high, core.end, _plain(core)
    first = money.first if money else i
    modifier = before(tokens, first)
    if modifier and modifier[0] == "exact":
        first, modifier = modifier[1], None
    ranged = _range(tokens, i, core, money is not None, first)
    if ranged:
        low, high, end, qualifier = ranged
    unit = unit_after(tokens, end, glued_to=tokens[end - 1], form=core.form) if money is None else None
    if money:
        unit = Measured(kind="money", name=money.code, end=end)
        trailing = unit_after(tokens, end, glued_to=tokens[end - 1], form=core.form)
        if trailing and trailing.kind == "money" and not trailing.hyphenated:
            unit = trailing
    elif core.unit:
        unit = Measured(
            kind="percent" if core.unit == "percent" else "times",
            name="percent" if core.unit == "percent" else "time",
            end=end,
        )
    core_end = end
    if unit:
        low, high, end = low * unit.scale + unit.extra, high * unit.scale + unit.extra, max(end, unit.end)
        if unit.extra:
            low, high = round(low, 3), round(high, 3)
    elif core.form == "fraction":
        unit = Measured(kind="fraction", name="percent", end=end)
    found = _Found(first, i, core_end, end, low, high, qualifier, core.form, unit)
    if modifier:
        _apply(found, modifier[0], tokens[modifier[1]].text)
        found.first = modifier[1]
        within = tokens[modifier[1]].text == "within"
        if within and (core.form == "vague" or unit is None or unit.kind != "duration"):
            found.qualifier, found.low, found.high, found.first = qualifier, low, high, first
    follow = after(tokens, end)
    if follow and found.qualifier in ("exact", "vague", "about", "range"):
        _apply(found, follow[0], "")
        found.end = max(found.end, follow[1])
        if found.unit is None and core.form != "fraction":
            late = unit_after(tokens, follow[1], glued_to=tokens[follow[1] - 1], form=core.form)
            if late:
                found.unit, found.end = late, late.end
                found.low, found.high = found.low * late.scale, found.high * late.scale
    elif (
        end < len(tokens)
        and tokens[end].text == "-"
        and end + 1 < len(tokens)
        and tokens[end + 1].text in ("odd", "plus", "something")
    ):
        _odd(found, tokens[end + 1].text)
        found.end = end + 2
    elif end < len(tokens) and tokens[end].text == "odd" and found.qualifier == "exact":
        _odd(found, "odd")
        found.end = end + 1
    return found


def _plain(core: Core) -> Qualifier:
    return "vague" if core.form == "vague" else "exact"


def _apply(found: _Found, qualifier: Qualifier, word: str) -> None:
    """Opens the interval as the modifier says."""
    if qualifier == "exact":
        return
    if qualifier in ("at_least", "more_than"):
        found.high = math.inf
    elif qualifier in ("at_most", "less_than"):
        found.low = -math.inf
    elif found.qualifier in ("range", "vague"):
        return
    found.qualifier = qualifier


def _odd(found: _Found, word: str) -> None:
    """ "3,700-odd" is 3,700 to 3,799, "20-plus" is 20 and up."""
    if word == "plus":
        found.high, found.qualifier = math.inf, "at_least"
        return
    step = 1.0
    while found.low and found.low % (step * 10) == 0 and step < 1e12:
        step *= 10
    found.high, found.qualifier = found.low + max(step - 1, 0), "range"


_CHANGES = words(
    "from rose fell rise rises fall falls up down by increase increased dropped drop drops climbed climb "
    "jumped gained gain lost shed dipped"
    " slipped added add grew grow raised lowered cut slid surged eased edged beat won lead led defeat"
)
_SPANS = words("ranging range ranges ranged vary varies varied varying anywhere anything somewhere")


def _range(
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


def _named(tokens: Sequence[Token], item: _Found, title: bool) -> bool:
    """Whether the number is part of a name: glued behind letters ("G20"), or a capitalised word within names."""
    i = item.core_first
    token = tokens[i]
    previous = tokens[i - 1] if i else None
    if token.kind == "n":
        if item.unit is not None and item.unit.kind == "money":
            return False
        if previous is not None and previous.end == token.start:
            if previous.kind == "w" and previous.text not in ("magnitude", "m"):
                return True
            if previous.text in ("_", "@", "\\"):
                return True
            if previous.text == "/" and not (i >= 2 and tokens[i - 2].kind == "w" and len(tokens[i - 2].text) > 3):
                return True
            if previous.text == "-" and i >= 2 and tokens[i - 2].end == previous.start and tokens[i - 2].kind == "w":
                return (
                    tokens[i - 2].raw[:1].isupper()
                    and tokens[i - 2].text not in ("magnitude",)
                    and len(tokens[i - 2].text) < 5
                )
        after_it = tokens[item.core_end] if item.core_end < len(tokens) else None
        if after_it is not None and after_it.start == tokens[item.core_end - 1].end and item.unit is None:
            if after_it.kind == "w" or after_it.text in ("_", "@"):
                return True
            if after_it.text == "/" and item.core_end + 1 < len(tokens) and tokens[item.core_end + 1].kind == "n":
                return tokens[item.core_end + 1].start == after_it.end
        return False
    if (
        not token.raw[:1].isupper()
        or token.raw.isupper()
        or title
        or token.kind != "w"
        or i == 0
        or item.form in ("zero", "vague")
    ):
        return False
    if previous is not None and (previous.kind == "s" and previous.text in '.:"-?!([;•*' + "'"):
        return False
    following = tokens[item.core_end] if item.core_end < len(tokens) else None
    return (following is not None and following.raw[:1].isupper()) or (
        previous is not None and previous.raw[:1].isupper()
    )


_PEOPLE = words(
    "people persons dead deaths killed injured wounded men women children troops soldiers homes houses "
    "families residents"
    " others more victims cases civilians workers employees jobs students protesters migrants refugees police officers"
    " fighters militants passengers buildings flights flood inmates prisoners voters votes seats "
    "delegates members visitors"
)


def _year(tokens: Sequence[Token], item: _Found) -> bool:
    """Whether a bare numeral of four digits is a year."""
    token = tokens[item.core_first]
    if item.core_end - item.core_first != 1 or token.kind != "n" or item.unit is not None or item.form != "digits":
        return False
    raw = token.raw
    if (len(raw) > 8 and raw.isdigit()) or (raw.isdigit() and len(raw) > 1 and raw[0] == "0"):
        return True
    if len(raw) != 4 or not raw.isdigit() or not 1500 <= token.value <= 2100:
        return False
    if item.qualifier != "exact" or (
        item.first < item.core_first and tokens[item.first].text not in ("just", "only", "a", "another")
    ):
        return False
    following = tokens[item.core_end].text if item.core_end < len(tokens) else ""
    return following not in _PEOPLE


_SPORT = words(
    "win victory loss defeat record start mark lead tie draw triumph rout decision overtime run "
    "half-time margin score season vote in"
)

_FUNCTION = words(
    "to on at over against after a an the when while with for and but or as by from since so that this was is"
)


def _score(tokens: Sequence[Token], item: _Found) -> bool:
    """Whether a number is half of a score or a record ("31-24 victory", "a 9-14 start")."""
    i, end = item.core_first, item.core_end
    if tokens[i].kind != "n":
        return False
    if i >= 2 and tokens[i - 1].text == "-" and tokens[i - 2].kind == "n" and tokens[i - 1].start == tokens[i - 2].end:
        return item.unit is None
    if end - i == 1:
        dashed = (
            end + 1 < len(tokens)
            and tokens[end].text == "-"
            and tokens[end + 1].kind == "n"
            and tokens[end].start == tokens[i].end
        )
        return dashed and item.unit is None
    if end - i == 3 and tokens[i + 1].text == "-" and tokens[i].value < 200 and item.unit is None:
        following = tokens[end].text if end < len(tokens) else ""
        if end < len(tokens) and tokens[end].text == "-":
            return True
        return following in _SPORT or not following or tokens[end].kind != "w" or following in _FUNCTION
    return False


def _article(tokens: Sequence[Token], item: _Found) -> bool:
    """Whether "a" before a unit is a figure: "a decade", "a kilometre high", "more than a week", not "twice a day"."""
    if item.unit is None:
        return False
    if item.qualifier != "exact":
        return True
    if item.unit.scale > 1:
        return True
    following = tokens[item.end].text if item.end < len(tokens) else ""
    return item.unit.kind == "length" and following in (
        "high",
        "long",
        "deep",
        "wide",
        "away",
        "tall",
        "from",
        "off",
        "in",
        "of",
        "across",
    )


def _share_units(tokens: Sequence[Token], found: list[_Found]) -> None:
    """ "7.6 and 7.5 magnitude quakes", "from 5.2 to 7.7 percent": a number without unit takes that of the next."""
    for item, following in zip(reversed(found[:-1]), reversed(found[1:]), strict=True):
        gap = tokens[item.end : following.first]
        if item.unit is not None or following.unit is None or item.form in ("zero", "vague", "fraction", "multiple"):
            continue
        words = [token.text for token in gap]
        if (
            words in (["and"], ["or"], ["to"], [","], ["-"], [",", "and"], ["then"], ["from"], [",", "to"])
            and following.unit.kind != "times"
        ):
            if following.form in ("article", "multiple", "fraction", "vague"):
                continue
            item.unit = following.unit
            item.low, item.high = item.low * following.unit.scale, item.high * following.unit.scale
            item.joined = True


def _convert(tokens: Sequence[Token], found: list[_Found]) -> None:
    """ "less than 50 km (30 miles)": the same amount in another unit is meant the same way."""
    for item, following in itertools.pairwise(found):
        if (
            item.unit is not None
            and following.unit is not None
            and item.unit.kind == following.unit.kind == "length"
            and following.first == item.end + 1
            and tokens[item.end].text == "("
            and following.qualifier == "exact"
            and item.qualifier in ("about", "at_least", "more_than", "at_most", "less_than")
        ):
            _apply(following, item.qualifier, "")


def _bound(value: float) -> float | None:
    if not math.isfinite(value):
        return None
    return round(value, 6)


def _finish(tokens: Sequence[Token], item: _Found) -> Number:
    unit = item.unit
    end = item.end
    attributive = (
        unit.hyphenated
        if unit is not None
        else end + 1 < len(tokens)
        and tokens[end].text == "-"
        and tokens[end].start == tokens[end - 1].end
        and tokens[end + 1].kind == "w"
        and tokens[end + 1].start == tokens[end].end
    )
    return Number(
        start=tokens[item.first].start,
        end=tokens[end - 1].end,
        number_start=tokens[item.core_first].start,
        number_end=tokens[item.core_end - 1].end,
        low=_bound(item.low),
        high=_bound(item.high),
        qualifier=item.qualifier,
        kind="count" if unit is None else unit.kind,
        unit="" if unit is None else unit.name,
        form=item.form,
        attributive=attributive,
        first=item.first,
        after=end,
    )
