"""One article's claims through the ledger and the judge: what the stage on the bus and the replay share."""

from collections.abc import Sequence
from datetime import datetime

from alerts.judge import buckets, decide
from alerts.judge.decision import Case, Decision
from alerts.judge.finding import Match
from alerts.ledger.port import Change, Ledger
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
    """Put `article` into `ledger` and return what it means.

    `threshold` is the least confidence that is told, `now` the time that contradictions carry as `decided`, `stale`
    whether they are old news, `match` what weighs pairs (give the same `Weigher` for many articles: it remembers what
    it read). An article handled before changes nothing and brings its contradictions again, and the aliases of its
    quantities, so that whoever died after the commit does the rest now; one whose claims come from a newer extractor is
    replaced and brings none. What was told before is not told again, also where
    its quantity has been joined with another since.

    Raises `LedgerAway`, and `LedgerBusy` when the decision was overtaken `TRIES` times.
    """
    reports = reports_of(article)
    names = _sorted_union([buckets(report) for report in reports])
    for _ in range(TRIES):
        snapshot = ledger.read(article, names)
        if snapshot.handled:
            joined = {younger: older for older, names in snapshot.merged.items() for younger in names}
            return Decision(contradictions=snapshot.contradictions, aliases=joined)
        case = Case(reports=reports, own=snapshot.own, candidates=snapshot.candidates, separated=snapshot.separated)
        decision = decide(case, threshold=threshold, now=now, stale=stale, match=match)
        news = untold(decision.contradictions, snapshot, decision.aliases)
        told = snapshot.contradictions if snapshot.quiet else news
        change = Change(
            article=article.article,
            revision=article.revision,
            extractor=article.extractor,
            versions=snapshot.versions,
            held=decision.held,
            aliases=decision.aliases,
            contradictions=told,
            sources=decision.sources,
        )
        if ledger.commit(change):
            return decision.telling(() if snapshot.quiet else news)
    raise LedgerBusy(f"article {article.article!r} was overtaken {TRIES} times in the ledger")


def _sorted_union(groups: Sequence[Sequence[str]]) -> tuple[str, ...]:
    return tuple(sorted({name for group in groups for name in group}))
