"""Numbers in text: where they stand, the interval that their words allow, and their unit."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from enrich.numbers.amounts import amount_at
from enrich.numbers.found import Found
from enrich.numbers.lexicon import STARTERS
from enrich.numbers.modifiers import Qualifier
from enrich.numbers.refused import counts, named, score, year
from enrich.numbers.together import convert, share_units
from enrich.numbers.tokens import Token, flatten, tokenize
from enrich.numbers.traps import inside, traps
from enrich.numbers.units import Kind

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
    found: list[Found] = []
    at = 0
    for i in starts:
        if i < at:
            continue
        item = amount_at(tokens, i)
        if item is None:
            continue
        if trapped is None:
            trapped = traps(flat)
        begin, stop = tokens[item.core_first].start, tokens[item.core_end - 1].end
        if trapped and inside(begin, stop, trapped) and not _outweighs(item):
            at = max(at, item.core_first + 1)
            continue
        if named(tokens, item, title) or year(tokens, item) or score(tokens, item):
            at = item.core_end
            continue
        found.append(item)
        at = item.end
        if len(found) == MOST:
            break
    share_units(tokens, found)
    convert(tokens, found)
    return [_finish(tokens, item) for item in found if not (item.form == "article" and not counts(tokens, item))]


def _outweighs(item: Found) -> bool:
    """Whether a unit makes a number a figure in whatever company it stands ("Category 43%")."""
    return item.unit is not None and item.unit.kind in ("money", "percent")


def _bound(value: float) -> float | None:
    if not math.isfinite(value):
        return None
    return round(value, 6)


def _finish(tokens: Sequence[Token], item: Found) -> Number:
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
