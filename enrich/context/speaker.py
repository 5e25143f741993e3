"""Where the words for a source begin and end beside the verb that reports."""

import re
from collections.abc import Sequence

from enrich.context.lexicon import (
    AUXILIARIES,
    BREAKS,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    ROLES,
    SPEAKING_PRONOUNS,
    STRONG,
    TIMES,
    TOLL,
)
from enrich.context.words import Word

LONGEST = 14
"""Words that a source has at most."""

MARKS = frozenset(
    [".", ",", ";", ":", "(", ")", "[", "]", "|", '"', "“", "”", "«", "»", "—", "–", "-", "``", "''", "?", "!"]
)
_AGENT = re.compile(r"(?:ists?|[a-z](?:man|men|woman|women)|ologers?|icians?|keepers?|workers?|holders?)$")
_DASHES = frozenset(["—", "–", "-"])


_ASIDES = frozenset(["which", "who", "whose", "where", "whom", "quoting", "citing", "speaking", "meeting", "reporting"])
"""Words that open what stands between a subject and its verb without being part of either."""


def left_of(tokens: Sequence[Word], verb: int) -> tuple[int, int] | None:
    """Return first and last word of the subject left of the verb number `verb`, None where there is none."""
    j = verb - 1
    while j >= 0 and (tokens[j].lower in AUXILIARIES or (tokens[j].lower.endswith("ly") and not tokens[j].is_name)):
        j -= 1
    j = _over_time(tokens, j)
    if j < 0:
        return None
    if tokens[j].text == ",":
        return _apposition(tokens, j)
    last = j - 1 - (tokens[j - 1].text == ",") if tokens[j].lower in {"who", "which"} and j > 0 else j
    first = _start(tokens, last)
    if last < j and first > 1 and tokens[first].lower in {"a", "an"} and tokens[first - 1].text == ",":
        named = _start(tokens, first - 2)  # "the third is Anna Weber, a photographer who says"
        if named <= first - 2 and all(t.is_name for t in tokens[named : first - 1]):
            first = named
    return None if first > last else _trimmed(tokens, first, last)


def right_of(tokens: Sequence[Word], first: int) -> int:
    """Return the index after the last word of the source that begins at `first`."""
    k = first
    while k < len(tokens) and k - first < LONGEST:
        token = tokens[k]
        if token.text == ",":
            stop = _name_end(tokens, k)
            return stop if stop is not None else k
        if token.text in MARKS or token.text[0].isdigit() or token.lower in BREAKS - {"and"}:
            break
        possessive = k + 1 < len(tokens) and tokens[k + 1].lower == "'s"
        if (
            k > first
            and not possessive
            and (token.lower in TIMES or token.is_finite or token.lower in {"has", "had", "was", "were", "is"})
        ):
            break
        if token.lower == "by" and tokens[k - 1].lower.endswith("ed"):
            k += 1
            continue
        if token.lower in {"on", "in", "at", "late", "early", "during", "after", "before", "as", "by", "since", "amid"}:
            follow = tokens[k + 1] if k + 1 < len(tokens) else None
            if token.lower not in {"in", "at"} or follow is None or not (follow.is_name or follow.lower == "the"):
                break
            if follow.lower in TIMES:
                break
        k += 1
    return k


_COUNTED = TOLL | {"injured", "wounded", "missing", "hurt", "bill", "casualties", "fatalities", "victims"}
_SPELLS = frozenset(["moments", "minutes", "hours", "days", "weeks", "months", "years"])


def can_speak(part: Sequence[Word], *, anybody: bool = False) -> bool:
    """Tell whether the words could be a source: a pronoun, a name, or a noun for people or bodies.

    With `anybody` any noun will do: what "says" something is a source, whatever it is called.
    """
    part = [t for t in part if t.lower not in {"the", "a", "an"}] or part
    if not part or part[0].lower in PREPOSITIONS or part[0].text in MARKS:
        return False
    if len(part) == 1 and part[0].lower in _COUNTED:  # "Toll put at 174", "Injured: 323"
        return False
    if part[0].lower in _SPELLS:  # "Hours before the plane landed, ..."
        return False
    if len(part) == 1 and part[0].lower in PRONOUNS:
        return part[0].lower in SPEAKING_PRONOUNS
    head = head_of(part)
    if head is None or head.lower in TIMES or (part[0].text[0].isdigit() and any(t.text == "%" for t in part)):
        return False
    if any(t.text[0].isdigit() for t in part[1:] if t is not part[-1] and t.start < head.start):
        return False
    if head.text[0].isdigit():
        return len(part) > 1 and (part[0].is_name or any(t.lower in ROLES for t in part))
    if head.lower in ROLES or _AGENT.search(head.lower):
        return True
    if head.is_name:
        return head.lower not in DETERMINERS | PREPOSITIONS | PRONOUNS | AUXILIARIES
    return anybody and not part[0].text[0].isdigit()


def head_of(part: Sequence[Word]) -> Word | None:
    """Return the noun that the words are about: the last before a preposition, a comma or a participle."""
    head: Word | None = None
    for k, token in enumerate(part):
        if k and (token.text in MARKS or token.lower in PREPOSITIONS or token.tag in {"VBG", "VBN", "WP", "WDT"}):
            break
        if token.is_word or token.text[0].isdigit():
            head = token
    return head


def _start(tokens: Sequence[Word], last: int) -> int:
    """Return the index of the first word of the subject that ends at `last`; `last + 1` where there is none."""
    first = last + 1
    for k in range(last, max(-1, last - LONGEST), -1):
        token = tokens[k]
        named = k > 0 and k < last and tokens[k - 1].is_name and tokens[k + 1].is_name
        if token.lower in {"and", "&"} and k > 0 and (named or _joins(tokens, k)):
            continue
        if token.text in MARKS or token.lower in BREAKS:
            break
        if k < last and (
            (token.is_finite and token.lower not in ROLES)
            or (token.lower in STRONG and not token.is_name and token.lower not in ROLES)
        ):
            break
        first = k
        if token.lower == "the" and k > 1 and tokens[k - 1].tag in {"NN", "NNS"} and tokens[k - 2].text[0].isdigit():
            break  # "14 kilometers the geologists say"
        if token.text[0].isdigit() and not (k and (tokens[k - 1].is_name or tokens[k - 1].lower == "of")):
            break
    return first


def _joins(tokens: Sequence[Word], at: int) -> bool:
    """Tell whether the "and" at `at` joins two speakers: few words on its left, without a verb, up to a mark."""
    left = at - 1
    while left >= 0 and tokens[left].text not in MARKS and tokens[left].lower not in BREAKS:
        left -= 1
    part = tokens[left + 1 : at]
    return 0 < len(part) <= 6 and can_speak(part) and not any(t.text[0].isdigit() or t.is_finite for t in part)


def _apposition(tokens: Sequence[Word], comma: int) -> tuple[int, int] | None:
    """Read "Jane Fraser, Citi CEO, said" and "the army, which has ..., said" from the second comma."""
    k = comma - 1
    while k >= 0 and tokens[k].text not in MARKS - _DASHES:
        k -= 1
    if k <= 0 or tokens[k].text != "," or comma - k > 16:
        return None
    first = _start(tokens, k - 1)
    if first > k - 1:
        return None
    inner = tokens[k + 1 : comma]
    if not inner:
        return None
    opens = inner[0]
    if opens.lower in _ASIDES or opens.tag in {"VBG", "VBN", "IN", "TO", "WP", "WDT"}:
        first, last = _trimmed(tokens, first, k - 1)
        return (first, last) if can_speak(tokens[first : last + 1]) else None
    if opens.lower in {"and", "but", "as", "while", "after"}:
        return None
    if not can_speak(inner) or any(t.is_finite for t in inner):
        return None
    # One more comma back: "the manager, Khurda Road, Rinkesh Roy, said".
    if tokens[k - 1].is_name and k - first <= 3 and first > 0 and tokens[first - 1].text == ",":
        further = _start(tokens, first - 2)
        if further <= first - 2 and any(t.lower in ROLES for t in tokens[further : first - 1]):
            first = further
    first, _ = _trimmed(tokens, first, k - 1)
    return first, comma - 1


def _over_time(tokens: Sequence[Word], j: int) -> int:
    """Step left over "on Friday", "late on Monday night" between subject and verb."""
    k = j
    while k >= 0 and (tokens[k].lower in TIMES or tokens[k].text[0].isdigit()):
        k -= 1
    if k < j and k >= 0 and tokens[k].lower in {"on", "in", "at", "late", "early", "last", "this"}:
        k -= 1
        while k >= 0 and tokens[k].lower in {"late", "early", "on"} | AUXILIARIES:
            k -= 1
        return k
    return j


def _trimmed(tokens: Sequence[Word], first: int, last: int) -> tuple[int, int]:
    """Drop what opens a sentence before its subject: "But", "On Friday", "In November 2008", "In Gaza"."""
    opening = {"but", "and", "so", "then", "now", "still", "meanwhile", "earlier", "later", "also", "yet", "only"}
    while first < last and tokens[first].lower in opening | {"'s"}:
        first += 1
    while first < last and tokens[first].text[0].isdigit() and tokens[first + 1].is_name:
        first += 1
    if tokens[first].lower in PREPOSITIONS or tokens[first].lower in TIMES:
        cut = first
        for k in range(first, last):
            if tokens[k].lower in TIMES or (tokens[k].text[0].isdigit() and len(tokens[k].text) == 4):
                cut = k + 1
        if cut > first:
            first = cut
        else:
            starts = [k for k in range(first + 1, last + 1) if tokens[k].lower in DETERMINERS | SPEAKING_PRONOUNS]
            if starts and tokens[last].lower not in {"'s"}:
                first = starts[-1]
            elif tokens[first].lower in {"by", "for", "from"} and first < last:
                first += 1
    return first, last


def _name_end(tokens: Sequence[Word], comma: int) -> int | None:
    """Read the name after "the chief secretary, " up to its end, None where no short name follows."""
    for stop in range(comma + 1, min(comma + 6, len(tokens))):
        if tokens[stop].text in {",", "."}:
            part = tokens[comma + 1 : stop]
            return stop if part and all(t.is_name for t in part) else None
    return None
