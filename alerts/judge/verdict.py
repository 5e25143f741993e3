"""What one article means: the quantity of each report, and what is to be told."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import takewhile

import msgspec

from alerts.judge.buckets import buckets
from alerts.judge.decision import Case, Decision
from alerts.judge.figures import same_number
from alerts.judge.finding import SAME, Finding, Match, comparable, find, order
from alerts.judge.impossible import impossible
from alerts.judge.impossible_across import impossible_across, settled
from alerts.judge.label import label
from alerts.judge.names import contradiction_id
from alerts.judge.ours import with_ours
from alerts.judge.placing import place
from alerts.judge.sameness import NEVER, Sameness, Weigher
from alerts.judge.sources import independent, source_name
from alerts.ledger.port import Held
from alerts.messages import Contradiction, Report


def decide(case: Case, *, threshold: float, now: datetime, stale: bool, match: Match | None = None) -> Decision:
    """Return what `case` means: contradictions at or above `threshold` are told, the others only listed.

    `now` is the time that they carry as `decided`, `stale` whether they are old news. `match` weighs whether two
    reports are of one quantity, the judge's own evidence where none is given; it must be symmetric.

    An article that comes late is judged against what was said before it, and what was said after it is judged again
    with it, each revision as of its own time, so that in the end whatever would have been told had articles come in
    order has been told in any order.
    """
    judge = _Judge(case, match or Weigher())
    listed = [judge.contradiction(finding, now=now, stale=stale) for finding in judge.found]
    return Decision(
        held=judge.held,
        aliases=judge.placing.aliases,
        contradictions=tuple(
            each
            for each, finding in zip(listed, judge.found, strict=True)
            if finding.news and each.confidence >= threshold
        ),
        candidates=tuple(listed),
        sources=judge.sources(),
    )


class _Judge:
    """One case while it is decided: each pair is weighed once."""

    def __init__(self, case: Case, match: Match) -> None:
        self._match = match
        self._separated = case.separated
        self._several = case.several
        self._weighed: dict[tuple[str, str], Sameness] = {}
        self._reports = _dated(case.reports, case.own)
        self._others = {each.report.claim.id: each for each in (*case.own, *case.candidates)}
        self._mine: dict[tuple[str, str], list[Report]] = {}
        for report in self._reports:
            self._mine.setdefault(comparable(report), []).append(report)
        self._before = sorted((held.report for held in self._others.values()), key=order, reverse=True)
        self._alike: dict[tuple[str, str], list[Held]] = {}
        for report in self._before:
            self._alike.setdefault(comparable(report), []).append(self._others[report.claim.id])
        self.found = settled(list(self._findings()))
        self.placing = place(self._reports, self._others, self._alike, self.found, self._same)
        self._known = self._by_quantity()
        if self._reports:
            self.found = with_ours(self.found, self._known.values(), self._reports[0].article, self._same)
        self.held = tuple(
            Held(report=report, quantity=self.placing.quantities[report.claim.id], buckets=buckets(report))
            for report in self._reports
        )

    def _same(self, one: Report, other: Report) -> Sameness:
        a, b = one.claim.id, other.claim.id
        pair = (a, b) if a < b else (b, a)
        known = self._weighed.get(pair)
        if known is None:
            known = self._weighed[pair] = NEVER if pair in self._separated else self._match(one, other)
        return known

    def _findings(self) -> Iterator[Finding]:
        """Yield what the article means, and what it changes for articles that were published after it."""
        if not self._reports:
            return
        yield from find(self._reports, self._before, self._same)
        yield from impossible(self._reports)
        yield from impossible_across(self._mine, self._alike, self._same)
        first, own = min(map(order, self._reports)), self._reports[0].article
        later: dict[tuple[str, int], list[Report]] = {}
        for report in takewhile(lambda each: order(each) > first, self._before):
            if report.article != own:
                later.setdefault((report.article, report.revision), []).append(report)
        touched = [figures for figures in later.values() if self._touched(figures)]
        since = sorted((*self._before, *self._reports), key=order, reverse=True) if touched else ()
        for figures in touched:
            then = {_key(finding) for finding in find(figures, self._before, self._same) if finding.news}
            for finding in find(figures, since, self._same):
                if _key(finding) not in then:
                    yield finding

    def _touched(self, figures: Sequence[Report]) -> bool:
        """Whether this article gives a quantity of `figures`: only then can it change what they mean."""
        return any(
            self._same(mine, figure).confidence >= SAME
            for figure in figures
            for mine in self._mine.get(comparable(figure), ())
        )

    def _final(self, quantity: str) -> str:
        return self.placing.quantities.get(quantity, quantity)

    def _by_quantity(self) -> dict[str, list[Report]]:
        """Return all reports of each quantity that the article touches, or tells of, in order."""
        touched = {*self.placing.quantities.values(), *(self._quantity(finding.new) for finding in self.found)}
        found: dict[str, list[Report]] = {}
        for report in (*reversed(self._before), *self._reports):
            quantity = self._quantity(report)
            if quantity in touched:
                found.setdefault(quantity, []).append(report)
        return {quantity: sorted(reports, key=order) for quantity, reports in found.items()}

    def _quantity(self, report: Report) -> str:
        held = self._others.get(report.claim.id)
        return self._final(report.claim.id if held is None else held.quantity)

    def contradiction(self, finding: Finding, *, now: datetime, stale: bool) -> Contradiction:
        """Return `finding` as it is told."""
        new, prior = finding.new, finding.prior
        quantity = self._quantity(new)
        known = self._known[quantity]
        return Contradiction(
            id=contradiction_id(quantity, finding.relation, new, prior, source_name(new)),
            relation=finding.relation,
            quantity=quantity,
            label=label(new, prior),
            new=new,
            prior=prior,
            confidence=finding.sameness.confidence,
            reasons=(*finding.sameness.reasons, finding.reason),
            new_sources=_sources_of(new, known),
            prior_sources=_sources_of(prior, known),
            decided=now,
            stale=stale,
        )

    def sources(self) -> dict[str, int]:
        """Return how many independent sources each quantity that was touched has, counted up to two.

        Those that are known to have several have them for good.
        """
        touched = dict.fromkeys(held.quantity for held in self.held if held.quantity not in self._several)
        return {quantity: len(independent(self._known[quantity], most=2)) for quantity in touched}


def _dated(reports: Sequence[Report], own: Sequence[Held]) -> tuple[Report, ...]:
    """A later revision that gives no time of its own was said when it was fetched, not when the first was published."""
    if not any(held.report.revision < report.revision for held in own for report in reports[:1]):
        return tuple(reports)
    return tuple(
        report if report.updated is not None else msgspec.structs.replace(report, updated=report.fetched)
        for report in reports
    )


def _key(finding: Finding) -> tuple[str, str, str]:
    return (finding.new.claim.id, finding.prior.claim.id, finding.relation)


def _sources_of(report: Report, known: Iterable[Report]) -> tuple[str, ...]:
    return independent([each for each in known if same_number(each.claim, report.claim)])
