"""All metrics of the enrich stage."""

from typing import get_args

from prometheus_client import Counter, Histogram

from enrich.messages import ArticleClaims, Measure

ARTICLES = Counter(
    "figurewatch_enrich_articles",
    "Articles read, by outcome: claims, none (no figure in it), foreign (not in English).",
    ["outcome"],
)
CLAIMS = Counter("figurewatch_enrich_claims", "Claims found, by measure.", ["measure"])
UNDECODABLE = Counter("figurewatch_enrich_undecodable", "Messages that were no article.")
CUT = Counter("figurewatch_enrich_cut", "Articles whose body was cut at its limit before it was read.")
SECONDS = Histogram(
    "figurewatch_enrich_seconds",
    "Seconds that reading one article took; of several that were read together, the share of each.",
    buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0),
)

# Every label value is there from the start, so that rates begin at zero.
for _measure in get_args(Measure):
    CLAIMS.labels(_measure)
for _outcome in ("claims", "none", "foreign"):
    ARTICLES.labels(_outcome)


def count(claims: ArticleClaims) -> None:
    """Count one article and its claims."""
    outcome = "claims" if claims.claims else "none" if claims.language == "en" else "foreign"
    ARTICLES.labels(outcome).inc()
    for claim in claims.claims:
        CLAIMS.labels(claim.measure).inc()
