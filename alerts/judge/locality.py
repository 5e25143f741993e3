"""Which names a number is told of: "Guinea's toll stood at 394, Sierra Leone's at 365" has one for each."""

import re

from alerts.judge.words import name_root

_NAME = re.compile(r"[A-Z][\w’'&-]*(?:\s+(?:[A-Z][\w’'&-]*|of\s+[A-Z][\w’'&-]*))*")
_NUMBER = re.compile(
    r"\b\d[\d,.]*\b|\b(?:no|none|nobody|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?)\b", re.I
)
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
    others = (match.span() for match in _NUMBER.finditer(sentence))
    numbers = sorted([(start, end), *(span for span in others if span[1] <= start or end <= span[0])])
    found: list[tuple[int, frozenset[str]]] = []
    for match in _NAME.finditer(sentence):
        roots = frozenset(filter(None, map(name_root, match.group().split()))) & names
        if not roots:
            continue
        if match.start() >= start and match.end() <= end:
            found.append((0, roots))
            continue
        before = next((span for span in reversed(numbers) if span[1] <= match.start()), None)
        after = next((span for span in numbers if span[0] >= match.end()), None)
        if before is not None:
            between = sentence[before[1] : match.start()]
            if _AFTER.match(between):
                if before == (start, end):
                    found.append((match.start() - end, roots))
                continue
        if after == (start, end) and _BEFORE.match(sentence[match.end() : start]):
            found.append((start - match.end(), roots))
    if not found:
        before = next((span for span in reversed(numbers) if span[1] <= start), None)
        if before is not None and _JOINED.match(sentence[before[1] : start]):
            return told_of(sentence, *before, names)
    nearest = min((distance for distance, _ in found), default=0)
    return next((roots for distance, roots in found if distance == nearest), frozenset())
