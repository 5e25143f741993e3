"""What numbers that stand together lend each other: a unit, a modifier."""

import itertools
from collections.abc import Sequence

from enrich.numbers.found import Found, apply
from enrich.numbers.tokens import Token


def share_units(tokens: Sequence[Token], found: list[Found]) -> None:
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


def convert(tokens: Sequence[Token], found: list[Found]) -> None:
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
            apply(following, item.qualifier)
