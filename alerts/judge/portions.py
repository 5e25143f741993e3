"""Words beside a number that make it no whole: a part of another, an addition to it, one place alone, a rate.

The words before the number, its own and those after it are given in lower case. Few numbers have such words, and
looking for one with `in` is cheaper than a search: that is asked first.
"""

import re
from collections.abc import Sequence

_MORE = re.compile(r"\b(?:another|additional|further|extra|more(?! than)|others?|new(?:ly)?)\b")
_MORE_OF = ("another", "additional", "further", "extra", "more", "other", "new")
_BY = re.compile(r"\b(?:add(?:s|ed|ing)?|by)(?: (?:about|some|nearly|around|another|at least))?\s*$")
_ADDED = re.compile(r"^\W*(?:\w+ )?(?:added|extra)\b")
_OF_THEM = re.compile(
    r"^\s*(?:of (?:them|those|these|whom|which|the (?:dead|victims|injured|wounded|missing|total|bodies|detainees)))\b"
)
_INCLUDING = re.compile(
    r"(?:\b(?:including|among them|among the (?:dead|victims))\W+|\bof (?:them|those|these|whom|which)\s+)(?:\w+ )?$"
)
_INCLUDING_OF = ("including", "among the", "of th", "of wh")
_EACH = re.compile(
    r"\b(?:a|per|every|each) (?:day|week|month|year|person|head|share|household|family)\b|\b(?:daily|each|apiece)\b"
)
_EACH_OF = ("day", "week", "month", "year", "person", "head", "share", "household", "family", "daily", "each", "apiece")
_ALONE = re.compile(r"\balone\b")
_UP_TO_OF = re.compile(r"^.*?(?=\bof\b)")


def is_part(before: str, phrase: str, after: str) -> bool:
    """Return whether it is a part of another figure: "300 of the dead" (`phrase` as written), "including 40"."""
    if (number := _UP_TO_OF.match(phrase) if "of" in phrase else None) is not None:
        after = phrase[number.end() :] + after
    return bool(_OF_THEM.match(after) or (_any_in(before, _INCLUDING_OF) and _INCLUDING.search(before)))


def is_more(before: str, phrase: str, after: str) -> bool:
    """Return whether words at the number make it an addition: "another 40"."""
    words = before[-12:] + phrase + after[:8]
    return _any_in(words, _MORE_OF) and bool(_MORE.search(words))


def is_added(before: str, after: str) -> bool:
    """Return whether a verb makes it an addition: "adding 40", "rose by 40", "40 were added"."""
    if ("by" in before or "add" in before) and _BY.search(before):
        return True
    return ("added" in after or "extra" in after) and bool(_ADDED.match(after))


def is_alone(phrase: str, after: str) -> bool:
    """Return whether the words single it out: "40 in Cuttack alone"."""
    words = phrase + after
    return "alone" in words and bool(_ALONE.search(words))


def is_each(before: str, phrase: str, after: str) -> bool:
    """Return whether it is a rate or a share for each: "40 a day"."""
    words = before[-8:] + phrase + after[:24]
    return _any_in(words, _EACH_OF) and bool(_EACH.search(words))


def _any_in(text: str, words: Sequence[str]) -> bool:
    for word in words:  # noqa: SIM110 - `any` over a generator takes twice the time
        if word in text:
            return True
    return False
