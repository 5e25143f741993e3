"""The unit that stands after a number."""

from collections.abc import Sequence

from enrich.numbers.compounds import compound
from enrich.numbers.currencies import SYMBOLS
from enrich.numbers.money import money_after
from enrich.numbers.tokens import Token
from enrich.numbers.units import GLUED, UNITS, Measured


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
    money = money_after(tokens, k, hyphenated)
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
    return compound(tokens, k, unit, hyphenated)


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
    return compound(tokens, k, unit, hyphenated=False)


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
