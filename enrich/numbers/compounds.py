"""A unit with what belongs to it: "an hour", "Celsius", a smaller unit of the same amount, "and a half"."""

from collections.abc import Sequence

from enrich.numbers.cores import core_at
from enrich.numbers.tokens import Token
from enrich.numbers.units import UNITS, Measured, Unit

_PARTS: dict[str, tuple[str, float]] = {
    "foot": ("inch", 12),
    "lb": ("oz", 16),
    "stone": ("lb", 14),
    "minute": ("second", 60),
    "hour": ("minute", 60),
    "day": ("hour", 24),
    "week": ("day", 7),
    "month": ("week", 4.345),
    "year": ("month", 12),
}


def compound(tokens: Sequence[Token], k: int, unit: Unit, hyphenated: bool) -> Measured:
    """`unit` at `k`, with what may follow: "an hour", "Celsius", a smaller unit of the same amount, "and a half"."""
    end = k + 1
    count = len(tokens)

    def text(at: int) -> str:
        return tokens[at].text if at < count else ""

    name = unit.name
    if name == "degree":
        if text(end) in ("celsius", "centigrade", "fahrenheit", "c", "f"):
            name = "degree Fahrenheit" if text(end) in ("fahrenheit", "f") else "degree Celsius"
            end += 1
        return Measured("length", name, end, unit.scale, hyphenated=hyphenated)
    if name in ("km", "mile") and text(end) in ("per", "an", "/", "a") and text(end + 1) in ("hour", "h", "hr"):
        return Measured("length", "km/h" if name == "km" else "mph", end + 2, hyphenated=hyphenated)
    if name == "m" and text(end) in ("per", "a", "/") and text(end + 1) in ("second", "s", "sec"):
        return Measured("length", "m/s", end + 2, hyphenated=hyphenated)
    if text(end) == "and" and text(end + 1) in ("a", "one") and text(end + 2) == "half":
        return Measured(unit.kind, name, end + 3, unit.scale, 0.5 * unit.scale, hyphenated=hyphenated)
    part = _PARTS.get(name)
    if part and unit.scale == 1:
        j = end
        if text(j) == "." and text(j + 2) in ("in", "inch", "inches"):  # "5 ft. 9 in."
            j += 1
        if text(j) in (",", "and", "-"):
            j += 1
        if j < count and tokens[j].kind in "nw" and text(j) not in ("a", "an"):
            smaller = core_at(tokens, j)
            if smaller and smaller.form in ("digits", "words") and smaller.high < part[1]:
                at = smaller.end
                if text(at) == "-":
                    at += 1
                found = UNITS.get(text(at))
                if found and found.name == part[0] and found.scale == 1:
                    return Measured(unit.kind, name, at + 1, 1.0, smaller.high / part[1], hyphenated=hyphenated)
                tied = text(end) == "-" and (tokens[j].kind == "n" or hyphenated)  # "6-foot-9", "six-foot-two"
                beside = text(end) in (tokens[j].text, ".") and tokens[j].kind == "n"  # "5ft 9", "5 ft. 9 in."
                if name == "foot" and (tied or beside) and smaller.high < 12:
                    return Measured(unit.kind, name, smaller.end, 1.0, smaller.high / part[1], hyphenated=hyphenated)
    return Measured(unit.kind, name, end, unit.scale, hyphenated=hyphenated)
