"""From an article's claims to the reports that the judge compares."""

from alerts.messages import Report
from enrich.messages import ArticleClaims

NAMES_KEPT = 24
"""Names of the article that a report carries, most frequent first: enough to know an event again."""


def reports_of(article: ArticleClaims) -> tuple[Report, ...]:
    """Return one report for each claim of `article`, in the order of its claims."""
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
    )


def _names(article: ArticleClaims) -> tuple[str, ...]:
    counts: dict[str, int] = {}
    for entity in article.entities:
        counts[entity.text] = counts.get(entity.text, 0) + 1
    return tuple(sorted(counts, key=lambda name: -counts[name])[:NAMES_KEPT])
