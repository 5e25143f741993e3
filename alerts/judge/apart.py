"""What keeps two figures apart whatever else speaks for them: better no match than a wrong one."""

import re

from alerts.judge.doubts import PEOPLE, UNHEARD, tied, unheard_of
from alerts.judge.facets import OWNED
from alerts.judge.profile import Profile

_ONE_IS_ANOTHER = frozenset({"other_count", "launched", "destroyed", "participants", "affected", "arrested"})
"""Measures of which a single one is seldom the same thing as several."""

_SCORES = frozenset(["point", "yard", "touchdown", "rebound", "assist", "run", "goal", "wicket", "try", "set", "shot"])
"""What players make in games: a figure of one moment that the next one changes."""

_MAGNITUDES = 0.7
"""Agencies differ by less over the magnitude of one earthquake."""

_SPANS = (
    frozenset({"year", "quarter"}),
    frozenset({"first quarter", "second quarter", "third quarter", "fourth quarter"}),
)

_DAY = re.compile(r"\b(?:hours?|a day|per day|daily|each day|single day|alone)\b", re.I)


def apart(a: Profile, b: Profile) -> bool:
    """Return whether `a` and `b` cannot be of one quantity."""
    one, other = a.report, b.report
    measure = one.claim.measure
    if a.alone != b.alone or one.claim.implicit or other.claim.implicit:
        return True
    if measure in PEOPLE and (_of_a_day(a) or _of_a_day(b)):
        return True
    if one.article != other.article and (a.known.isdisjoint(b.known) or (_strange_to(a, b) and _strange_to(b, a))):
        return True
    if measure in _ONE_IS_ANOTHER and (a.value == 1) != (b.value == 1):
        return True
    if one.claim.lemma in _SCORES or other.claim.lemma in _SCORES:
        return True
    if measure == "magnitude" and (abs(a.value - b.value) > _MAGNITUDES or _other_spot(a, b)):
        return True
    if a.apart and b.apart and not a.apart & b.apart:
        return True
    if measure == "duration":
        return "sentence" not in a.kind & b.kind
    return measure in OWNED and (a.each != b.each or _other_span(a, b))


def _strange_to(a: Profile, b: Profile) -> bool:
    """Whether whatever a's article is about by name is named nowhere in b's."""
    return bool(a.main or a.places) and not (b.speaks_of(a.main) or b.speaks_of(a.places))


def _other_span(a: Profile, b: Profile) -> bool:
    """Whether both name a quarter, or a quarter and a year, and not the same."""
    return any(a.period & spans and b.period & spans and not a.period & b.period & spans for spans in _SPANS)


def _of_a_day(a: Profile) -> bool:
    """Whether the figure is that of a day or some hours, which the next day's has nothing to do with."""
    return bool(a.partial and _DAY.search(a.partial))


def _other_spot(a: Profile, b: Profile) -> bool:
    """Whether the headline of one names where the earth shook, and the other's article never does."""
    untied = a.report.article != b.report.article and not tied(a.report.claim, b.report.claim)
    return untied and max(unheard_of(a, b), unheard_of(b, a)) > UNHEARD
