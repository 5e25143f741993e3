"""Who a pronoun stands for when it says a number: the subject of what was reported, not whose figure was rejected."""

from datetime import UTC, datetime

import pytest

from enrich.extractor import Extractor
from enrich.pipeline import Pipeline
from ingest.messages import Article

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("body", "number", "source"),
    [
        (
            "The Istabury port authority rejected the coastguard's figure on Friday: 40 people, not 21, were killed "
            "when the ferry sank off Istabury, it said.",
            40,
            "port authority",
        ),
        (
            "The interior ministry dismissed the opposition's claim on Monday. It said 12 people were arrested.",
            12,
            "interior ministry",
        ),
        ("Police said the mayor's account was wrong. They said 7 people were injured.", 7, "Police"),
    ],
)
def test_it_is_the_subject_and_not_whose_figure_it_rejects(body: str, number: int, source: str) -> None:
    article = Article(
        id="a", revision=1, content_hash="h", title="Officials differ", body=body, published=NOON, fetched=NOON
    )
    claims = Extractor(Pipeline.load(None)).extract(article).claims
    said = [claim.attribution for claim in claims if claim.low == number]
    assert said
    assert source.lower() in said[0].lower()
