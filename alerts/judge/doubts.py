"""What speaks against two figures being of one quantity, though one such doubt alone may be mistaken."""

from collections.abc import Iterator

from alerts.judge.facets import OWNED
from alerts.judge.figures import gives
from alerts.judge.profile import Profile
from alerts.judge.words import root
from enrich.messages import Claim

TOLLS = frozenset({"killed", "injured", "missing", "arrested", "displaced", "rescued", "infected"})
PEOPLE = TOLLS | {"captive"}
"""Measures that count people."""

UNHEARD = 0.5
"""Share of the places in front that the other article may leave out: a town goes by its province."""

DOUBTS = (
    *("thing", "off_topic", "region", "state"),
    *("kinds", "owner", "unheard", "placed"),
    *("more", "part", "period_other"),
)
"""The doubts by name."""

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

_OF_ONE = frozenset({"money", "percent", "affected"})

_PLACED = frozenset({"money", "participants", "affected", "votes"})
"""Measures of which figures of two places are seldom one, however the places lie to each other."""

_THINGS = frozenset({"other_count", "destroyed", "launched"})

_PERIODS = frozenset({"per share", "year before", "forecast"})
_SPREADING = frozenset({"outbreak", "drought"})


def doubts(a: Profile, b: Profile) -> frozenset[str]:
    """Return the names of the doubts, of `DOUBTS`, that `a` and `b` are of one quantity; symmetric."""
    return frozenset(_doubts(a, b))


def _doubts(a: Profile, b: Profile) -> Iterator[str]:
    one, other = a.report.claim, b.report.claim
    measure, linked = one.measure, tied(one, other)
    if a.more != b.more:
        yield "more"
    if measure in TOLLS and (one.part_of is None) != (other.part_of is None):
        yield "part"
    if measure in OWNED and (a.period ^ b.period) & _PERIODS:
        yield "period_other"
    if measure in _THINGS and _other_thing(a, b):
        yield "thing"
    if measure in PEOPLE and not linked and (_off_topic(a, b) or _off_topic(b, a)):
        yield "off_topic"
    if not linked and _other_region(a, b):
        yield "region"
    if (a.kind ^ b.kind) & _STATES.get(measure, frozenset()):
        yield "state"
    if measure in _KINDS_EXCLUDE and a.kind and b.kind and not a.kind & b.kind:
        yield "kinds"
    if (measure in _OF_ONE or "staff" in a.kind | b.kind) and _of_another(a, b):
        yield "owner"
    if a.report.article != b.report.article and not linked:
        if measure == "length" and max(unheard_of(a, b), unheard_of(b, a)) > UNHEARD:
            yield "unheard"
        if measure in _PLACED and places_other(a, b):
            yield "placed"


def tied(one: Claim, other: Claim) -> bool:
    """Return whether the text of either says that it replaces or disputes the other's number."""
    return _names(one, other) or _names(other, one)


def _names(one: Claim, other: Claim) -> bool:
    numbers = one.replaces + one.disputes  # seldom any
    return bool(numbers) and any(gives(other, number) for number in numbers)


def places_other(a: Profile, b: Profile) -> bool:
    """Return whether both figures have places, and none in common."""
    return bool(a.places and b.places and a.places.isdisjoint(b.places))


def unheard_of(a: Profile, b: Profile) -> float:
    """Return which share of the places that a's article puts in front for the figure b's article never speaks of."""
    front = a.places & a.main
    unheard = front - b.known - b.names - b.main
    return len(unheard - b.nearby) / len(front) if unheard else 0.0


def _off_topic(a: Profile, b: Profile) -> bool:
    """Whether the names next to a's figure are none of its own article's topic, and nothing that b speaks of."""
    named = a.subject or a.names
    return (
        bool(named)
        and named.isdisjoint(a.main)
        and named.isdisjoint(b.main)
        and named.isdisjoint(b.names)
        and named.isdisjoint(b.nearby)
    )


def _other_thing(a: Profile, b: Profile) -> bool:
    """Whether both say what they count, it is not the same thing, and neither speaks of the other's close by."""
    one, other = (root(profile.report.claim.lemma) for profile in (a, b))
    return bool(one and other) and one != other and one not in b.close and other not in a.close


def _other_region(a: Profile, b: Profile) -> bool:
    """Whether the figures are of one epidemic or the like, which is counted by city, province and country."""
    one, other = a.report.claim, b.report.claim
    spread = one.measure == "infected" or (_spreads(one) and _spreads(other))
    return spread and bool(one.where and other.where) and one.where[0].casefold() != other.where[0].casefold()


def _spreads(claim: Claim) -> bool:
    return not _SPREADING.isdisjoint(claim.events[:2])


def _of_another(a: Profile, b: Profile) -> bool:
    """Whether the figures belong to two bodies, by the names next to them: a bank's profit, another bank's."""
    if a.subject and b.subject:
        return not a.subject & b.subject and not (a.subject & b.main and b.subject & a.main)
    named, other = (a, b) if a.subject else (b, a)
    return bool(named.subject) and not named.subject & (other.main | other.holder | other.names | other.nearby)
