"""The evidence that two reports are of one quantity, as numbers."""

import math
from collections.abc import Set
from functools import lru_cache
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
    # Most of the judge's work is done here, so that what is asked for several times is looked up once.
    one, other = a.report.claim, b.report.claim
    known_a, known_b, main_a, main_b, names_a, names_b = a.known, b.known, a.main, b.main, a.names, b.names
    kind_a, kind_b, holder_a, holder_b, local_a, local_b = a.kind, b.kind, a.holder, b.holder, a.local, b.local
    years_a, years_b, groups_a, groups_b, apart_a, apart_b = a.years, b.years, a.groups, b.groups, a.apart, b.apart
    part_a, part_b, more_a, more_b, partial_a, partial_b = a.part, b.part, a.more, b.more, a.partial, b.partial
    value_a, value_b, title_a, title_b = a.value, b.value, one.field == "title", other.field == "title"
    kinds, holders, locals_ = kind_a & kind_b, holder_a & holder_b, local_a & local_b
    years, groups, mains = years_a & years_b, groups_a & groups_b, _share(main_a, main_b)
    groups_apart, ratio = groups_a ^ groups_b, _log_ratio(a, b)
    presented_a, presented_b = one.presented, other.presented
    background_a, background_b = presented_a == "background", presented_b == "background"
    strange = min(3, len(names_a - known_b - names_b)) + min(3, len(names_b - known_a - names_a))
    return {
        "bridge": tied(one, other),
        "head_event": min(1.0, 2 * mains) if a.head and b.head else 0.0,
        "apart_same": bool(apart_a) and apart_a == apart_b,
        "apart_one": (not apart_a) != (not apart_b),
        "near": _cosine(a, b),
        "close": _share(a.close, b.close),
        "sentence": _share(a.sentence, b.sentence),
        "around": _share(a.around, b.around),
        "about": _share(a.about, b.about),
        "known": _share(known_a, known_b),
        "strange": strange / 6,
        "kind_same": bool(kinds),
        "kind_one": (not kind_a) != (not kind_b),
        "kind_other": bool(kind_a and kind_b and not kinds),
        "kind_equal": kind_a == kind_b,
        "period_diff": min(2, len(a.period ^ b.period)) / 2,
        "holder_same": bool(holders),
        "holder_main": (_covered(holder_a - holder_b, main_b) + _covered(holder_b - holder_a, main_a)) / 2,
        "holder_other": bool(holder_a and holder_b and not holders),
        "main": mains,
        "ratio_5": ratio < 0.05,
        "ratio_20": ratio < 0.2,
        "ratio_70": ratio < 0.7,
        "ratio_far": ratio > 1.6,
        "ratio_wild": ratio > 3.0,
        "falls": ratio > 0.2 and _falls(a, b),
        "small_both": value_a <= 12 and value_b <= 12,
        "small_one": (value_a <= 12) != (value_b <= 12),
        "local_same": bool(locals_),
        "local_other": bool(local_a and local_b and not locals_),
        "local_strange": _odd(a, b) + _odd(b, a),
        "local_neither": not local_a and not local_b,
        "ratio": ratio,
        "same_number": not a.rounded.isdisjoint(b.rounded),
        "zero": (value_a == 0) != (value_b == 0),
        "one": (value_a == 1) != (value_b == 1),
        "both_one": value_a == 1 == value_b,
        "year_one": (not years_a) != (not years_b),
        "year_same": bool(years),
        "year_other": bool(years_a and years_b and not years),
        "event_one": (one.event_time is None) != (other.event_time is None),
        "groups_same": bool(groups),
        "groups_one": (not groups_a) != (not groups_b),
        "groups_other": bool(groups_a and groups_b and not groups),
        "groups_diff": min(2, len(groups_apart)) / 2,
        "counted": bool(one.lemma) and one.lemma == other.lemma,
        "part_one": part_a != part_b,
        "part_both": part_a and part_b,
        "more_one": more_a != more_b,
        "more_both": more_a and more_b,
        "partial_one": (not partial_a) != (not partial_b),
        "partial_both": bool(partial_a and partial_b),
        "title_both": title_a and title_b,
        "title_one": title_a != title_b,
        "early_both": _early(one) and _early(other),
        "places_other": places_other(a, b),
        "places_headline": max(unheard_of(a, b), unheard_of(b, a)),
        "topics": _share(a.topics, b.topics),
        "source": bool(one.attribution and other.attribution) and _same_words(one.attribution, other.attribution),
        "source_other": bool(one.attribution and other.attribution) and one.attribution != other.attribution,
        "background_one": background_a != background_b,
        "background_both": background_a and background_b,
        "standing_other": presented_a != presented_b or one.status != other.status,
        "hours": math.log1p(abs(a.hour - b.hour)) / 5,
        "outlet": a.report.outlet == b.report.outlet,
    }


def _log_ratio(a: Profile, b: Profile) -> float:
    """Return how far apart the values are, 0 (equal) to 5 (a factor of 150 and more)."""
    if min(a.value, b.value) < 0:
        return 5.0
    return min(5.0, abs(math.log((a.value + 0.5) / (b.value + 0.5))))


def _falls(a: Profile, b: Profile) -> bool:
    """Return whether the later figure lies below the earlier one."""
    in_order = (a.hour, a.report.claim.id) <= (b.hour, b.report.claim.id)
    return b.value < a.value if in_order else a.value < b.value


def _early(claim: Claim) -> bool:
    return claim.field == "title" or claim.quote_start < 500


@lru_cache(maxsize=5_000)
def _same_words(one: str, other: str) -> bool:
    return bool(frozenset(one.lower().split()) & frozenset(other.lower().split()) - {"the", "of", "a"})


def _share(one: Set[str], other: Set[str]) -> float:
    """Return how much of the smaller set the other holds; half where one is empty and nothing can be said."""
    if not one or not other:
        return 0.3
    return len(one & other) / min(len(one), len(other))


def _covered(names: Set[str], known: Set[str]) -> float:
    return len(names & known) / len(names) if names else 0.7


def _cosine(a: Profile, b: Profile) -> float:
    near = b.near
    shared = sum([weight * near[word] for word, weight in a.near.items() if word in near])
    return shared / (a.size * b.size) if shared else 0.0


def _odd(a: Profile, b: Profile) -> bool:
    """Whether a's figure is told of a name, and b's of none and not in an article that is about it."""
    return bool(a.local) and not b.local and not a.local & (b.main | b.names)
