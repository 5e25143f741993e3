"""What the judge decided on an article, claim by claim, kept for a while in Redis.

Key, under "NAMESPACE:e:": a:ARTICLE, a list of packed `Decided`, the latest revision first, at most `REVISIONS`.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any

import msgspec
import redis

from alerts.judge.decision import Decision
from alerts.ledger.packing import pack, unpack
from alerts.messages import Relation
from enrich.messages import ArticleClaims
from wire.clock import Clock
from wire.texts import KEPT

log = logging.getLogger(__name__)

Utc = Annotated[datetime, msgspec.Meta(tz=True)]

REVISIONS = 10
"""Revisions of an article whose decisions are kept."""

MOST = 100
"""Claims, and pairs, kept of one revision: the first ones, and those of the greatest confidence."""


Judged = tuple[ArticleClaims, Decision]
"""An article, and what was decided on it."""


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """A claim of the article (its id; where its words stand) and the quantity that it was put into."""

    claim: str
    field: str
    start: int
    end: int
    quantity: str


class Weighed(msgspec.Struct, frozen=True, kw_only=True):
    """A pair that was looked at: the new claim, what it was set against, how sure the judge was, whether told."""

    claim: str
    id: str
    quantity: str
    relation: Relation
    against: str
    outlet: str
    confidence: float
    told: bool


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided on one revision of an article, `at` when."""

    article: str
    revision: int
    title: str
    outlet: str
    url: str
    published: Utc
    at: Utc
    placed: tuple[Placed, ...]
    weighed: tuple[Weighed, ...]


def decided(article: ArticleClaims, decision: Decision, now: datetime) -> Decided:
    """Return what is to be remembered of `decision` on `article`."""
    told = {each.id for each in decision.contradictions}
    return Decided(
        article=article.article,
        revision=article.revision,
        title=article.title,
        outlet=article.outlet,
        url=article.url,
        published=article.published,
        at=now,
        placed=tuple(
            Placed(
                claim=held.report.claim.id,
                field=held.report.claim.field,
                start=held.report.claim.start,
                end=held.report.claim.end,
                quantity=held.quantity,
            )
            for held in decision.held[:MOST]
        ),
        weighed=tuple(
            Weighed(
                claim=each.new.claim.id,
                id=each.id,
                quantity=each.quantity,
                relation=each.relation,
                against=each.prior.claim.phrase,
                outlet=each.prior.outlet,
                confidence=each.confidence,
                told=each.id in told,
            )
            for each in sorted(decision.candidates, key=lambda each: -each.confidence)[:MOST]
        ),
    )


class Decisions:
    """The store in the Redis that `client` (which returns bytes) reaches. All methods raise redis errors."""

    def __init__(self, client: "redis.Redis", *, namespace: str) -> None:
        """Use keys under `namespace`; nothing is sent before the first call."""
        self._client: Any = client
        self._prefix = f"{namespace}:e:a:"

    def note(self, clock: Clock) -> Callable[[Sequence[Judged]], None]:
        """Return what keeps decisions on articles; one that was handled before, and so has no reports, it leaves."""

        def note(judged: Sequence[Judged]) -> None:
            now = clock.now()
            found = [decided(article, decision, now) for article, decision in judged if decision.held]
            for each in found:
                _log(each)
            if found:
                self.keep(found)

        return note

    def keep(self, found: Iterable[Decided]) -> None:
        """Keep what was decided, in order; the list of each article lives for `KEPT` seconds from now."""
        together = self._client.pipeline(transaction=False)
        for each in found:
            together.lpush(self._prefix + each.article, pack(each))
            together.ltrim(self._prefix + each.article, 0, REVISIONS - 1)
            together.expire(self._prefix + each.article, KEPT)
        together.execute()

    def hold(self, articles: Sequence[str]) -> None:
        """Let the lists of `articles` live for `KEPT` seconds from now."""
        together = self._client.pipeline(transaction=False)
        for article in articles:
            together.expire(self._prefix + article, KEPT)
        together.execute()

    def read(self, article: str) -> Sequence[Decided]:
        """Return what was decided on `article`, its latest revision first; nothing where that is forgotten."""
        return [unpack(each, Decided) for each in self._client.lrange(self._prefix + article, 0, -1)]


def _log(each: Decided) -> None:
    """Say at debug level what was decided, a line for each claim and each pair."""
    if not log.isEnabledFor(logging.DEBUG):
        return
    for placed in each.placed:
        log.debug("placed", extra={"article": each.article, "claim": placed.claim, "quantity": placed.quantity})
    for weighed in each.weighed:
        log.debug(
            "weighed",
            extra={
                "article": each.article,
                "claim": weighed.claim,
                "quantity": weighed.quantity,
                "relation": weighed.relation,
                "contradiction": weighed.id,
                "confidence": round(weighed.confidence, 3),
                "told": weighed.told,
            },
        )
