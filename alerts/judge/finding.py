"""What one article's figures of a quantity mean against its history: at most one finding."""

from collections.abc import Callable, Iterable, Sequence

import msgspec

from alerts.judge.figures import same_number
from alerts.judge.intervals import conflict
from alerts.judge.relation import relation
from alerts.judge.sameness import Sameness
from alerts.judge.sources import same_source
from alerts.messages import Relation, Report

Match = Callable[[Report, Report], Sameness]

SAME = 0.5
"""From this confidence on two reports are taken to give one quantity."""

_STANDING = {"own": 0, "correction": 0, "others": 1, "background": 2}
_STATUS = {"asserted": 0, "forecast": 0, "rumoured": 1, "denied": 2, "withdrawn": 3}


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A new figure and the earlier one that it does not agree with, with what that means."""

    new: Report
    prior: Report
    relation: Relation
    sameness: Sameness
    reason: str
    news: bool


def order(report: Report) -> tuple[float, int, str]:
    """Return what reports are sorted by: when it was said, then the revision, then the claim's id."""
    return (report.time.timestamp(), report.revision, report.claim.id)


def find(figures: Sequence[Report], history: Iterable[Report], match: Match) -> Finding | None:
    """Return what the figures of one revision of one article mean for a quantity, or None.

    `figures` are those that it gives for the quantity; `history` is everything else that may be of it, in any order,
    of this article's earlier revisions too. Only what was said before the new figure bears on it.
    """
    new = forward(figures)
    told = [(each, match(new, each)) for each in history if order(each) < order(new)]
    same = [each for each, judged in told if judged.confidence >= SAME]
    prior = _prior(new, figures, same)
    if prior is None:
        return None
    meaning = relation(new, prior)
    return Finding(
        new=new,
        prior=prior,
        relation=meaning.relation,
        sameness=match(new, prior),
        reason=meaning.reason,
        news=_is_news(new, same),
    )


def forward(figures: Sequence[Report]) -> Report:
    """Return the figure that the article puts forward as its own or latest."""
    return min(figures, key=_rank)


def _rank(report: Report) -> tuple[int, int, int, float, int]:
    claim = report.claim
    when = -claim.when.timestamp() if claim.when is not None else 0.0
    return (_STATUS[claim.status] // 2, _STANDING[claim.presented], claim.field != "title", when, claim.start)


def _prior(new: Report, figures: Sequence[Report], same: Sequence[Report]) -> Report | None:
    own = [each for each in same if each.article == new.article]
    if own:
        last = max(each.revision for each in own)
        replaced = forward([each for each in own if each.revision == last])
        if conflict(new.claim, replaced.claim):
            return replaced
    others = current([each for each in same if each.article != new.article])
    if not others:
        return None
    latest = max(others, key=order).article
    said = [each for each in others if each.article == latest]
    standing = [each for each in said if each.claim.presented != "background" and each.claim.status == "asserted"]
    if any(not conflict(new.claim, each.claim) for each in standing or said):
        return None
    return min(said, key=lambda each: (_STATUS[each.claim.status] > 0, not same_source(new, each), *_rank(each)))


def current(reports: Sequence[Report]) -> list[Report]:
    """Return those of `reports` that stand in the latest revision of their article among them."""
    last: dict[str, int] = {}
    for report in reports:
        last[report.article] = max(report.revision, last.get(report.article, 0))
    return [report for report in reports if report.revision == last[report.article]]


def _is_news(new: Report, same: Sequence[Report]) -> bool:
    """Whether nobody has reported the number, or its source has given another since, or never gave it before."""
    if not any(same_number(new.claim, each.claim) for each in same):
        return True
    own = [each for each in same if same_source(new, each) and each.claim.presented != "background"]
    if not own:
        return False
    last = max(own, key=order)
    return conflict(new.claim, last.claim)
