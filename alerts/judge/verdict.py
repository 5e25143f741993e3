"""What one article means: the quantity of each report, and what is to be told."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain, takewhile

import msgspec

from alerts.judge.buckets import buckets
from alerts.judge.decision import Case, Decision
from alerts.judge.figures import same_number
from alerts.judge.finding import SAME, Finding, Match, comparable, find, order
from alerts.judge.impossible import impossible
from alerts.judge.impossible_across import impossible_across, settled
from alerts.judge.label import label
from alerts.judge.names import contradiction_id, quantity_id
from alerts.judge.ours import with_ours
from alerts.judge.sameness import NEVER, Sameness, Weigher
from alerts.judge.sources import independent, source_name
from alerts.judge.union import Union
from alerts.ledger.port import Held
from alerts.messages import Contradiction, Report

SURE = 0.75
"""From this confidence on two reports are held under one quantity even where there is nothing to tell."""

ASKED = 4
"""Reports of a quantity, the last ones, that a new one is held against before it is taken to be of another."""


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
        aliases=judge.aliases,
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
        self._quantities: dict[str, str] = {}
        self.aliases: dict[str, str] = {}
        self._join()
        self._known = self._by_quantity()
        if self._reports:
            self.found = with_ours(self.found, self._known.values(), self._reports[0].article, self._same)
        self.held = tuple(
            Held(report=report, quantity=self._quantities[report.claim.id], buckets=buckets(report))
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

    def _join(self) -> None:
        """Give each report the quantity of those that it is surely the same as, and of those that it is told against.

        Quantities that this shows to be one go by the oldest one's id from now on.
        """
        names = Union()
        for place, report in enumerate(self._reports):
            names.add(report.claim.id)
            asked: dict[str, int] = {}
            for held in self._alike.get(comparable(report), ()):
                quantity = held.quantity
                if asked.setdefault(quantity, 0) < ASKED:
                    asked[quantity] += 1
                    if self._same(report, held.report).confidence >= SURE:
                        asked[quantity] = ASKED
                        names.join(report.claim.id, "=" + quantity)
            for other in self._reports[:place]:
                if comparable(other) == comparable(report) and self._same(report, other).confidence >= SURE:
                    names.join(report.claim.id, other.claim.id)
        for finding in self.found:
            if finding.relation != "impossible":
                names.join(self._name(finding.new), self._name(finding.prior))
        mine = {report.claim.id: report for report in self._reports}
        for members in names.sets():
            known = {member[1:] for member in members if member.startswith("=")}
            founded = {quantity_id(mine[member]) for member in members if not member.startswith("=")}
            oldest = min(known | founded)
            self.aliases.update({name: oldest for name in sorted(known) if name != oldest})
            self._quantities.update({member.removeprefix("="): oldest for member in members})

    def _name(self, report: Report) -> str:
        held = self._others.get(report.claim.id)
        return report.claim.id if held is None else "=" + held.quantity

    def _final(self, quantity: str) -> str:
        return self._quantities.get(quantity, quantity)

    def _by_quantity(self) -> dict[str, list[Report]]:
        """Return all reports of each quantity that the article touches, or tells of, in order."""
        touched = {*self._quantities.values(), *(self._quantity(finding.new) for finding in self.found)}
        named = chain(
            ((self._final(held.quantity), held.report) for held in self._others.values()),
            ((self._quantity(report), report) for report in self._reports),
        )
        found: dict[str, list[Report]] = {}
        for quantity, report in named:
            if quantity in touched:
                found.setdefault(quantity, []).append(report)
        return {quantity: sorted(reports, key=order) for quantity, reports in found.items()}

    def _quantity(self, report: Report) -> str:
        return self._final(self._name(report).removeprefix("="))

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
        """Return how many independent sources each quantity that was touched has, counted up to two."""
        touched = dict.fromkeys(held.quantity for held in self.held)
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
