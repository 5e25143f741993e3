"""Which names a number is told of: "Guinea's toll stood at 394, Sierra Leone's at 365" has one for each."""

import re
from collections.abc import Sequence
from functools import lru_cache
from operator import itemgetter

from alerts.judge.words import name_root

_NAME = re.compile(r"[A-Z][\w’'&-]*(?:\s+(?:[A-Z][\w’'&-]*|of\s+[A-Z][\w’'&-]*))*")
_NUMBER = re.compile(
    r"\b(?=[\dnotfsed])(?:"
    r"\d[\d,.]*\b|(?:no|none|nobody|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?)\b)",
    re.I,
)
"""What words for numbers begin with is asked first: trying one after the other takes twice the time."""
_AFTER = re.compile(
    r"^\s+$|^[^,;:.()–—]{0,40}\b(?:in|on|at|of|from|for|near|across|among|by|around|to)\s+(?:the\s+|its\s+)?$"
)
"""Between a number and a name that it is told of: "51 bodies in", or nothing as in "70 Dutch"."""
_JOINED = re.compile(r"^[^;:.()–—A-Z]{0,30}\b(?:and|with|of)\s+(?:[a-z]+\s+){0,2}$")
"""Between two numbers that are told of the same: "601 deaths and 942"."""
_BEFORE = re.compile(r"^(?:['’]s?)?(?:[^;.()–—,]|,\s(?=[a-z])){0,60}$|^,[^,;.()–—]{0,25}$|^:\s[^;.()–—,]{0,20}$")
"""Between a name and a number that is told of it: "Guinea's toll stood at", "In Langtang", "Dominica: "."""


def told_of(sentence: str, start: int, end: int, names: frozenset[str]) -> frozenset[str]:
    """Return those of `names` (roots) in `sentence` that belong to the number at `start` to `end`, not to another.

    A name belongs to the number before it if the two are joined as in "51 bodies in Langtang", else to the next number
    after it in its clause: "in Langtang 51 bodies", "Dominica: 27". Of several the closest counts.
    """
    numbers = _numbers(sentence)
    earlier, later = [span for span in numbers if span[1] <= start], [span for span in numbers if end <= span[0]]
    found: list[tuple[int, frozenset[str]]] = []
    for at, until, words in _named(sentence):
        roots = words & names
        if not roots:
            continue
        if at >= start and until <= end:
            found.append((0, roots))
        elif at >= end:
            nearest = not later or at < later[0][1]
            if nearest and _AFTER.match(sentence[end:at]):
                found.append((at - end, roots))
        elif until <= start and not (earlier and until <= earlier[-1][0]):
            before = [span for span in earlier if span[1] <= at]
            taken = before and _AFTER.match(sentence[before[-1][1] : at])
            if not taken and _BEFORE.match(sentence[until:start]):
                found.append((start - until, roots))
    if found:
        return min(found, key=itemgetter(0))[1]
    if earlier and _JOINED.match(sentence[earlier[-1][1] : start]):
        return told_of(sentence, *earlier[-1], names)
    return frozenset()


@lru_cache(maxsize=4_000)
def _numbers(sentence: str) -> Sequence[tuple[int, int]]:
    """Return where the numbers of `sentence` stand, in order."""
    return [match.span() for match in _NUMBER.finditer(sentence)]


@lru_cache(maxsize=4_000)
def _named(sentence: str) -> Sequence[tuple[int, int, frozenset[str]]]:
    """Return where the names of `sentence` stand, of one word or several, in order, with the roots of their words."""
    found = ((*match.span(), frozenset(map(name_root, match.group().split()))) for match in _NAME.finditer(sentence))
    return list(found)
