"""The name of a quantity in plain words: "people killed, Gaza"."""

import re
from collections import Counter
from collections.abc import Sequence

from alerts.judge.kinds import kind
from alerts.measures import DONE, name
from alerts.messages import Report
from enrich.messages import Measure

_SAID = {
    "killed": r"deaths?|dead|fatalit\w+|victims?|bod(?:y|ies)|li(?:fe|ves)|casualt\w+|tolls?",
    "injured": r"injur\w+|wound\w+|casualt\w+",
    "missing": r"missing|names?",
    "captive": r"captives?|hostages?",
    "arrested": r"arrest\w*|detain\w+",
    "displaced": r"evacuee\w*|displaced|refugees?",
    "infected": r"cases?|infect\w+|positives?",
}
_ALREADY = {measure: re.compile(rf"(?:.*\s)?(?:{words})", re.I) for measure, words in _SAID.items()}
"""Nouns that say what was done already: "deaths killed" is nobody's English."""
_THING = frozenset(("money", "percent", "magnitude", "votes"))
"""Measures whose figures are named by them, whatever they are said to be of."""


def label(new: Report, prior: Report) -> str:
    """Return the name of the quantity that both reports give, from what the later and then the earlier one says."""
    what = _what(new, prior)
    shared = (place for place in new.claim.where if place in prior.claim.where)
    where = next(iter((*shared, *new.claim.where, *prior.claim.where)), "")
    return f"{what}, {where}" if where else what


def name_of(reports: Sequence[Report]) -> str:
    """Return the name of the quantity that all `reports`, at least one, give: what most count, where most are."""
    last = reports[-1]
    nouns = Counter(each.claim.counted for each in reports if each.claim.counted and each.claim.base_unit == "1")
    places = Counter(place for each in reports for place in dict.fromkeys(each.claim.where))
    counted = next((noun for noun, _ in nouns.most_common(1)), "")
    kinds = Counter(each for each in (kind(report.claim) for report in reports) if each)
    measure = last.claim.measure
    plain = name(measure) if measure in _THING else counted_name(measure, counted)
    what = next((each for each, _ in kinds.most_common(1)), plain)
    where = next((place for place, _ in places.most_common(1)), "")
    return f"{what}, {where}" if where else what


def _what(new: Report, prior: Report) -> str:
    measure = new.claim.measure
    counted = next(
        (claim.counted for claim in (new.claim, prior.claim) if claim.counted and claim.base_unit == "1"), ""
    )
    kinds = [each for each in map(kind, (new.claim, prior.claim)) if each]
    if kinds:
        return kinds[0]
    if measure in _THING:
        return name(measure)
    return counted_name(measure, counted)


def counted_name(measure: Measure, counted: str) -> str:
    """Return what is counted, with what became of it: "soldiers killed"; for no noun at all "people killed"."""
    if measure in DONE:
        if not counted or (measure in _ALREADY and _ALREADY[measure].fullmatch(counted)):
            counted = "people"
        return f"{counted} {DONE[measure]}"
    return counted or measure.replace("_", " ")
