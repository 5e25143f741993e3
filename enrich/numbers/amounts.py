"""A number with its modifier, currency and unit, from the token at which it starts."""

import math
from collections.abc import Sequence

from enrich.numbers.cores import Core, core_at
from enrich.numbers.found import Found, apply, odd
from enrich.numbers.modifiers import Qualifier, after, before
from enrich.numbers.money import currency_before
from enrich.numbers.ranges import range_from
from enrich.numbers.suffix import unit_after
from enrich.numbers.tokens import Token
from enrich.numbers.units import Measured

LARGEST = 1e18


def amount_at(tokens: Sequence[Token], i: int) -> Found | None:
    """The number that starts at token `i`, with what belongs to it on either side; None where there is none."""
    money = currency_before(tokens, i)
    core = core_at(tokens, i, money is not None)
    if core is None or not math.isfinite(core.high) or core.high > LARGEST:
        return None
    low, high, end, qualifier = core.low, core.high, core.end, _plain(core)
    first = money.first if money else i
    modifier = before(tokens, first)
    if modifier and modifier[0] == "exact":
        first, modifier = modifier[1], None
    ranged = range_from(tokens, i, core, money is not None, first)
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
    found = Found(first, i, core_end, end, low, high, qualifier, core.form, unit)
    if modifier:
        apply(found, modifier[0])
        found.first = modifier[1]
        within = tokens[modifier[1]].text == "within"
        if within and (core.form == "vague" or unit is None or unit.kind != "duration"):
            found.qualifier, found.low, found.high, found.first = qualifier, low, high, first
    follow = after(tokens, end)
    if follow and found.qualifier in ("exact", "vague", "about", "range"):
        apply(found, follow[0])
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
        odd(found, tokens[end + 1].text)
        found.end = end + 2
    elif end < len(tokens) and tokens[end].text == "odd" and found.qualifier == "exact":
        odd(found, "odd")
        found.end = end + 1
    return found


def _plain(core: Core) -> Qualifier:
    return "vague" if core.form == "vague" else "exact"
