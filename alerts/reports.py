"""From an article's claims to the reports that the judge compares."""

import math

from alerts.messages import Report
from enrich.messages import ArticleClaims, Claim

NAMES_KEPT = 24
"""Names of the article that a report carries, most frequent first: enough to know an event again."""

GREATEST = 1e18
"""No figure of the news is greater: the whole world's yearly product in its smallest currency is less."""


def sensible(claim: Claim) -> bool:
    """Return whether the numbers of `claim` can be any figure's: finite, in order and of this world."""
    ends = ((claim.low, claim.high), (claim.base_low, claim.base_high))
    numbers = [number for pair in ends for number in pair if number is not None]
    if not all(math.isfinite(number) and abs(number) <= GREATEST for number in numbers):
        return False
    return all(low is None or high is None or low <= high for low, high in ends)


def reports_of(article: ArticleClaims) -> tuple[Report, ...]:
    """Return one report for each sensible claim of `article`, in the order of its claims."""
    names = _names(article)
    return tuple(
        Report(
            article=article.article,
            revision=article.revision,
            title=article.title,
            outlet=article.outlet,
            ours=article.ours,
            url=article.url,
            published=article.published,
            updated=article.updated,
            fetched=article.fetched,
            backfilled=article.backfilled,
            lead=article.lead,
            topics=article.topics,
            entities=names,
            fingerprint=article.fingerprint,
            claim=claim,
        )
        for claim in article.claims
        if sensible(claim)
    )


def _names(article: ArticleClaims) -> tuple[str, ...]:
    counts: dict[str, int] = {}
    for entity in article.entities:
        counts[entity.text] = counts.get(entity.text, 0) + 1
    return tuple(sorted(counts, key=lambda name: -counts[name])[:NAMES_KEPT])
