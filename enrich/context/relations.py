"""Numbers that a text sets against each other: what a figure replaces, and what it is said instead of."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from enrich.reading import Figure

# Between an old number and the new one that follows it.
_OLD_THEN_NEW = re.compile(
    r"^[^.;!?\n]{0,60}?\b(?:to|and now(?: stands)?(?: at)?|but (?:later|now)|before (?:being )?(?:revised"
    r"|raised|lowered|cut|corrected) to)\s+"
    r"(?:a\s+(?:total|record)\s+of\s+)?(?:about|some|nearly|around|more than|at least|almost|over)?\s*[$€£]?\s*$",
    re.I,
)
_FROM = re.compile(
    r"\bfrom\s+(?:a\s+|an\s+|its\s+|the\s+|earlier\s+|initial\s+|previous\s+|about\s+|some\s+|nearly\s+"
    r"|around\s+|more than\s+|at least\s+)*[$€£]?\s*$",
    re.I,
)
# Between a new number and the old one that follows it.
_NEW_THEN_OLD = re.compile(
    r"^[^.;!?\n]{0,50}?(?:\b(?:up|down|rising|increased|revised|corrected|lowered|raised|cut|reduced"
    r"|changed|risen|fallen|amended|a jump|a rise|an increase|dropping)\s+(?:sharply\s+)?(?:up\s+"
    r"|down\s+)?from"
    r"|\(?\b(?:against|compared (?:with|to)|versus)"
    r"|\bfrom(?=\s+(?:an?\s+)?(?:earlier|initial|previous))"
    r"|\b(?:not|rather than|instead of)(?:\s+the)?)"
    r"\s+(?:(?:the|an?|its|their|his|her|earlier|initial|previous|previously|preliminary|figure|toll"
    r"|count|estimate|tally|of|about|some|nearly|around|more than|at least|almost|over|as many as|only"
    r"|just|merely)\s+)*[$€£]?\s*$",
    re.I,
)
_TO = re.compile(
    r"\bto\s+(?:(?:a|the|about|some|nearly|around|more than|at least|almost|over|only|just)\s+)*[$€£]?\s*$", re.I
)
_TO_FROM = re.compile(
    r"^(?:\s+[a-z]+)?,?\s+from\s+(?:(?:an?|the|its|their|about|some|nearly|around|more than|at least|almost|over)\s+)*"
    r"[$€£]?\s*$",
    re.I,
)
_DENIES = re.compile(r"\b(?:not|rather than|instead of|as against)\b", re.I)
_EARLIER = re.compile(
    r"\b(?:had\s+(?:earlier|previously|initially|first|originally|at first)?\s*(?:said|put|given|reported"
    r"|announced|estimated|spoken|claimed|counted|told)"
    r"|(?:initially|originally|at first)\s+(?:\w+\s+){1,4}(?:said|put|reported|spoke|gave|counted)"
    r"|(?:earlier|previously|initially|originally|at first|first)\s+(?:said|put|reported|announced"
    r"|estimated|spoke|gave|given|claimed|stated|had|counted)"
    r"|earlier\s+(?:version|report|toll|count|estimate|figure|entry|tally)|(?:previous|initial"
    r"|preliminary|first|original)\s+(?:toll|count|estimate|figure|report|tally|number)"
    r"|(?:corrects|corrected|revised|revising|replaces|instead of|in place of))\b",
    re.I,
)
_NOT_BEFORE = re.compile(
    r"\b(?:not|n't|never|rather than|instead of)\s+(?:the\s+|as many as\s+|about\s+|some\s+|[$€£])*\s*$", re.I
)
_ONLY_CHANGE = re.compile(r"\b(?:by|another|additional|further)\s+(?:about\s+|some\s+)?$", re.I)
_NEAR = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Ties:
    """How one figure stands to others of its article; the numbers are places in the list of figures."""

    replaces: tuple[int, ...] = ()
    disputes: tuple[int, ...] = ()


@dataclass(slots=True)
class _Found:
    replaces: list[int] = field(default_factory=list)
    disputes: list[int] = field(default_factory=list)


def ties(figures: Sequence[Figure], texts: Mapping[str, str], sentence_of: Sequence[int]) -> dict[int, Ties]:
    """Return the ties of figures that have any, by place in `figures`.

    `texts` maps fields to texts, `sentence_of` gives for each figure the number of its sentence.
    """
    found: dict[int, _Found] = {}
    for i, one in enumerate(figures):
        for j in range(i + 1, min(i + 4, len(figures))):
            other = figures[j]
            if other.field != one.field or other.number_start - one.number_end > _NEAR:
                break
            if one.measure != other.measure and not _open_measure(one, other):
                continue
            if one.number_end > other.number_start or sentence_of[j] - sentence_of[i] > 1:
                continue
            _tie(figures, i, j, texts[one.field], same=sentence_of[i] == sentence_of[j], found=found)
    return {i: Ties(replaces=tuple(f.replaces), disputes=tuple(f.disputes)) for i, f in found.items()}


def _tie(figures: Sequence[Figure], i: int, j: int, text: str, *, same: bool, found: dict[int, _Found]) -> None:
    first, second = figures[i], figures[j]
    between = text[first.number_end : second.number_start]
    before = text[max(0, first.number_start - 90) : first.number_start]
    before = re.split(r"[.;!?\n]\s", before)[-1]
    if any(
        first.number_end <= k.number_start < second.number_start
        for k in figures[i + 1 : j]
        if k.measure == first.measure
    ):
        return
    if (
        same
        and _NOT_BEFORE.search(before)
        and re.match(r"^[^.;!?\n]{0,60}?(?:,\s*(?:but)?|\bbut)\s+[^.;!?\n]{0,20}$", between)
    ):
        found.setdefault(j, _Found()).disputes.append(i)
    elif same and (led := _NEW_THEN_OLD.match(between)):
        ledger = found.setdefault(i, _Found())
        (ledger.disputes if _DENIES.search(led.group()) else ledger.replaces).append(j)
    elif same and _TO.search(before) and _TO_FROM.match(between):
        found.setdefault(i, _Found()).replaces.append(j)
    elif same and _FROM.search(before) and _OLD_THEN_NEW.match(between):
        found.setdefault(j, _Found()).replaces.append(i)
    elif (same or first.measure == second.measure) and _EARLIER.search(re.split(r"[.!?]\s", between)[-1]):
        found.setdefault(i, _Found()).replaces.append(j)
    elif same and _EARLIER.search(before) and re.search(r"\bto\b|\bnow\b|\bbut\b|\bit is\b", between):
        found.setdefault(j, _Found()).replaces.append(i)


def _open_measure(one: Figure, other: Figure) -> bool:
    """Whether the old number stands without its noun, so that its measure is unsure ("up from six")."""
    return "other_count" in (one.measure, other.measure) and not (one.counted and other.counted)
