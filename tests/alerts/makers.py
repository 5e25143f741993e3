"""Claims, reports and contradictions for the tests of alerts, with as little said as a test needs."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from alerts.ledger.port import Held
from alerts.messages import Contradiction, Report
from enrich.messages import ArticleClaims, Claim

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def a_claim(id: str, number: float | None = 12, **more: Any) -> Claim:
    """Return a claim that `number` people were killed."""
    quote = f"The fire killed {number} people, police said."
    values: dict[str, Any] = {
        "id": id,
        "field": "body",
        "start": 16,
        "end": 25,
        "phrase": f"{number} people",
        "quote": quote,
        "quote_start": 0,
        "low": number,
        "high": number,
        "qualifier": "exact",
        "measure": "killed",
        "attribution": "police",
        "attribution_kind": "body",
    }
    return Claim(**{**values, **more})


def a_toll(id: str, number: float, **more: Any) -> Claim:
    """Return a claim that a fire in Barabury killed `number` people, with all that the extractor says of it."""
    values: dict[str, Any] = {
        "counted": "people",
        "lemma": "person",
        "where": ("Barabury",),
        "events": ("fire",),
        "base_low": number,
        "base_high": number,
        "base_unit": "1",
        "quote": f"The fire in Barabury killed {number} people.",
    }
    return a_claim(id, number, **{**values, **more})


def a_report(claim: Claim, article: str = "a1", minutes: float = 0, **more: Any) -> Report:
    """Return `claim` as reported in `article`, published `minutes` after `START`."""
    published = START + timedelta(minutes=minutes)
    values: dict[str, Any] = {
        "article": article,
        "revision": 1,
        "title": "Fire in Barabury",
        "outlet": "Coastal Wire",
        "url": f"https://coastal.example/{article}",
        "published": published,
        "fetched": published,
        "claim": claim,
    }
    return Report(**{**values, **more})


def held(report: Report, quantity: str = "q1", buckets: tuple[str, ...] = ("killed|barabury",)) -> Held:
    """Return `report` as held under `quantity`."""
    return Held(report=report, quantity=quantity, buckets=buckets)


def an_article(*reports: Report, article: str = "a1", revision: int = 1, extractor: int = 0) -> ArticleClaims:
    """Return the article that makes `reports`, or one without claims."""
    if not reports:
        return ArticleClaims(article=article, revision=revision, extractor=extractor, published=START, fetched=START)
    first = reports[0]
    return ArticleClaims(
        article=first.article,
        revision=first.revision,
        title=first.title,
        outlet=first.outlet,
        url=first.url,
        published=first.published,
        updated=first.updated,
        fetched=first.fetched,
        lead=first.lead,
        topics=first.topics,
        fingerprint=first.fingerprint,
        extractor=extractor,
        claims=tuple(report.claim for report in reports),
    )


def a_contradiction(id: str = "c1", **more: Any) -> Contradiction:
    """Return a contradiction: 12 killed says the fire service, 19 says the health department."""
    values: dict[str, Any] = {
        "id": id,
        "relation": "contradicts",
        "quantity": "q1",
        "label": "people killed, Barabury",
        "new": a_report(a_claim("k2", 19, attribution="health department"), "a2", 30, outlet="Northern Post"),
        "prior": a_report(a_claim("k1", 12, attribution="fire service")),
        "confidence": 0.8,
        "reasons": ("Both are about the fire in Barabury.", "The health department disputes the count."),
        "new_sources": ("health department",),
        "prior_sources": ("fire service",),
        "decided": START + timedelta(minutes=31),
    }
    return Contradiction(**{**values, **more})


def changed(value: Any, **more: Any) -> Any:
    """Return a message with other values for some of its fields."""
    return msgspec.structs.replace(value, **more)
