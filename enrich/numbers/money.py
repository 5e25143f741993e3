"""Currencies before a number and after it."""

from collections.abc import Sequence
from dataclasses import dataclass

from enrich.numbers.currencies import DOLLARS, MONEY, NATIONS, PREFIXES, SYMBOLS
from enrich.numbers.tokens import Token
from enrich.numbers.units import Measured


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency before a number: its ISO code and the index of its first token."""

    code: str
    first: int


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


def money_after(tokens: Sequence[Token], k: int, hyphenated: bool) -> Measured | None:
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
