"""What one article's figures mean against what was said before: for each quantity at most one finding."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import dropwhile

import msgspec

from alerts.judge.cues import openly, retired
from alerts.judge.figures import same_number
from alerts.judge.intervals import conflict
from alerts.judge.relation import relation
from alerts.judge.sameness import Sameness
from alerts.judge.sources import is_copy, same_source
from alerts.messages import Relation, Report

Match = Callable[[Report, Report], Sameness]
"""How sure it is that two reports are of one quantity; symmetric."""

SAME = 0.5
"""From this confidence on two reports are taken to give one quantity."""

KNOWN = 0.75
"""From this confidence on a number that was reported before is no news."""

_STANDING = {"own": 0, "correction": 0, "others": 1, "background": 2}
_STATUS = {"asserted": 0, "forecast": 0, "rumoured": 1, "denied": 2, "withdrawn": 3}


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A new figure and the earlier one that it does not agree with, with what that means.

    `news` is whether it is worth telling: not where the number is known and its source has not moved to it.
    """

    new: Report
    prior: Report
    relation: Relation
    sameness: Sameness
    reason: str
    news: bool


def order(report: Report) -> tuple[datetime, int, str]:
    """Return what reports are sorted by: when it was said, then the revision, then the claim's id."""
    return (report.time, report.revision, report.claim.id)


def comparable(report: Report) -> tuple[str, str]:
    """Return what two reports must have in common to be of one quantity at all: the measure, and its unit."""
    return (report.claim.measure, report.claim.base_unit)


def find(figures: Sequence[Report], history: Iterable[Report], match: Match) -> list[Finding]:
    """Return what the `figures` of one revision of one article mean, one finding at most for each quantity.

    `history` is everything that may bear on them, the latest (by `order`) first, of this article's earlier revisions
    too. Only what was said before a figure bears on it, and nothing that its own revision says beside it.
    """
    mine = {(figure.article, figure.revision) for figure in figures}
    known: dict[tuple[str, str], list[Report]] = {comparable(figure): [] for figure in figures}
    for each in history:
        if (said := known.get(comparable(each))) is not None and (each.article, each.revision) not in mine:
            said.append(each)
    found = []
    for figure in figures:
        if figure.claim.presented == "background" or figure.claim.status == "withdrawn" or retired(figure):
            continue
        kind = comparable(figure)
        alike = [each for each in figures if comparable(each) == kind]
        group = [each for each in alike if each is figure or match(figure, each).confidence >= SAME]
        if forward(group) is figure:
            finding = _finding(figure, known[kind], _bridged(figure, group, match))
            if finding is not None and not _claimed(finding, figures, group, match):
                found.append(finding)
    return _one_for_each(found, match)


def forward(figures: Sequence[Report]) -> Report:
    """Return the figure that the article puts forward as its own or latest; of a round one and its exact form, that."""
    first = min(figures, key=_rank)
    if first.claim.qualifier not in ("about", "vague"):
        return first
    exact = [
        each
        for each in figures
        if each.claim.qualifier not in ("about", "vague")
        and _rank(each)[:2] <= (0, 1)
        and not conflict(first.claim, each.claim)
    ]
    return min(exact, key=_rank, default=first)


def current(reports: Sequence[Report]) -> list[Report]:
    """Return those of `reports` that stand in the latest revision of their article among them."""
    last: dict[str, int] = {}
    for report in reports:
        last[report.article] = max(report.revision, last.get(report.article, 0))
    return [report for report in reports if report.revision == last[report.article]]


def _rank(report: Report) -> tuple[int, int, int, int, str]:
    claim = report.claim
    gone = _STATUS[claim.status] // 2 or int(retired(report))
    return (gone, _STANDING[claim.presented], claim.field != "title", claim.start, claim.id)


def _bridged(new: Report, group: Sequence[Report], match: Match) -> Match:
    """Let `new` be taken for what another figure of its quantity in the article is taken for.

    That is one that gives the same number, as the body says more of it than a headline does, or one that gives the
    other's: an article that says "275, down from 288" tells by its 288 which earlier 288 it means.
    """

    def bridged(one: Report, other: Report) -> Sameness:
        direct = match(one, other)
        if one is not new or other.article == new.article:
            return direct
        over = (
            min(match(new, each), match(each, other), key=_confidence)
            for each in group
            if each is not new and (same_number(each.claim, new.claim) or same_number(each.claim, other.claim))
        )
        return max([direct, *over], key=_confidence)

    return match if len(group) < 2 else bridged


def _confidence(sameness: Sameness) -> float:
    return sameness.confidence


def _claimed(finding: Finding, figures: Sequence[Report], group: Sequence[Report], match: Match) -> bool:
    """Whether another figure of the article, of another quantity, fits the prior one better."""
    mine = {each.claim.id for each in group}
    return any(
        match(each, finding.prior).confidence > finding.sameness.confidence
        for each in figures
        if each.claim.id not in mine and not same_number(each.claim, finding.prior.claim)
    )


def _finding(new: Report, history: Sequence[Report], match: Match) -> Finding | None:
    """Return what `new` means against `history`, which is of its measure, the latest first."""
    now = order(new)
    before = list(dropwhile(lambda each: order(each) >= now, history))
    prior = _prior(new, before, match)
    if prior is None:
        return None
    moved = _moved(new, before, match) and not _late(new, before, match)
    meaning = relation(new, prior, moved=moved)
    return Finding(
        new=new,
        prior=prior,
        relation=meaning.relation,
        sameness=match(new, prior),
        reason=meaning.reason,
        news=moved or not _is_known(new, before, match),
    )


def _prior(new: Report, before: Sequence[Report], match: Match) -> Report | None:
    """Return the report that `new` is set against, None where it agrees with what was said last.

    Most figures do, so that only the latest of `before`, the latest first, are weighed.
    """

    def same(reports: Iterable[Report]) -> Iterator[Report]:
        return (each for each in reports if match(new, each).confidence >= SAME)

    own = list(same(each for each in before if each.article == new.article))
    if own:
        last = max(each.revision for each in own)
        replaced = forward([each for each in own if each.revision == last])
        if conflict(new.claim, replaced.claim):
            return replaced
    said: list[Report] = []
    for each in same(each for each in before if each.article != new.article):
        said = current(list(same(other for other in before if other.article == each.article)))
        if each in said:
            break
    else:
        return None
    closest = max(said, key=lambda each: (match(new, each).confidence, each.claim.id))
    said = [each for each in said if each is closest or match(closest, each).confidence >= SAME]
    standing = [each for each in said if each.claim.presented != "background" and each.claim.status == "asserted"]
    if any(not conflict(new.claim, each.claim) for each in standing or said):
        return None
    return min(said, key=lambda each: (_STATUS[each.claim.status] > 0, not same_source(new, each), *_rank(each)))


def _is_known(new: Report, before: Sequence[Report], match: Match) -> bool:
    """Whether somebody has reported the number."""
    return any(same_number(new.claim, each.claim) and match(new, each).confidence >= KNOWN for each in before)


def _moved(new: Report, before: Sequence[Report], match: Match) -> bool:
    """Whether the figure's source gave another when last heard of; `before` is in order, the latest first."""
    own = (each for each in before if each.claim.presented != "background" and same_source(new, each))
    last = next((each for each in own if match(new, each).confidence >= SAME), None)
    return last is not None and conflict(new.claim, last.claim)


def _late(new: Report, before: Sequence[Report], match: Match) -> bool:
    """Whether another article gave the number by the same source, or is the same copy: a late one is no last word.

    A source that comes back to a number says so.
    """
    if openly(new):
        return False
    known = (each for each in before if each.article != new.article and same_number(new.claim, each.claim))
    return any(is_copy(new, each) or (same_source(new, each) and match(new, each).confidence >= SAME) for each in known)


def _one_for_each(found: Sequence[Finding], match: Match) -> list[Finding]:
    """Keep the foremost of findings that could as well be told against each other's prior: they are of one quantity."""
    kept: list[Finding] = []
    for finding in sorted(found, key=lambda each: _rank(each.new)):
        if not any(_one_quantity(finding, rival, match) for rival in kept):
            kept.append(finding)
    return kept


def _one_quantity(one: Finding, other: Finding, match: Match) -> bool:
    if one.prior.claim.id == other.prior.claim.id:
        return True
    crossed = (match(one.new, other.prior), match(other.new, one.prior))
    return all(judged.confidence >= SAME for judged in crossed)
