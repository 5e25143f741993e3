"""Articles on their way through the ledger and the judge: read, decided and written, several at a time.

What is asked of the ledger is under way while others are decided (`alerts.ledger.port.Turn`). An article is read when
all before it that have a name in common with it have been decided and sent to the ledger.
"""

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
"""Articles that are read, or written, in one turn; at first one, then two: nothing else can be done meanwhile."""

T = TypeVar("T")


class LedgerBusy(WorldFault):
    """Others kept writing to the same buckets for `TRIES` tries; the same article may go through later."""


class Coming:
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
            reports=self._reports,
            own=snapshot.own,
            candidates=snapshot.candidates,
            separated=snapshot.separated,
            several=snapshot.several,
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


Read = tuple[list[Coming], Turn[list[Snapshot]]]
"""Articles that are being read."""

Ready = tuple[list[Coming], list[Snapshot]]
"""Articles with what was read for them."""

Written = tuple[list[tuple[Coming, Change]], Turn[list[bool]]]
"""Articles that are being written."""


class Flow:
    """Articles on their way: some are being read or written, while others are decided."""

    def __init__(
        self,
        coming: Sequence[Coming],
        ledger: Ledger,
        decide: Callable[[Coming, Snapshot], Change | None],
        settled: Callable[[ArticleClaims, Decision], object],
    ) -> None:
        self._coming = coming
        self._ledger = ledger
        self._decide = decide
        self._settled = settled
        self._turns: list[Turn[Any]] = []
        self._slice = 1

    def run(self) -> None:
        """Decide on all articles. Raises what `handle_all` raises."""
        ready = _come(self._read())
        written: Written | None = None
        while ready is not None:
            members, snapshots = ready
            read = self._read()
            changes = self._decided(members, snapshots)
            if written is not None:
                self._settle(*written)
            ready = _come(read)  # its last turns would have to wait for what is written
            written = self._write(changes)
            if ready is None:
                read = self._read()
                self._settle(*written)
                written, ready = None, _come(read or self._read())  # what was overtaken is read once more

    def close(self) -> None:
        """Give up what is still under way."""
        for turn in self._turns:
            turn.close()

    def _read(self) -> Read | None:
        """Begin to read for the first articles that have nothing to do with others before them, None where none is.

        Those before that are being written do not count: what is sent after them sees what they wrote.
        """
        undecided = [each for each in self._coming if each.decision is None]
        members = _apart(undecided, {each for each in undecided if not each.under_way})[: self._slice]
        if not members:
            return None
        self._slice = min(SLICE, 2 * self._slice)
        for each in members:
            each.under_way = True
        return members, self._begun(self._ledger.reading([(each.article, each.buckets) for each in members]))

    def _decided(self, members: Sequence[Coming], snapshots: Sequence[Snapshot]) -> list[tuple[Coming, Change]]:
        """Decide on `members` from what was read; return what is to be committed.

        Those that have read a quantity that one before them has read, too, wait for it.
        """
        for each, snapshot in zip(members, snapshots, strict=True):
            each.touches = {*each.names, *snapshot.versions} - {STATE}
        unsettled = [each for each in self._coming if each.decision is None or each.under_way]
        apart = set(_apart(unsettled, set(members)))
        changes = []
        for each, snapshot in zip(members, snapshots, strict=True):
            change = self._decide(each, snapshot) if each in apart else None
            if change is not None:
                changes.append((each, change))
            else:
                self._done(each)
        return changes

    def _write(self, changes: list[tuple[Coming, Change]]) -> Written:
        return changes, self._begun(self._ledger.committing([change for _, change in changes]))

    def _settle(self, changes: list[tuple[Coming, Change]], turn: Turn[list[bool]]) -> None:
        """Wait for what is being written; what was overtaken is decided again."""
        for (each, _), done in zip(changes, ended(turn), strict=True):
            if not done:
                each.overtaken()
            self._done(each)

    def _done(self, each: Coming) -> None:
        each.under_way = False
        if each.decision is not None:
            self._settled(each.article, each.decision)

    def _begun(self, turn: Turn[T]) -> Turn[T]:
        next(turn)
        self._turns.append(turn)
        return turn


def _come(read: Read | None) -> Ready | None:
    """Wait for what is being read."""
    return None if read is None else (read[0], ended(read[1]))


def _apart(coming: Sequence[Coming], chosen: Set[Coming]) -> list[Coming]:
    """Return those `chosen` that touch nothing that one before them in `coming` does."""
    taken: set[str] = set()
    found = []
    for each in coming:
        if each in chosen and taken.isdisjoint(each.touches):
            found.append(each)
        taken |= each.touches
    return found
