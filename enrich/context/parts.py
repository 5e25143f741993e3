"""Which figure is a part of which: "17,177 people, including about 7,000 children", "five of them"."""

import re
from collections.abc import Mapping, Sequence

from enrich.reading import Figure

_LEADS_IN = re.compile(
    r"\b(?:including|includes|included|among them|amongst them|among whom|of whom|of which|of them|of these|of those"
    r"|among those|among the|notably|comprising|as well as|plus)\b",
    re.I,
)
_ADDS = re.compile(r"\b(?:as well as|plus|comprising)\b", re.I)
_BACK = re.compile(
    r"^\W{0,2}\s*(?:of|from|among)\s+(?:them|whom|which|these|those|the\s+(?:dead|victims|injured|wounded|missing))\b",
    re.I,
)
_OF_NEXT = re.compile(
    r"^\s*(?:of|out of|among)\s+(?:the|its|their|his|her|these|those|some|about|more than|all|an?)?\s*(?:[a-z]+\s)?$",
    re.I,
)
_FRONTED: Mapping[str, re.Pattern[str]] = {
    measure: re.compile(
        rf"(?:^|[.;:!?\n]\s*|\band\s+)(?:of|among) (?:the|those|these|its|their) (?:{nouns}),?[^.;:!?\n]{{0,80}}$", re.I
    )
    for measure, nouns in {
        "killed": r"(?:\w+ )?(?:dead|deaths|victims|fatalities|killed|bodies)",
        "injured": r"(?:\w+ )?(?:injured|wounded|hurt)",
        "missing": r"missing",
        "captive": r"captives|hostages|abducted|kidnapped",
        "arrested": r"arrested|detained|detainees|arrests",
        "infected": r"(?:\w+ )?(?:cases|infections|infected|sick|patients)",
        "displaced": r"displaced|evacuees|evacuated|homeless",
    }.items()
}
"""What a sentence begins with whose figures are parts of a total told before: "Of the dead, 113 were found in ..."."""

_OF_TOTAL = re.compile(
    r"(?:^|[.;:!?\n]\s*|\band\s+)(?:of|among|out of)\s+(?:the|those|these|some|about|its|their|all)?\s*$", re.I
)
"""What a sentence begins with that names its total itself: "Of 310 people tested, 42 were infected"."""

_OF_THE = re.compile(r"^\s*(?:of|from|among)\s+(?:the|its|those|these|all)\s+(?P<noun>[a-z]+)\b", re.I)
_PEOPLE = frozenset(
    [
        "killed",
        "injured",
        "missing",
        "captive",
        "arrested",
        "displaced",
        "rescued",
        "infected",
        "affected",
        "participants",
    ]
)
_NEVER = frozenset({"money", "percent", "magnitude", "duration", "length"})
_FAR = 260  # characters from a part back to its whole


def parts(figures: Sequence[Figure], texts: Mapping[str, str]) -> dict[int, int]:
    """Return for each figure that is a part the number of the figure that is its whole, both as places in `figures`.

    `figures` are in order of field and offset; `texts` maps fields to their text. Money in money counts, other
    measures only people in people and things in things.
    """
    wholes: dict[int, int] = {}
    for i, figure in enumerate(figures):
        text = texts[figure.field]
        whole = _whole_after(figures, i, text)
        if whole is None:
            whole = _whole_before(figures, i, text)
        if whole is None:
            whole = _whole_of_fronted(figures, i, text)
        if whole is None:
            whole = _whole_in_front(figures, i, text)
        if whole is not None and wholes.get(whole) != i:
            wholes[i] = whole
    return wholes


def _whole_after(figures: Sequence[Figure], i: int, text: str) -> int | None:
    """Read "seven of the nine men"."""
    if i + 1 >= len(figures):
        return None
    part, whole = figures[i], figures[i + 1]
    if whole.field != part.field or not 0 <= whole.number_start - part.number_end < 40:
        return None
    between = text[part.number_end : whole.number_start]
    return i + 1 if _OF_NEXT.match(between) and _kin(part, whole) and _fits(part, whole) else None


def _whole_in_front(figures: Sequence[Figure], i: int, text: str) -> int | None:
    """Read "Of 310 people tested, 42 were infected"."""
    if i == 0 or figures[i - 1].field != figures[i].field:
        return None
    part, whole = figures[i], figures[i - 1]
    between = text[whole.end : part.start]
    led = _OF_TOTAL.search(text[max(0, whole.start - 20) : whole.start])
    plain = "," in between and len(between) < 60 and not re.search(r"[.;:!?\n]", between)
    return i - 1 if led and plain and _kin(part, whole) and _fits(part, whole) else None


def _whole_of_fronted(figures: Sequence[Figure], i: int, text: str) -> int | None:
    """Read "Of the dead, 113 were found in Gansu and 18 in Qinghai": the latest total before, in whatever paragraph."""
    part = figures[i]
    fronted = _FRONTED.get(part.measure)
    if fronted is None or not fronted.search(text[max(0, part.start - 130) : part.start]):
        return None
    for j in range(i - 1, -1, -1):
        whole = figures[j]
        if whole.field == part.field and whole.measure == part.measure and _fits(part, whole):
            return j
    return None


def _whole_before(figures: Sequence[Figure], i: int, text: str) -> int | None:
    part = figures[i]
    following = text[part.number_end : part.number_end + 40]
    back = bool(_BACK.match(following))
    noun = _OF_THE.match(following)
    for j in range(i - 1, -1, -1):
        whole = figures[j]
        if whole.field != part.field or part.start - whole.end > _FAR:
            break
        if whole.end > part.start or not _kin(part, whole):
            continue
        between = text[whole.number_end : part.number_start]
        if noun and whole.counted and noun["noun"].lower() == whole.counted.lower() and not _fits(whole, part):
            return j
        if "\n" in between:
            break
        if back:
            if _fits(part, whole):
                return j
            continue
        led = _LEADS_IN.search(between)
        if led is None or re.search(r"[.;!?]\s", between[: led.start()] + " "):
            break
        if re.search(r"[.;!?]\s", between[led.end() :]) or _ADDS.search(led.group()):
            break
        return j if _fits(part, whole) else None
    return None


def _kin(part: Figure, whole: Figure) -> bool:
    if part.measure in _NEVER or whole.measure in _NEVER:
        return part.measure == whole.measure == "money"
    return (part.measure in _PEOPLE) == (whole.measure in _PEOPLE) or part.measure == whole.measure


def _fits(part: Figure, whole: Figure) -> bool:
    """Tell whether the part can lie in its whole by the numbers alone; a part above its whole is an error to report,
    but between neighbours it is more often two figures of different things."""
    least = part.low if part.low is not None else 0.0
    return whole.high is None or least <= whole.high * 1.05
