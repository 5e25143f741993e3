"""The evidence that two reports are of one quantity, as numbers."""

import math
from collections.abc import Set
from typing import Literal

from alerts.judge.doubts import places_other, tied, unheard_of
from alerts.judge.profile import Profile
from enrich.messages import Claim

Family = Literal["toll", "money", "share", "physical", "count", "crowd"]

_FAMILIES: dict[str, Family] = {
    **dict.fromkeys(
        ("killed", "injured", "missing", "captive", "arrested", "displaced", "rescued", "infected"), "toll"
    ),
    "money": "money",
    "percent": "share",
    **dict.fromkeys(("length", "duration", "magnitude"), "physical"),
    **dict.fromkeys(("votes", "destroyed", "launched", "other_count"), "count"),
    **dict.fromkeys(("participants", "affected"), "crowd"),
}


def family(profile: Profile) -> Family:
    """Return the kind of measure, for which evidence weighs the same."""
    return _FAMILIES[profile.report.claim.measure]


def evidence(a: Profile, b: Profile) -> dict[str, float]:
    """Return the evidence for and against `a` and `b` being of one quantity; symmetric, each about 0 to 1."""
    one, other = a.report.claim, b.report.claim
    ratio, falls = _log_ratio(a, b), _falls(a, b)
    strange = (len(a.names - b.known - b.names), len(b.names - a.known - a.names))
    return {
        "bridge": float(tied(one, other)),
        "head_both": float(a.head and b.head),
        "head_event": float(a.head and b.head) * min(1.0, 2 * _share(a.main, b.main)),
        "apart_same": float(bool(a.apart) and a.apart == b.apart),
        "apart_one": float(bool(a.apart) != bool(b.apart)),
        "apart_other": float(bool(a.apart and b.apart and not a.apart & b.apart)),
        "near": _cosine(a, b),
        "close": _share(a.close, b.close),
        "sentence": _share(a.sentence, b.sentence),
        "around": _share(a.around, b.around),
        "about": _share(a.about, b.about),
        "known": _share(a.known, b.known),
        "told": (_covered(a.names, b.known | b.names) + _covered(b.names, a.known | a.names)) / 2,
        "strange": sum(min(3, n) for n in strange) / 6,
        "kind_same": float(bool(a.kind & b.kind)),
        "kind_one": float(bool(a.kind) != bool(b.kind)),
        "kind_other": float(bool(a.kind and b.kind and not a.kind & b.kind)),
        "kind_equal": float(a.kind == b.kind),
        "period_diff": min(2, len(a.period ^ b.period)) / 2,
        "holder_same": float(bool(a.holder & b.holder)),
        "holder_main": (_covered(a.holder - b.holder, b.main) + _covered(b.holder - a.holder, a.main)) / 2,
        "holder_known": (_covered(a.holder - b.holder, b.known) + _covered(b.holder - a.holder, a.known)) / 2,
        "holder_other": float(bool(a.holder and b.holder and not a.holder & b.holder)),
        "main": _share(a.main, b.main),
        "ratio_5": float(ratio < 0.05),
        "ratio_20": float(ratio < 0.2),
        "ratio_70": float(ratio < 0.7),
        "ratio_far": float(ratio > 1.6),
        "ratio_wild": float(ratio > 3.0),
        "falls": float(falls > 0.2),
        "falls_far": float(falls > 0.7),
        "small_both": float(max(a.value, b.value) <= 12),
        "small_one": float((a.value <= 12) != (b.value <= 12)),
        "subject_same": float(bool(a.subject & b.subject)),
        "subject_main": (_covered(a.subject, b.subject | b.main) + _covered(b.subject, a.subject | a.main)) / 2,
        "subject_known": (_covered(a.subject, b.known) + _covered(b.subject, a.known)) / 2,
        "subject_strange": float(_strange(a, b)) + float(_strange(b, a)),
        "subject_other": float(bool(a.subject and b.subject and not a.subject & b.subject)),
        "subject_one": float(bool(a.subject) != bool(b.subject)),
        "local_same": float(bool(a.local & b.local)),
        "local_other": float(bool(a.local and b.local and not a.local & b.local)),
        "local_far": float(
            bool(
                a.local
                and b.local
                and not a.local & (b.local | b.main | b.names)
                and not b.local & (a.local | a.main | a.names)
            )
        ),
        "local_strange": float(_odd(a, b)) + float(_odd(b, a)),
        "local_unknown": float(bool(a.local) and not b.speaks_of(a.local))
        + float(bool(b.local) and not a.speaks_of(b.local)),
        "local_both": float(bool(a.local) and bool(b.local)),
        "local_neither": float(not a.local and not b.local),
        "ratio": ratio,
        "same_number": float(bool({round(e, 6) for e in a.ends} & {round(e, 6) for e in b.ends})),
        "zero": float((a.value == 0) != (b.value == 0)),
        "one": float((a.value == 1) != (b.value == 1)),
        "both_one": float(a.value == 1 == b.value),
        "year_one": float(bool(a.years) != bool(b.years)),
        "year_same": float(bool(a.years & b.years)),
        "year_other": float(bool(a.years and b.years and not a.years & b.years)),
        "event_one": float((one.event_time is None) != (other.event_time is None)),
        "groups_same": float(bool(a.groups & b.groups)),
        "groups_one": float(bool(a.groups) != bool(b.groups)),
        "groups_other": float(bool(a.groups and b.groups and not a.groups & b.groups)),
        "groups_diff": min(2, len(a.groups ^ b.groups)) / 2,
        "counted": float(bool(one.lemma) and one.lemma == other.lemma),
        "part_one": float(a.part != b.part),
        "part_both": float(a.part and b.part),
        "more_one": float(a.more != b.more),
        "more_both": float(a.more and b.more),
        "partial_one": float(bool(a.partial) != bool(b.partial)),
        "partial_both": float(bool(a.partial) and bool(b.partial)),
        "each_one": float(a.each != b.each),
        "title_both": float(one.field == other.field == "title"),
        "title_one": float(one.field != other.field),
        "early_both": float(_early(a) and _early(b)),
        "early_one": float(_early(a) != _early(b)),
        "events": _share(frozenset(one.events), frozenset(other.events)),
        "first_event": float(bool(one.events and other.events) and one.events[0] == other.events[0]),
        "places": _share(frozenset(one.where), frozenset(other.where)),
        "first_place": float(bool(one.where and other.where) and one.where[0] == other.where[0]),
        "places_other": float(places_other(a, b)),
        "places_unknown": float(_unknown_place(a, b)) + float(_unknown_place(b, a)),
        "places_headline": max(unheard_of(a, b), unheard_of(b, a)),
        "place_each": float(_place_in(one, other)) + float(_place_in(other, one)),
        "topics": _share(frozenset(a.report.topics), frozenset(b.report.topics)),
        "source": float(
            bool(one.attribution and other.attribution) and _same_words(one.attribution, other.attribution)
        ),
        "background_one": float((one.presented == "background") != (other.presented == "background")),
        "background_both": float(one.presented == other.presented == "background"),
        "implicit": float(one.implicit or other.implicit),
        "source_other": float(bool(one.attribution and other.attribution) and one.attribution != other.attribution),
        "standing_other": float(one.presented != other.presented or one.status != other.status),
        "sentence_both": float("sentence" in a.kind & b.kind),
        "hours": math.log1p(abs((a.report.time - b.report.time).total_seconds()) / 3600) / 5,
        "outlet": float(a.report.outlet == b.report.outlet),
    }


def _unknown_place(a: Profile, b: Profile) -> bool:
    """Whether no place of a's figure is named in b's article."""
    return bool(a.places) and not b.speaks_of(a.places)


def _log_ratio(a: Profile, b: Profile) -> float:
    """Return how far apart the values are, 0 (equal) to 5 (a factor of 150 and more)."""
    if min(a.value, b.value) < 0:
        return 5.0
    return min(5.0, abs(math.log((a.value + 0.5) / (b.value + 0.5))))


def _falls(a: Profile, b: Profile) -> float:
    """Return by how much (as a logarithm) the later figure lies below the earlier one; 0 where it does not."""
    earlier, later = sorted((a, b), key=lambda one: (one.report.time, one.report.claim.id))
    return _log_ratio(a, b) if later.value < earlier.value else 0.0


def _early(profile: Profile) -> bool:
    claim = profile.report.claim
    return claim.field == "title" or claim.quote_start < 500


def _same_words(one: str, other: str) -> bool:
    return bool(frozenset(one.lower().split()) & frozenset(other.lower().split()) - {"the", "of", "a"})


def _share(one: Set[str], other: Set[str]) -> float:
    """Return how much of the smaller set the other holds; half where one is empty and nothing can be said."""
    if not one or not other:
        return 0.3
    return len(one & other) / min(len(one), len(other))


def _place_in(one: Claim, other: Claim) -> bool:
    """Whether the place of `one` is named around `other` too; half the time nobody can say."""
    return bool(one.where) and one.where[0] in other.where


def _strange(a: Profile, b: Profile) -> bool:
    """Whether the names next to a's figure are all unknown to b's article."""
    return bool(a.subject) and not a.subject & (b.known | b.names)


def _covered(names: Set[str], known: Set[str]) -> float:
    return len(names & known) / len(names) if names else 0.7


def _cosine(a: Profile, b: Profile) -> float:
    if not a.near or not b.near:
        return 0.0
    return sum(weight * b.near[word] for word, weight in a.near.items() if word in b.near) / (a.size * b.size)


def _of_elsewhere(a: Profile, b: Profile) -> bool:
    """Whether both figures are told of a name, and a's is neither b's nor one that b's article leads with."""
    return bool(a.local and b.local) and not a.local & (b.local | b.main | b.names)


def _unheard(a: Profile, b: Profile) -> bool:
    """Whether a's figure is told of a name that b's article does not have."""
    return bool(a.local) and not b.speaks_of(a.local)


def _odd(a: Profile, b: Profile) -> bool:
    """Whether a's figure is told of a name, and b's of none and not in an article that is about it."""
    return bool(a.local) and not b.local and not a.local & (b.main | b.names)
