"""The message that alerts emits: two claims of one quantity that cannot both hold, on the topic `contradictions`."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from enrich.messages import ArticleClaims, Claim

TOPIC = "contradictions"

Utc = Annotated[datetime, msgspec.Meta(tz=True)]
Relation = Literal["contradicts", "revises", "updates", "impossible"]


class Report(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A claim together with the article that makes it: everything the judge knows of one side.

    Attributes:
        article, revision, title, outlet, ours, url, published, updated, fetched, backfilled: of the article.
        lead, topics, entities: of the article; entities as names alone.
        fingerprint: of the article's text, for telling copies.
        claim: the claim.
    """

    article: str
    revision: int
    title: str = ""
    outlet: str = ""
    ours: bool = False
    url: str = ""
    published: Utc
    updated: Utc | None = None
    fetched: Utc
    backfilled: bool = False
    lead: str = ""
    topics: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    fingerprint: tuple[int, ...] = ()
    claim: Claim

    @property
    def time(self) -> datetime:
        """When this was said (`time_of`)."""
        return time_of(self)


def time_of(article: ArticleClaims | Report) -> datetime:
    """Return when `article` was said: `updated` for a later revision, else `published`, never later than `fetched`."""
    said = article.updated if article.updated is not None else article.published
    return min(said, article.fetched)


class Contradiction(msgspec.Struct, frozen=True, kw_only=True):
    """Two reports of one quantity that cannot both hold, or the later of which moves it.

    Attributes:
        id: hash of the quantity, the relation and the two numbers (for `revises` the source too).
        relation: what the difference means.
        quantity: id of the quantity, with `label`, its name in plain words ("people killed, Gaza").
        new, prior: the two reports; new is the later by time of publication. A figure that is impossible by itself is
            both.
        confidence: probability, 0 to 1, that an editor would call this right.
        reasons: sentences that say why the two are the same quantity and why they cannot both hold.
        new_sources, prior_sources: names of the independent sources that gave the same number.
        decided: when the judge decided, UTC.
        stale: whether it is old news, which enters pages and is not sent.
    """

    id: str
    relation: Relation
    quantity: str
    label: str = ""
    new: Report
    prior: Report
    confidence: float
    reasons: tuple[str, ...] = ()
    new_sources: tuple[str, ...] = ()
    prior_sources: tuple[str, ...] = ()
    decided: Utc
    stale: bool = False
