"""Text cut into numerals, words and signs, with the offsets of the text as it came.

Typography is flattened one code point for one code point (dashes, quotes, spaces, digits of other scripts), so
that an
offset in the flattened text is an offset in the original.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple


class Token(NamedTuple):
    """A numeral ("n"), a word ("w") or a single sign ("s"); `text` is in lower case, `value` is a numeral's."""

    kind: str
    text: str
    start: int
    end: int
    raw: str
    value: float


VULGAR = {
    "½": 1 / 2,
    "⅓": 1 / 3,
    "⅔": 2 / 3,
    "¼": 1 / 4,
    "¾": 3 / 4,
    "⅕": 1 / 5,
    "⅖": 2 / 5,
    "⅗": 3 / 5,
    "⅘": 4 / 5,
    "⅙": 1 / 6,
    "⅚": 5 / 6,
    "⅛": 1 / 8,
    "⅜": 3 / 8,
    "⅝": 5 / 8,
    "⅞": 7 / 8,
}
LONGEST_NUMERAL = 18
"""Digits; anything longer is an identifier, not a count."""

_QUOTES = {"‘": "'", "’": "'", "‛": "'", "′": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"', "″": '"', "„": '"'}
_QUOTE_TABLE = {ord(k): v for k, v in _QUOTES.items()}


class _Flat(dict[int, str]):
    """A translation table computed on demand; nothing is stored, so that it cannot grow."""

    def __missing__(self, point: int) -> str:
        char = chr(point)
        if point < 128:
            return char
        category = unicodedata.category(char)
        if category == "Nd":
            return str(unicodedata.decimal(char, 0))
        if category == "Pd" or char == "\u2212":
            return "-"
        if category in ("Zs", "Cf"):
            return " "
        return char


_FLAT = _Flat(_QUOTE_TABLE)

_PLAIN = r"""(?P<w>[^\W\d_]+(?:'[^\W\d_]+)*)
    |(?P<n>\d{1,3}(?:,\d{3})+(?![\d])(?:\.\d+)?
      |\d{1,2}(?:,\d{2})+,\d{3}(?!\d)
      |(?<![\d.,])[1-9]\d{0,2}(?:(?:[ \n]|\r\n)\d{3})+(?![ ]?\d)(?:\.\d+)?
      |\d{1,3}(?:'\d{3})+(?!\d)
      |\d+(?:\.\d+)*
      |(?<![\w.])\.\d+)
    |(?P<s>[^\s])"""
_TOKEN = re.compile(_PLAIN, re.VERBOSE)
_ADDRESS = r"(?P<u>(?:https?://|www\.)\S+|[\w.+-]++@[\w-]+\.\w\S*)"
_TOKEN_OR_ADDRESS = re.compile(f"{_ADDRESS}|{_PLAIN}", re.VERBOSE)
_GROUPING = re.compile(r"[,'\s]")
_DECIMAL_COMMA = re.compile(
    r"(\d{1,3}),(\d{1,2})(?![\d,])(?=\s{0,2}(?:%|[mb]illion|trillion|m\b|bn\b|per\s?cent|k[mg]\b))", re.I
)
_SPLIT_GROUP = re.compile(r"(?<![\d.,])([1-9]\d{0,2}),(?:[ \n]|\r\n)(\d{3})(?![\d]|,\s?\d)")
_SPLIT_DECIMAL = re.compile(
    r"(?<![\d.,])(\d{1,3})\.[ \n](\d{1,2})(?=\s?-?\s?(?:magnitude|per\s?cent|%|[mb]illion)\b)", re.I
)
_AFTER_SPLIT = re.compile(r"\s*,?\s*(?:injured|wounded|hurt|missing|others?\b|more\b|dead\b|killed|arrested)", re.I)
_BEFORE_SPLIT = re.compile(r"(?:\b(?:age|aged|in|on|level|[A-Z][a-z]{2}\w*\.?)|,)\s*$")


def flatten(text: str) -> str:
    """`text` with plain dashes, quotes, spaces and ASCII digits; of the same length in code points."""
    if text.isascii():
        return text.replace("`", "'")
    return text.translate(_FLAT)


def _number(raw: str) -> float:
    plain = _GROUPING.sub("", raw)
    if plain.count(".") > 1:
        parts = plain.split(".")
        if len(parts[0]) > 3 or any(len(part) != 3 for part in parts[1:]):
            return float("nan")
        plain = "".join(parts)
    if len(plain) > LONGEST_NUMERAL:
        return float("nan")
    return float(plain)


def tokenize(flat: str) -> list[Token]:
    """The tokens of a flattened text; addresses of pages and mail are signs, numerals that mean nothing are NaN."""
    tokens: list[Token] = []
    at = 0
    spliced = _spliced(flat) if "," in flat or ". " in flat else {}
    addressed = "@" in flat or "://" in flat or "www." in flat
    for match in (_TOKEN_OR_ADDRESS if addressed else _TOKEN).finditer(flat):
        start, end = match.span()
        if start < at:
            continue
        kind = match.lastgroup or "s"
        raw = match.group()
        if kind == "n":
            whole = spliced.get(start)
            if whole is not None:
                end, value = whole
                at = end
                tokens.append(Token("n", flat[start:end], start, end, flat[start:end], value))
                continue
            tokens.append(Token("n", raw, start, end, raw, _number(raw)))
        elif raw in VULGAR:
            tokens.append(Token("v", raw, start, end, raw, VULGAR[raw]))
        elif kind == "w":
            tokens.append(Token("w", raw.lower(), start, end, raw, 0.0))
        else:
            tokens.append(Token("s", raw if kind == "s" else "@", start, end, raw, 0.0))
        at = end
    return tokens


@lru_cache(maxsize=256)
def tokens_of(text: str) -> tuple[Token, ...]:
    """The tokens of a passage as it came; several steps ask for those of the same passage, one soon after another."""
    return tuple(tokenize(flatten(text)))


def _spliced(flat: str) -> dict[int, tuple[int, float]]:
    """Numerals that a decimal comma ("1,5 million") or a tokeniser ("2, 000", "6. 1 - magnitude") pulled apart."""
    found: dict[int, tuple[int, float]] = {}
    for match in _DECIMAL_COMMA.finditer(flat):
        found[match.start()] = (match.end(), float(match[1] + "." + match[2]))
    for match in _SPLIT_DECIMAL.finditer(flat):
        found[match.start()] = (match.end(), float(match[1] + "." + match[2]))
    for match in _SPLIT_GROUP.finditer(flat):
        if _AFTER_SPLIT.match(flat, match.end()) or _BEFORE_SPLIT.search(
            flat, max(0, match.start() - 24), match.start()
        ):
            continue
        found[match.start()] = (match.end(), float(match[1] + match[2]))
    return found
