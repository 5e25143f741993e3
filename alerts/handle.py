"""Articles' claims through the ledger and the judge: what the stage on the bus and the replay share."""

from collections.abc import Callable, Sequence
from datetime import datetime

from alerts.flow import Coming, Flow
from alerts.judge.decision import Decision
from alerts.judge.finding import Match
from alerts.ledger.port import Ledger
from enrich.messages import ArticleClaims


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

    It comes to what one after the other would, as far as can be told before an article is read: that happens when those
    before it that have a name in common are decided. While the ledger's server works on some, the judge works on
    others. `settled` is called with each article once its decision is in the ledger, whatever becomes of the rest.

    Raises `LedgerAway`, and `LedgerBusy` when a decision was overtaken too often (`alerts.flow.TRIES`).
    """
    coming = [Coming(article, stale(article)) for article in articles]
    flow = Flow(coming, ledger, lambda each, snapshot: each.decide(snapshot, threshold, now, match), settled)
    try:
        flow.run()
    finally:
        flow.close()
    return [each.decision for each in coming if each.decision is not None]
