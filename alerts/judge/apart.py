"""What keeps two figures apart whatever else speaks for them: better no match than a wrong one."""

import re
from functools import lru_cache

from alerts.judge.evidence import places_other, tied, unheard_of
from alerts.judge.profile import Profile
from alerts.judge.words import root
from alerts.messages import Report

_KINDS_EXCLUDE = frozenset({"money", "percent", "length", "captive", "displaced"})
"""Measures for which two kinds exclude each other: a loss is no profit."""

_STATES = {
    "killed": frozenset({"probable", "received", "unclaimed", "handed over"}),
    "infected": frozenset({"probable", "severe", "in hospital", "recovered", "imported"}),
    "injured": frozenset({"discharged", "in care"}),
    "percent": frozenset({"exit poll", "turnout", "early", "searched", "contained"}),
    "affected": frozenset({"jobs gone"}),
    "displaced": frozenset({"in shelters", "flown"}),
    "other_count": frozenset({"identified", "handed over", "unclaimed", "received", "cancelled", "diverted"}),
    "length": frozenset({"radius", "area", "speed", "temperature", "depth", "weight"}),
}
"""Kinds that a figure of the measure has on both sides or on neither."""

_OWNED = frozenset({"money", "percent", "participants", "affected"})
_OF_ONE = frozenset({"money", "percent", "affected"})
_ONE_IS_ANOTHER = frozenset({"other_count", "launched", "destroyed", "participants", "affected", "arrested"})
"""Measures of which a single one is seldom the same thing as several."""

_TOLLS = frozenset({"killed", "injured", "missing", "arrested", "displaced", "rescued", "infected"})
_PEOPLE = _TOLLS | {"captive"}
_PLACED = frozenset({"money", "participants", "affected", "votes"})
"""Measures of which figures of two places are seldom one, however the places lie to each other."""
_SPOTTED = frozenset({"magnitude", "length"})
"""Measures of one spot, which is the one that the headline names."""
_UNHEARD = 0.5
"""Share of the places in front that the other article may leave out: a town goes by its province."""
_THINGS = frozenset({"other_count", "destroyed", "launched"})
_SCORES = frozenset(["point", "yard", "touchdown", "rebound", "assist", "run", "goal", "wicket", "try", "set", "shot"])
"""What players make in games: a figure of one moment that the next one changes."""

_DAY = re.compile(r"\b(?:hours?|a day|per day|daily|each day|single day|alone)\b", re.I)

_MAGNITUDES = 0.7
"""Agencies differ by less over the magnitude of one earthquake."""

_PERIODS = frozenset({"per share", "year before", "forecast"})

_SPREADING = frozenset({"outbreak", "drought"})
_SPANS = (
    frozenset({"year", "quarter"}),
    frozenset({"first quarter", "second quarter", "third quarter", "fourth quarter"}),
)


def apart(a: Profile, b: Profile) -> bool:
    """Return whether `a` and `b` cannot be of one quantity."""
    measure = a.report.claim.measure
    if a.more != b.more or a.alone != b.alone or a.report.claim.implicit or b.report.claim.implicit:
        return True
    if a.report.article != b.report.article and _elsewhere(a, b):
        return True
    if measure in _ONE_IS_ANOTHER and (a.value == 1) != (b.value == 1):
        return True
    if measure in _TOLLS and (a.report.claim.part_of is None) != (b.report.claim.part_of is None):
        return True
    if measure in _THINGS and _other_thing(a, b):
        return True
    if measure in _PEOPLE and (_of_a_day(a) or _of_a_day(b)):
        return True
    if measure in _PEOPLE and not tied(a.report.claim, b.report.claim) and (_off_topic(a, b) or _off_topic(b, a)):
        return True
    if a.report.claim.lemma in _SCORES or b.report.claim.lemma in _SCORES:
        return True
    if measure == "magnitude" and abs(a.value - b.value) > _MAGNITUDES:
        return True
    if _other_region(a, b) and not tied(a.report.claim, b.report.claim):
        return True
    if a.apart and b.apart and not a.apart & b.apart:
        return True
    if (a.kind ^ b.kind) & _STATES.get(measure, frozenset()):
        return True
    if measure in _KINDS_EXCLUDE and a.kind and b.kind and not a.kind & b.kind:
        return True
    if measure == "duration":
        return "sentence" not in a.kind & b.kind
    if measure in _OWNED and (a.each != b.each or (a.period ^ b.period) & _PERIODS or _other_span(a, b)):
        return True
    return (measure in _OF_ONE or "staff" in a.kind | b.kind) and _of_another(a, b)


def far(one: Report, other: Report) -> bool:
    """Return whether the figures' places have nothing to do with each other; seen without reading either report."""
    here, there = one.claim.where, other.claim.where
    return bool(here and there) and folded(here).isdisjoint(folded(there))


@lru_cache(maxsize=10_000)
def folded(places: tuple[str, ...]) -> frozenset[str]:
    """Return `places` as they are compared."""
    return frozenset(place.casefold() for place in places)


def _of_a_day(a: Profile) -> bool:
    """Whether the figure is that of a day or some hours, which the next day's has nothing to do with."""
    return bool(_DAY.search(a.partial))


def _off_topic(a: Profile, b: Profile) -> bool:
    """Whether the names next to a's figure are none of its own article's topic, and nothing that b speaks of."""
    named = a.subject or a.names
    return bool(named) and not named & (a.main | b.main | b.names | b.nearby)


def _other_thing(a: Profile, b: Profile) -> bool:
    """Whether both say what they count, it is not the same thing, and neither speaks of the other's close by."""
    one, other = (root(profile.report.claim.lemma) for profile in (a, b))
    return bool(one and other) and one != other and one not in b.close and other not in a.close


def _elsewhere(a: Profile, b: Profile) -> bool:
    """Whether the two articles have no name in common, or nothing that either is about is named in the other.

    Places of the figures that differ are mere evidence, as one may lie in the other, but for some measures.
    """
    if not a.known & b.known or (_strange_to(a, b) and _strange_to(b, a)):
        return True
    if tied(a.report.claim, b.report.claim):
        return False
    measure = a.report.claim.measure
    if measure in _SPOTTED and max(unheard_of(a, b), unheard_of(b, a)) > _UNHEARD:
        return True
    return measure in _PLACED and places_other(a, b)


def _strange_to(a: Profile, b: Profile) -> bool:
    """Whether whatever a's article is about by name is named nowhere in b's."""
    about = a.main | a.places
    return bool(about) and not b.speaks_of(about)


def _other_region(a: Profile, b: Profile) -> bool:
    """Whether the figures are of one epidemic or the like, which is counted by city, province and country."""
    one, other = a.report.claim, b.report.claim
    spread = one.measure == "infected" or all(_SPREADING & set(claim.events[:2]) for claim in (one, other))
    return spread and bool(one.where and other.where) and one.where[0].casefold() != other.where[0].casefold()


def _other_span(a: Profile, b: Profile) -> bool:
    """Whether both name a quarter, or a quarter and a year, and not the same."""
    return any(a.period & spans and b.period & spans and not a.period & b.period & spans for spans in _SPANS)


def _of_another(a: Profile, b: Profile) -> bool:
    """Whether the figures belong to two bodies, by the names next to them: a bank's profit, another bank's."""
    if a.subject and b.subject:
        return not a.subject & b.subject and not (a.subject & b.main and b.subject & a.main)
    named, other = (a, b) if a.subject else (b, a)
    return bool(named.subject) and not named.subject & (other.main | other.holder | other.names | other.nearby)
