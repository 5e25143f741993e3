"""Numerals that are no figures: dates, times of day, ages, names, references, addresses, telephone numbers.

Each pattern is one class of trap; a number that lies inside a match is none. The patterns read flattened text. Most
read it in small letters, and are tried where they can begin: at numerals or at the beginnings of words. Told to ignore
case, and tried everywhere, they took ten times as long.
"""

import re
from collections.abc import Iterable, Sequence

from enrich.numbers.traps import ages, calendar, labels


def _either(patterns: Iterable[str]) -> str:
    return f"(?:{'|'.join(patterns)})"


_CASED = re.compile(rf"\b(?=[\dA-Zcfipv]){_either([*calendar.CASED, *labels.CASED])}")
_SMALL = re.compile(
    rf"(?=[\d'+(#]){_either([*calendar.NUMERAL, *labels.NUMERAL])}"
    rf"|\b(?=[a-z]){_either([*calendar.WORD, *ages.WORD, *labels.WORD])}"
)
_LIST = re.compile(r"^\s*\(?\d{1,3}[.)]\s+(?=[^\s\d])|^\s*\d{1,3}\.\s*$")


def traps(flat: str) -> list[tuple[int, int]]:
    """The spans of flattened text (`tokens.flatten`) in which a number is no figure, in no order."""
    spans = [match.span() for match in _CASED.finditer(flat)]
    spans += [match.span() for match in _SMALL.finditer(_small(flat))]
    spans += ages.ages(flat)
    listed = _LIST.match(flat)
    if listed:
        spans.append(listed.span())
    return spans


def _small(flat: str) -> str:
    """`flat` in small letters, of the same length: a few capitals would become two signs, and stay."""
    small = flat.lower()
    return (
        small if len(small) == len(flat) else "".join(low if len(low := sign.lower()) == 1 else sign for sign in flat)
    )


def inside(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether `start` to `end` meets any of `spans`."""
    return any(start < stop and begin < end for begin, stop in spans)
