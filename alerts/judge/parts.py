"""Parts of a whole, as the words of one sentence tell them: "40 killed: 25 soldiers and 20 civilians"."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from alerts.messages import Report
from enrich.messages import Claim

_INCLUDED = re.compile(
    r"(?:[^.;:!?]{0,40}\W)?(?:including|among (?:them|whom)|of (?:whom|which|them|these|those))\s+"
    r"(?:(?!and\b|or\b)[\w'’-]+\s+){0,2}",
    re.I,
)
"""What stands between a whole and its part: "17,177 people, including about 7,000 children"."""

_LISTED = re.compile(r"(?:\s[^.,;:!?\d]{0,50})?(?::|\s[-–—])\s+")
"""What stands between a whole and all that it is made of: "40 people in the town on Monday: 25 soldiers and"."""

_NEXT = re.compile(r"(?:\s(?!and\b|or\b)[^\W\d_]+){0,3}(?:,\s(?:and\s)?|\sand\s)", re.I)
"""What stands between two parts that are listed."""

_ADDED_UP = re.compile(r"[^.;:!?\d]{0,50},\s(?:(?:or|making|making up)\s)?", re.I)
_TOTAL = re.compile(r"(?:a|the) total of\b", re.I)
_IN_ALL = re.compile(r"\s(?:\w+\s)?(?:in all|in total|altogether)\b", re.I)

_FATES = {
    "killed": r"kill\w*|dead|die[sd]?",
    "injured": r"injur\w*|wound\w*|hurt",
    "missing": r"missing",
    "captive": r"captur\w*|abduct\w*|held",
    "arrested": r"arrest\w*|detain\w*",
    "rescued": r"rescue\w*|freed|escap\w*|surviv\w*",
}
_OTHER_FATES = {
    measure: re.compile(rf"\b(?:{'|'.join(words for other, words in _FATES.items() if other != measure)})\b", re.I)
    for measure in _FATES
}
_NATIONS = """
    afghan albanian algerian american argentine australian austrian bangladeshi belgian brazilian briton bulgarian
    cambodian canadian chilean chinese colombian croatian cuban czech dane egyptian ethiopian filipino finn french
    georgian german ghanaian greek haitian hungarian indian indonesian iranian iraqi israeli italian japanese jordanian
    kenyan lebanese libyan malaysian mexican moroccan nepali nepalese nigerian norwegian pakistani palestinian peruvian
    pole portuguese romanian russian saudi serb somali spaniard sudanese swede syrian taiwanese thai tunisian turk
    ugandan ukrainian venezuelan vietnamese yemeni
"""
_FAMILIES = (
    frozenset({"soldier", "police", "civilian", "fighter"}),
    frozenset({"man", "woman", "child"}),
    frozenset({"adult", "child"}),
    frozenset({"passenger", "crew"}),
    frozenset({"student", "teacher"}),
    frozenset(_NATIONS.split()),
)
"""Populations of which nobody is in two of one family. Children and women are civilians too: families do not mix."""


def population(claim: Claim) -> str:
    """Return the one population that `claim` is a count of ("child"), in the words of `_FAMILIES`; else ""."""
    return _population(claim.who) if claim.who and claim.base_unit == "1" else ""


@lru_cache(maxsize=5_000)
def _population(who: tuple[str, ...]) -> str:
    groups = {word.casefold() if word.islower() else word.casefold().removesuffix("s") for word in who}
    groups -= {"member"}
    group = next(iter(groups)) if len(groups) == 1 else ""
    return group if any(group in family for family in _FAMILIES) else ""


def exclusive(parts: Sequence[Report]) -> bool:
    """Return whether by their words nobody is counted in two of `parts`."""
    groups = {population(part.claim) for part in parts}
    return len(groups) == len(parts) and any(groups <= family for family in _FAMILIES)


def is_part(part: Report, whole: Report) -> bool:
    """Return whether the words between `whole` and the figure right after it make that one a part of it."""
    return _kin(part, whole) and _beside(whole, part) and bool(_INCLUDED.fullmatch(_between(whole, part)))


def listings(figures: Sequence[Report]) -> Iterator[tuple[Report, Sequence[Report]]]:
    """Yield each whole of `figures`, which are in order of place, with the parts that its sentence makes it up of.

    There are two parts or more, of populations that have nobody in common, told before or after the whole.
    """
    for place, first in enumerate(figures):
        if not first.claim.who or not population(first.claim):
            continue
        parts = _row(figures, place)
        if len(parts) < 2 or (place and _follows(figures[place - 1], first)):
            continue
        if place and _led(figures[place - 1], parts):
            yield figures[place - 1], parts
        elif len(figures) > (end := place + len(parts)) and _added_up(parts, figures[end]):
            yield figures[end], parts


def rows(figures: Sequence[Report]) -> Iterator[Sequence[Report]]:
    """Yield each population of `figures`, which are in order of place, alone, and those that are listed together."""
    for place, each in enumerate(figures):
        if population(each.claim):
            yield (each,)
            row = _row(figures, place)
            if len(row) > 1:
                yield row


def _row(figures: Sequence[Report], place: int) -> Sequence[Report]:
    """Return the figures that are listed from `place` on, of populations that have nobody in common."""
    row = [figures[place]]
    for each in figures[place + 1 :]:
        if not _follows(row[-1], each) or not exclusive((*row, each)):
            break
        row.append(each)
    return row


def _follows(one: Report, other: Report) -> bool:
    return _beside(one, other) and bool(population(other.claim)) and bool(_NEXT.fullmatch(_between(one, other)))


def _led(whole: Report, parts: Sequence[Report]) -> bool:
    between = _between(whole, parts[0])
    led = bool(_INCLUDED.fullmatch(between) or _LISTED.fullmatch(between))
    return led and _beside(whole, parts[0]) and all(_of(part, whole) for part in parts)


def _added_up(parts: Sequence[Report], whole: Report) -> bool:
    if not _beside(parts[-1], whole) or population(whole.claim):
        return False
    after = whole.claim.quote[whole.claim.end - whole.claim.quote_start :]
    said = bool(_TOTAL.match(whole.claim.phrase) or _IN_ALL.match(after))
    return said and bool(_ADDED_UP.fullmatch(_between(parts[-1], whole))) and all(_of(part, whole) for part in parts)


def _of(part: Report, whole: Report) -> bool:
    """Whether both count the same; a noun alone ("25 soldiers") counts what the whole does."""
    if _kin(part, whole):
        return True
    claim, fate = part.claim, _OTHER_FATES.get(whole.claim.measure)
    if fate is None or (claim.measure, claim.base_unit) != ("participants", whole.claim.base_unit):
        return False
    return not fate.search(claim.quote[claim.end - claim.quote_start :][:40])


def _kin(one: Report, other: Report) -> bool:
    return one.claim.measure == other.claim.measure and one.claim.base_unit == other.claim.base_unit


def _beside(one: Report, other: Report) -> bool:
    """Whether both are said in one sentence of one text, in this order, and are presented alike."""
    a, b = one.claim, other.claim
    if a.quote_start != b.quote_start or a.field != b.field or a.presented != b.presented:
        return False
    if a.status != "asserted" or b.status != "asserted":
        return False
    return a.end <= b.start and (one.article, one.revision) == (other.article, other.revision)


def _between(one: Report, other: Report) -> str:
    a, b = one.claim, other.claim
    return b.quote[max(0, a.end - b.quote_start) : max(0, b.start - b.quote_start)]
