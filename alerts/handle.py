"""Articles' claims through the ledger and the judge: what the stage on the bus and the replay share."""

from collections.abc import Callable, Sequence, Set
from datetime import datetime

from alerts.judge import buckets, decide
from alerts.judge.decision import Case, Decision
from alerts.judge.finding import Match
from alerts.ledger.names import STATE
from alerts.ledger.port import Change, Ledger, Snapshot
from alerts.reports import reports_of
from alerts.told import untold
from enrich.messages import ArticleClaims
from wire.faults import WorldFault

TRIES = 100
"""How often a decision is taken again because others wrote to the same buckets; each try reads afresh."""


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
) -> list[Decision]:
    """Put `articles` into `ledger`, in order, and return what each of them means.

    `threshold` is the least confidence that is told, `now` the time that contradictions carry as `decided`, `stale`
    whether an article is old news, `match` what weighs pairs (give the same `Weigher` for many articles: it remembers
    what it read). An article handled before changes nothing and brings its contradictions again, and the aliases of its
    quantities, so that whoever died after the commit does the rest now; one whose claims come from a newer extractor is
    replaced and brings none. What was told before is not told again, also where its quantity has been joined with
    another since.

    It comes to what one after the other would: only articles that have nothing to do with each other go together.

    Raises `LedgerAway`, and `LedgerBusy` when a decision was overtaken `TRIES` times.
    """
    coming = [_Coming(article, stale(article)) for article in articles]
    while waiting := [each for each in coming if each.decision is None]:
        wave = _apart([(each, each.names) for each in waiting])
        snapshots = ledger.read_all([(each.article, each.buckets) for each in wave])
        read = {id(each): snapshot for each, snapshot in zip(wave, snapshots, strict=True)}
        # Articles without a bucket in common may still have read one quantity.
        wave = _apart([(each, read[id(each)].versions.keys() - {STATE}) for each in wave])
        changes = [each.decide(read[id(each)], threshold, now, match) for each in wave]
        done = iter(ledger.commit_all([change for change in changes if change is not None]))
        for each, change in zip(wave, changes, strict=True):
            if change is not None and not next(done):
                each.overtaken()
    return [each.decision for each in coming if each.decision is not None]


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


def _apart(waiting: Sequence[tuple[_Coming, Set[str]]]) -> list[_Coming]:
    """Return those that have no name in common with one before them."""
    taken: set[str] = set()
    found = []
    for each, names in waiting:
        if taken.isdisjoint(names):
            found.append(each)
        taken |= names
    return found
