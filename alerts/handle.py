"""Articles' claims through the ledger and the judge: what the stage on the bus and the replay share."""

from collections.abc import Callable, Sequence, Set
from datetime import datetime
from typing import Any, TypeVar

from alerts.judge import buckets, decide
from alerts.judge.decision import Case, Decision
from alerts.judge.finding import Match
from alerts.ledger.names import STATE
from alerts.ledger.port import Change, Ledger, Snapshot, Turn, ended
from alerts.reports import reports_of
from alerts.told import untold
from enrich.messages import ArticleClaims
from wire.faults import WorldFault

TRIES = 100
"""How often a decision is taken again because others wrote to the same buckets; each try reads afresh."""


SLICE = 4
"""Articles that are read, or written, in one turn."""

T = TypeVar("T")


class LedgerBusy(WorldFault):
    """Others kept writing to the same buckets for `TRIES` tries; the same article may go through later."""


def handle(
    article: ArticleClaims,
    ledger: Ledger,
    *,
    threshold: float,
    now: datetime,
    stale: bool = False,
    match: Match | None = None,
) -> Decision:
    """Put `article` into `ledger` and return what it means: `handle_all` of one."""
    return handle_all([article], ledger, threshold=threshold, now=now, stale=lambda _: stale, match=match)[0]


def handle_all(
    articles: Sequence[ArticleClaims],
    ledger: Ledger,
    *,
    threshold: float,
    now: datetime,
    stale: Callable[[ArticleClaims], bool],
    match: Match | None = None,
    settled: Callable[[ArticleClaims, Decision], object] = lambda *_: None,
) -> list[Decision]:
    """Put `articles` into `ledger`, in order, and return what each of them means.

    `threshold` is the least confidence that is told, `now` the time that contradictions carry as `decided`, `stale`
    whether an article is old news, `match` what weighs pairs (give the same `Weigher` for many articles: it remembers
    what it read). An article handled before changes nothing and brings its contradictions again, and the aliases of its
    quantities, so that whoever died after the commit does the rest now; one whose claims come from a newer extractor is
    replaced and brings none. What was told before is not told again, also where its quantity has been joined with
    another since.

    It comes to what one after the other would, as far as can be told before an article is read: only articles that have
    no name in common are under way together. While the ledger's server works on some, the judge works on others.
    `settled` is called with each article once its decision is in the ledger, whatever becomes of the others.

    Raises `LedgerAway`, and `LedgerBusy` when a decision was overtaken `TRIES` times.
    """
    coming = [_Coming(article, stale(article)) for article in articles]
    flow = _Flow(coming, ledger, lambda each, snapshot: each.decide(snapshot, threshold, now, match), settled)
    try:
        flow.run()
    finally:
        flow.close()
    return [each.decision for each in coming if each.decision is not None]


class _Flow:
    """Articles on their way: some are being read or written, while others are decided."""

    def __init__(
        self,
        coming: "Sequence[_Coming]",
        ledger: Ledger,
        decide: "Callable[[_Coming, Snapshot], Change | None]",
        settled: Callable[[ArticleClaims, Decision], object],
    ) -> None:
        self._coming = coming
        self._ledger = ledger
        self._decide = decide
        self._settled = settled
        self._turns: list[Turn[Any]] = []

    def run(self) -> None:
        """Decide on all articles. Raises what `handle_all` raises."""
        read = self._read()
        written: _Written | None = None
        while read is not None:
            members, turn = read
            snapshots = ended(turn)
            read = self._read()
            changes = self._decided(members, snapshots)
            if written is not None:
                self._settle(*written)
            written = self._write(changes)
            if read is None:
                self._settle(*written)
                written, read = None, self._read()

    def close(self) -> None:
        """Give up what is still under way."""
        for turn in self._turns:
            turn.close()

    def _read(self) -> "_Read | None":
        """Begin to read for the first articles that have nothing to do with others before them, None where none is."""
        members = _apart(self._coming, {each for each in self._coming if each.decision is None and not each.under_way})
        members = members[:SLICE]
        if not members:
            return None
        for each in members:
            each.under_way = True
        return members, self._begun(self._ledger.reading([(each.article, each.buckets) for each in members]))

    def _decided(self, members: "Sequence[_Coming]", snapshots: Sequence[Snapshot]) -> "list[tuple[_Coming, Change]]":
        """Decide on `members` from what was read; return what is to be committed.

        Those that have read a quantity that one before them has read, too, wait for it.
        """
        for each, snapshot in zip(members, snapshots, strict=True):
            each.touches = {*each.names, *snapshot.versions} - {STATE}
        apart = set(_apart(self._coming, set(members)))
        changes = []
        for each, snapshot in zip(members, snapshots, strict=True):
            change = self._decide(each, snapshot) if each in apart else None
            if change is not None:
                changes.append((each, change))
            else:
                self._done(each)
        return changes

    def _write(self, changes: "list[tuple[_Coming, Change]]") -> "_Written":
        return changes, self._begun(self._ledger.committing([change for _, change in changes]))

    def _settle(self, changes: "list[tuple[_Coming, Change]]", turn: Turn[list[bool]]) -> None:
        """Wait for what is being written; what was overtaken is decided again."""
        for (each, _), done in zip(changes, ended(turn), strict=True):
            if not done:
                each.overtaken()
            self._done(each)

    def _done(self, each: "_Coming") -> None:
        each.under_way = False
        if each.decision is not None:
            self._settled(each.article, each.decision)

    def _begun(self, turn: Turn[T]) -> Turn[T]:
        next(turn)
        self._turns.append(turn)
        return turn


class _Coming:
    """An article until it is decided."""

    def __init__(self, article: ArticleClaims, stale: bool) -> None:
        self.article = article
        self.decision: Decision | None = None
        self._stale = stale
        self._reports = reports_of(article)
        self.buckets = tuple(sorted({name for report in self._reports for name in buckets(report)}))
        self.names = {*self.buckets, article.article}
        """What it has to do with: an article that has none of these is decided without a look at it."""
        self.touches: Set[str] = self.names
        """Besides, what it has read."""
        self.under_way = False
        """Whether it is being read, decided or written."""
        self._tries = 0

    def decide(self, snapshot: Snapshot, threshold: float, now: datetime, match: Match | None) -> Change | None:
        """Decide on what was read; return what has to be committed for that, None where nothing has to be."""
        if snapshot.handled:
            joined = {younger: older for older, names in snapshot.merged.items() for younger in names}
            self.decision = Decision(contradictions=snapshot.contradictions, aliases=joined)
            return None
        case = Case(
            reports=self._reports, own=snapshot.own, candidates=snapshot.candidates, separated=snapshot.separated
        )
        decision = decide(case, threshold=threshold, now=now, stale=self._stale, match=match)
        news = untold(decision.contradictions, snapshot, decision.aliases)
        self.decision = decision.telling(() if snapshot.quiet else news)
        return Change(
            article=self.article.article,
            revision=self.article.revision,
            extractor=self.article.extractor,
            versions=snapshot.versions,
            held=decision.held,
            aliases=decision.aliases,
            contradictions=snapshot.contradictions if snapshot.quiet else news,
            sources=decision.sources,
        )

    def overtaken(self) -> None:
        """Take back what was decided: others have moved what was read. Raises `LedgerBusy` when that was too often."""
        self.decision = None
        self._tries += 1
        if self._tries == TRIES:
            raise LedgerBusy(f"article {self.article.article!r} was overtaken {TRIES} times in the ledger")


_Read = tuple[list[_Coming], Turn[list[Snapshot]]]
_Written = tuple[list[tuple[_Coming, Change]], Turn[list[bool]]]


def _apart(coming: Sequence[_Coming], chosen: Set[_Coming]) -> list[_Coming]:
    """Return those `chosen` that touch nothing that one before them does, done ones apart."""
    taken: set[str] = set()
    found = []
    for each in coming:
        if each.decision is not None and not each.under_way:
            continue
        if each in chosen and taken.isdisjoint(each.touches):
            found.append(each)
        taken |= each.touches
    return found
