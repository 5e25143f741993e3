"""A total that is less than what was counted of its parts before, in another article, where totals only rise."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

import msgspec

from alerts.judge.figures import same_number
from alerts.judge.finding import SAME, Finding, Match, order
from alerts.judge.impossible import adding_up, exceeds
from alerts.judge.intervals import bounds
from alerts.judge.parts import population, rows
from alerts.judge.profile import profile
from alerts.ledger.port import Held
from alerts.messages import Report

SURE = 0.8
"""From this confidence on a part is one of the total: that the two would be one quantity, were the part of all people.

In 882 articles of many stories nine such pairs were found; in none is the part greater than the total.
"""

RISING = frozenset({"killed", "injured", "infected", "arrested", "rescued"})
"""Measures of running totals, of which a later one is never less than what has been counted of a part."""

_OPPOSED = frozenset({"soldier", "police", "fighter"})
"""Populations that "people" killed often leaves out: 20 people and 25 fighters."""

Kind = tuple[str, str]


def impossible_across(
    mine: Mapping[Kind, Sequence[Report]], others: Mapping[Kind, Sequence[Held]], match: Match
) -> Iterator[Finding]:
    """Yield what cannot be of `mine`, the figures of one revision of one article, with those of other articles.

    Both are given by what makes reports comparable; `others` may hold more; `match` weighs whether two are of one
    quantity. A total that is older than the part is no error: the count went on. Nor is one that was known before the
    part was counted, and comes late.
    """
    for kind, figures in mine.items():
        if kind[0] not in RISING or kind not in others:
            continue
        totals, counted = list(filter(_is_total, figures)), list(filter(_is_part, figures))
        known = others[kind] if totals or counted else ()
        if totals:
            narrowed = (held.report for held in known if held.report.claim.who and not held.superseded)
            yield from _found(filter(_is_part, narrowed), totals, known, match)
        if counted:
            general = (held.report for held in known if not held.report.claim.who and not held.superseded)
            yield from _found(counted, list(filter(_is_total, general)), known, match)


def settled(found: Sequence[Finding]) -> list[Finding]:
    """Return `found` with one alert for a total that is less than its parts: what is impossible, or what it is instead.

    Set against a part as if that were the same count it is impossible; against another total it is not.
    """
    kept = list(found)
    for each in found:
        if each.relation != "impossible" or each.new.article == each.prior.article:
            continue
        total = each.prior if population(each.new.claim) else each.new
        rivals = [other for other in kept if other.relation != "impossible" and other.news and _tells(other, total)]
        if any(not population(other.prior.claim) for other in rivals):
            kept.remove(each)
        else:
            kept = [other for other in kept if other not in rivals]
    return kept


def _tells(finding: Finding, total: Report) -> bool:
    same_text = (finding.new.article, finding.new.revision) == (total.article, total.revision)
    return same_text and same_number(finding.new.claim, total.claim)


def _found(
    counted: Iterable[Report], totals: Sequence[Report], known: Sequence[Held], match: Match
) -> Iterator[Finding]:
    """Yield each of `totals` once that is less than one of `counted`, or than those that an article lists together."""
    left = list(totals)
    least = min((bounds(total.claim)[1] for total in totals), default=math.inf)
    for parts in _together(counted):
        if sum(bounds(part.claim)[0] for part in parts) <= least:
            continue
        for total in left.copy():
            if (found := _less(total, parts, known, match)) is not None:
                left.remove(total)
                yield found


def _less(total: Report, parts: Sequence[Report], known: Sequence[Held], match: Match) -> Finding | None:
    if total.article == parts[0].article or not exceeds(parts, total) or not _not_older(total, parts[0]):
        return None
    if not profile(total).head or any(_late(total, each.report, parts[0], match) for each in known):
        return None
    sure = min((match(total, _of_all(part)) for part in parts), key=lambda each: each.confidence)
    if sure.confidence < SURE:
        return None
    prior, new = sorted((total, parts[-1]), key=order)
    reason = _reason(parts, total)
    return Finding(new=new, prior=prior, relation="impossible", sameness=sure, reason=reason, news=True)


def _reason(parts: Sequence[Report], total: Report) -> str:
    if len(parts) > 1:
        return adding_up(parts, total)
    return f"{parts[0].claim.phrase}, counted no later than the whole, are more than it: {total.claim.phrase}."


def _together(parts: Iterable[Report]) -> Iterator[Sequence[Report]]:
    """Yield each of `parts` alone, and those that an article lists together."""
    for _, listed in groupby(sorted(parts, key=_place), key=lambda each: (each.article, each.revision)):
        yield from rows(list(listed))


def _is_total(report: Report) -> bool:
    claim = report.claim
    if claim.who or claim.high is None or claim.part_of is not None or not (claim.counted or claim.field == "title"):
        return False
    return _stands(report)


def _is_part(report: Report) -> bool:
    claim = report.claim
    if not claim.who or claim.low is None or claim.qualifier == "vague":
        return False
    return population(claim) not in ("", *_OPPOSED) and _stands(report)


def _stands(report: Report) -> bool:
    """Whether the figure is of the article's own event, as it stood when it was said."""
    claim = report.claim
    if claim.period or claim.event_time is not None or claim.implicit or claim.status != "asserted":
        return False
    return claim.presented in ("own", "correction")


def _not_older(total: Report, part: Report) -> bool:
    """Whether `total` is of the time of `part` or later, whenever it was published; its own day says nothing more."""
    as_of = total.claim.when
    if as_of is None or as_of.date() == total.time.date():
        return total.time >= part.time
    return as_of >= part.time or as_of == part.claim.when


def _late(total: Report, known: Report, part: Report, match: Match) -> bool:
    """Whether `known` gave the number of `total` already before the part was counted."""
    if known.time >= part.time or not same_number(known.claim, total.claim):
        return False
    return match(total, known).confidence >= SAME


def _of_all(part: Report) -> Report:
    """Return `part` as if it counted all people."""
    claim = part.claim
    whole = msgspec.structs.replace(claim, id=f"{claim.id}*", who=(), counted="people", lemma="person", part_of=None)
    return msgspec.structs.replace(part, claim=whole)


def _place(report: Report) -> tuple[str, int, bool, int]:
    return (report.article, report.revision, report.claim.field != "title", report.claim.start)
