"""What one article means: the quantity of each report, and what is to be told."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from alerts.judge.buckets import buckets
from alerts.judge.decision import Case, Decision
from alerts.judge.figures import same_number
from alerts.judge.finding import SAME, Finding, Match, current, find, order
from alerts.judge.label import label
from alerts.judge.names import contradiction_id, quantity_id
from alerts.judge.sameness import Sameness, sameness
from alerts.judge.sources import independent, source_name
from alerts.ledger.port import Held
from alerts.messages import Contradiction, Report


def decide(case: Case, *, threshold: float, now: datetime, stale: bool, match: Match = sameness) -> Decision:
    """Return what `case` means: contradictions at or above `threshold` are told, the others only listed.

    `now` is the time that they carry as `decided`, `stale` whether they are old news. `match` weighs whether two
    reports are of one quantity; it must be symmetric.

    An article that comes late is judged against what was said before it, and what was said after it is judged again
    with it, so that in the end the same pairs have been told in whatever order articles came.
    """
    judge = _Judge(case, match)
    found = [finding for group in judge.groups() for finding in judge.findings(group)]
    listed = [judge.contradiction(finding, now=now, stale=stale) for finding in found]
    return Decision(
        held=judge.held,
        aliases=judge.aliases,
        contradictions=tuple(
            each for each, finding in zip(listed, found, strict=True) if finding.news and each.confidence >= threshold
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
        self._mine = {report.claim.id: report for report in self._reports}
        self._join()

    def same(self, one: Report, other: Report) -> Sameness:
        a, b = sorted((one.claim.id, other.claim.id))
        if (a, b) in self._separated:
            return Sameness(confidence=0.0)
        if (a, b) not in self._weighed:
            self._weighed[a, b] = self._match(one, other)
        return self._weighed[a, b]

    def _join(self) -> None:
        """Give each report the quantity of those that it is the same as; join quantities that it shows to be one."""
        names = _Union()
        for report in self._reports:
            names.add(report.claim.id)
            for held in self._others.values():
                if self.same(report, held.report).confidence >= SAME:
                    names.join(report.claim.id, "=" + held.quantity)
            for other in self._reports:
                if order(other) < order(report) and self.same(report, other).confidence >= SAME:
                    names.join(report.claim.id, other.claim.id)
        self.held: tuple[Held, ...] = ()
        self.aliases: dict[str, str] = {}
        self._quantities: dict[str, str] = {}
        for members in names.sets():
            known = {member[1:] for member in members if member.startswith("=")}
            founded = {quantity_id(self._mine[member]) for member in members if not member.startswith("=")}
            oldest = min(known | founded)
            self.aliases.update({name: oldest for name in sorted(known) if name != oldest})
            self._quantities.update({member.removeprefix("="): oldest for member in members})
        self.held = tuple(
            Held(report=report, quantity=self._quantities[report.claim.id], buckets=buckets(report))
            for report in self._reports
        )

    def groups(self) -> list[list[Report]]:
        """Return this article's reports by quantity, in order of the text."""
        found: dict[str, list[Report]] = {}
        for held in self.held:
            found.setdefault(held.quantity, []).append(held.report)
        return list(found.values())

    def history(self, quantity: str) -> list[Report]:
        """Return what others, and this article's earlier revisions, have said of `quantity`."""
        return [
            each.report
            for each in self._others.values()
            if self._quantities.get(each.quantity, each.quantity) == quantity
        ]

    def findings(self, group: Sequence[Report]) -> Iterable[Finding]:
        """Yield what `group` means against the history, and what it changes for those that were published after it."""
        quantity = self._quantities[group[0].claim.id]
        before = self.history(quantity)
        finding = find(group, before, self.same)
        if finding is not None:
            yield finding
        later: dict[str, list[Report]] = {}
        for report in current(before):
            if report.article != group[0].article and order(report) > min(map(order, group)):
                later.setdefault(report.article, []).append(report)
        for figures in later.values():
            then = find(figures, before, self.same)
            finding = find(figures, [*before, *group], self.same)
            if finding is not None and not (then is not None and then.news and _key(then) == _key(finding)):
                yield finding

    def contradiction(self, finding: Finding, *, now: datetime, stale: bool) -> Contradiction:
        """Return `finding` as it is told."""
        new, prior = finding.new, finding.prior
        quantity = self._quantity(new)
        known = [*self.history(quantity), *(held.report for held in self.held if held.quantity == quantity)]
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

    def _quantity(self, report: Report) -> str:
        if report.claim.id in self._mine:
            return self._quantities[report.claim.id]
        named = self._others[report.claim.id].quantity
        return self._quantities.get(named, named)

    def sources(self) -> dict[str, int]:
        """Return how many independent sources each quantity that was touched has."""
        counts = {}
        for quantity in dict.fromkeys(held.quantity for held in self.held):
            known = [*self.history(quantity), *(held.report for held in self.held if held.quantity == quantity)]
            counts[quantity] = len(independent(sorted(known, key=order)))
        return counts


class _Union:
    """Sets of names that grow together."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def add(self, name: str) -> None:
        self._parent.setdefault(name, name)

    def join(self, one: str, other: str) -> None:
        self.add(one)
        self.add(other)
        a, b = sorted((self._root(one), self._root(other)))
        self._parent[b] = a

    def sets(self) -> list[list[str]]:
        found: dict[str, list[str]] = {}
        for name in self._parent:
            found.setdefault(self._root(name), []).append(name)
        return list(found.values())

    def _root(self, name: str) -> str:
        while self._parent[name] != name:
            name = self._parent[name]
        return name


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
    agreeing = [each for each in known if same_number(each.claim, report.claim)]
    return independent(sorted(agreeing, key=order))
