"""Currencies before a number, and units and currencies after it."""

from collections.abc import Sequence
from dataclasses import dataclass

from enrich.numbers.cores import core_at
from enrich.numbers.tokens import Token
from enrich.numbers.units import DOLLARS, GLUED, MONEY, NATIONS, PREFIXES, SYMBOLS, UNITS, Kind, Unit


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency before a number: its ISO code and the index of its first token."""

    code: str
    first: int


@dataclass(frozen=True, slots=True)
class Measured:
    """A unit after a number, up to the token `end`; a compound ("6-foot-9") adds `extra` in the unit's own terms."""

    kind: Kind
    name: str
    end: int
    scale: float = 1.0
    extra: float = 0.0
    hyphenated: bool = False


def currency_before(tokens: Sequence[Token], i: int) -> Currency | None:
    """The currency that stands before token `i`: "$", "US$", "EUR", "Rs.", "P" glued to a numeral."""
    if i == 0 or i >= len(tokens):
        return None
    previous = tokens[i - 1]
    if previous.kind == "s":
        code = SYMBOLS.get(previous.raw)
        if code is None:
            if previous.text == "." and i >= 2 and tokens[i - 2].text == "rs" and tokens[i].kind == "n":
                return Currency("INR", i - 2)
            return None
        if i >= 2 and tokens[i - 2].end == previous.start:
            if tokens[i - 2].kind == "w" and code == "USD":
                named = DOLLARS.get(tokens[i - 2].text)
                if named:
                    return Currency(named, i - 2)
            if i >= 5 and tokens[i - 2].text == "." and tokens[i - 3].text == "s" and tokens[i - 5].text == "u":
                return Currency("USD", i - 5)
        return Currency(code, i - 1)
    if previous.kind != "w" or tokens[i].kind != "n":
        return None
    code = PREFIXES.get(previous.text)
    if code is None:
        return None
    glued = previous.end == tokens[i].start
    if len(previous.text) == 1:
        return Currency(code, i - 1) if glued and previous.raw.isupper() and tokens[i].value >= 20 else None
    if previous.raw.isupper() or previous.raw in ("Rs", "Tk", "Sh", "KSh", "Rp", "Dh"):
        return Currency(code, i - 1)
    return None


def unit_after(tokens: Sequence[Token], j: int, *, glued_to: Token, form: str) -> Measured | None:
    """The unit at token `j`, after a number whose last token is `glued_to`."""
    count = len(tokens)
    if j >= count or form in ("zero", "multiple"):
        return None
    hyphenated = False
    k = j
    if tokens[j].text == "-" and j + 1 < count:
        if tokens[j].start == glued_to.end or tokens[j + 1].text == "magnitude":
            hyphenated, k = True, j + 1
        else:
            return None
    elif tokens[j].text == "of" and form == "vague" and j + 1 < count:
        k = j + 1
    token = tokens[k]
    if token.kind == "s" and token.text in ("%", "°", "'", '"', "€", "£", "$"):
        return _signed(tokens, k, glued_to, hyphenated)
    if token.kind != "w":
        return None
    glued = token.start == glued_to.end and glued_to.kind in "nv"
    if glued:
        return _glued(tokens, k)
    if token.text in (
        "per",
        "percentage",
        "square",
        "sq",
        "cubic",
        "cu",
        "nautical",
        "light",
        "metric",
        "long",
        "short",
        "parts",
        "troy",
    ):
        found = _double(tokens, k, hyphenated)
        if found:
            return found
    money = _money(tokens, k, hyphenated)
    if money:
        return money
    word = token.text
    unit = UNITS.get(word)
    if unit is None:
        more = tokens[k + 1].text if k + 1 < count else ""
        if word in (
            "more",
            "additional",
            "full",
            "straight",
            "consecutive",
            "whole",
            "long",
            "extra",
            "further",
            "further",
            "other",
            "calendar",
            "solid",
            "hard",
            "mere",
            "good",
            "successive",
        ) or (
            word
            in (
                "working",
                "business",
                "school",
                "trading",
                "hot",
                "sleepless",
                "horrific",
                "different",
                "light",
                "nervous",
                "single",
                "tumultuous",
                "prison",
                "air",
                "statute",
                "short",
                "terrible",
                "agonising",
                "frantic",
                "late",
                "crucial",
            )
            and more in UNITS
        ):
            unit = UNITS.get(more)
            if unit is None or unit.kind not in ("duration", "length", "percent"):
                return None
            return Measured(unit.kind, unit.name, k + 2, unit.scale)
        return None
    if word in (
        "mi",
        "min",
        "sec",
        "kn",
        "cc",
        "w",
        "v",
        "kt",
        "ha",
        "mb",
        "gb",
        "hp",
        "bar",
        "moment",
        "fold",
        "ms",
        "g",
        "m",
        "mm",
    ) and form in ("words", "vague", "article"):
        return None
    if form == "article" and word in (
        "second",
        "moment",
        "degree",
        "bar",
        "stone",
        "pound",
        "season",
        "night",
        "magnitude",
        "percentage",
    ):
        return None
    if word == "second" and glued_to.kind == "w" and form != "fraction":
        return None
    if word == "times" and k + 1 < count and tokens[k + 1].raw == "Square":
        return None
    return _compound(tokens, k, unit, hyphenated)


def _signed(tokens: Sequence[Token], k: int, glued_to: Token, hyphenated: bool) -> Measured | None:
    sign = tokens[k].text
    if sign == "%":
        if k + 1 < len(tokens) and tokens[k + 1].text in ("point", "points"):
            return Measured("percent", "percentage point", k + 2, hyphenated=hyphenated)
        return Measured("percent", "percent", k + 1, hyphenated=hyphenated)
    if sign == "°":
        following = tokens[k + 1].text if k + 1 < len(tokens) else ""
        names = {
            "c": "degree Celsius",
            "f": "degree Fahrenheit",
            "celsius": "degree Celsius",
            "fahrenheit": "degree Fahrenheit",
        }
        if following in names:
            return Measured("length", names[following], k + 2)
        return Measured("length", "degree", k + 1)
    if sign in "€£" and (tokens[k].start == glued_to.end or tokens[k].start == glued_to.end + 1):
        if k + 1 < len(tokens) and tokens[k + 1].kind == "n" and tokens[k + 1].start == tokens[k].end:
            return None
        return Measured("money", SYMBOLS[sign], k + 1)
    if sign == "'" and tokens[k].start == glued_to.end and glued_to.kind == "n" and k + 2 < len(tokens):
        inches, mark = tokens[k + 1], tokens[k + 2]
        if (
            inches.kind == "n"
            and inches.start == tokens[k].end
            and mark.text in ('"', "'")
            and inches.value < 12
            and 3 <= glued_to.value <= 8
        ):
            end = k + 4 if mark.text == "'" and k + 3 < len(tokens) and tokens[k + 3].text == "'" else k + 3
            return Measured("length", "foot", end, extra=inches.value / 12)
    return None


def _glued(tokens: Sequence[Token], k: int) -> Measured | None:
    word, raw = tokens[k].text, tokens[k].raw
    following = tokens[k + 1].text if k + 1 < len(tokens) else ""
    if (
        word in ("km", "m")
        and following == "/"
        and k + 2 < len(tokens)
        and tokens[k + 2].text in ("h", "hr", "s", "hour")
    ):
        return Measured("length", "km/h" if word == "km" else "m/s", k + 3)
    if following in ("²", "³") and word in ("m", "km", "cm"):
        return Measured("length", ("square " if following == "²" else "cubic ") + word, k + 2)
    unit = UNITS.get(word) or GLUED.get(word)
    if unit is None:
        return None
    if word in ("c", "f", "w", "v") and not raw.isupper():
        return None
    if word == "in" and following != ".":
        return None
    return _compound(tokens, k, unit, hyphenated=False)


def _double(tokens: Sequence[Token], k: int, hyphenated: bool) -> Measured | None:
    """Units of two words: "per cent", "percentage points", "square miles", "nautical miles"."""
    word = tokens[k].text
    j = k + 1
    if j < len(tokens) and tokens[j].text in ("-", "."):
        j += 1
    following = tokens[j].text if j < len(tokens) else ""
    if word == "per":
        return Measured("percent", "percent", j + 1, hyphenated=hyphenated) if following in ("cent", "cents") else None
    if word == "percentage":
        return (
            Measured("percent", "percentage point", j + 1, hyphenated=hyphenated)
            if following in ("point", "points")
            else None
        )
    if word == "parts":
        return Measured("length", "ppm", j + 2) if following == "per" else None
    unit = UNITS.get(following)
    if unit is None or unit.kind != "length":
        return None
    if word in ("square", "sq"):
        return Measured("length", f"square {unit.name}", j + 1, hyphenated=hyphenated)
    if word in ("cubic", "cu"):
        return Measured("length", f"cubic {unit.name}", j + 1, hyphenated=hyphenated)
    if word == "nautical":
        return Measured("length", "nautical mile", j + 1, hyphenated=hyphenated)
    if word == "light":
        return None
    return Measured("length", unit.name, j + 1, hyphenated=hyphenated)


def _money(tokens: Sequence[Token], k: int, hyphenated: bool) -> Measured | None:
    """A currency in words at `k`, with the nation before it ("Canadian dollars")."""
    for at in (k, k + 1, k + 2):
        if at >= len(tokens) or tokens[at].kind != "w":
            break
        word = tokens[at].text
        unit = MONEY.get(word) or (MONEY.get(word[:-1]) if word.endswith("s") else None)
        pound = word in ("pound", "pounds")
        code = PREFIXES.get(word) if tokens[at].raw.isupper() and len(word) == 3 else None
        if at == k:
            if code:
                return Measured("money", code, at + 1, hyphenated=hyphenated)
            if pound:
                sterling = at + 1 < len(tokens) and tokens[at + 1].text == "sterling"
                scaled = k >= 1 and tokens[k - 1].text in ("million", "billion", "m", "bn", "trillion")
                if sterling or scaled:
                    return Measured("money", "GBP", at + 1 + sterling, hyphenated=hyphenated)
                return None
            if unit:
                if (
                    word == "won"
                    and at + 1 < len(tokens)
                    and tokens[at + 1].text in ("the", "a", "an", "his", "their", "in", "by", "and", "seats")
                ):
                    return None
                if word in ("rand", "crown", "won", "dong", "real") and hyphenated:
                    return None
                return Measured("money", unit.name, at + 1, unit.scale, hyphenated=hyphenated)
            if not tokens[k].raw[:1].isupper():
                break
        elif unit or pound:
            singular = word[:-1] if word.endswith("s") else word
            code = NATIONS.get((tokens[at - 1].text, singular))
            if code:
                return Measured("money", code, at + 1, unit.scale if unit else 1.0, hyphenated=hyphenated)
            break
    return None


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


def _compound(tokens: Sequence[Token], k: int, unit: Unit, hyphenated: bool) -> Measured:
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
                if name == "foot" and tokens[j].kind == "n" and (text(end) == "-" or j == end) and smaller.high < 12:
                    return Measured(unit.kind, name, smaller.end, 1.0, smaller.high / part[1], hyphenated=hyphenated)
    return Measured(unit.kind, name, end, unit.scale, hyphenated=hyphenated)
