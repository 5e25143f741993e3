"""JSON lines in and out."""

import json
from datetime import UTC, datetime

import pytest

from desk.lines import claim_line, read_articles, read_figures
from enrich.messages import Claim


def line(**more: object) -> bytes:
    return json.dumps({"id": "x", "published": "2024-01-01T06:00:00Z", "title": "t", "body": "b", **more}).encode()


def test_ids_and_times_are_those_of_the_input() -> None:
    [article] = read_articles([line(published="2024-01-01T08:00:00+02:00", outlet="O")], pytest.fail)
    assert (article.id, article.outlet, article.published) == ("x", "O", datetime(2024, 1, 1, 6, tzinfo=UTC))


def test_a_second_line_with_the_same_id_is_its_next_revision() -> None:
    first, second, other = read_articles([line(), line(body="c"), line(id="y")], pytest.fail)
    assert second.revision > first.revision
    assert other.revision == first.revision


@pytest.mark.parametrize("bad", [b"{", b"\xff\xfe", b"[1]", b'{"id": 3}', line(published="soon"), line(id="")])
def test_a_bad_line_is_told_in_one_sentence_with_its_number(bad: bytes) -> None:
    refused: list[str] = []
    articles = list(read_articles([line(), b"\n", bad, line(id="y")], refused.append))
    assert [article.id for article in articles] == ["x", "y"]
    [sentence] = refused
    assert sentence.startswith("Line 3 is no article: ")
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_figures_are_read_by_article() -> None:
    figure = {
        "article": "x",
        "field": "body",
        "start": 0,
        "end": 2,
        "low": 24,
        "high": None,
        "qualifier": "at_least",
        "measure": "killed",
        "counted": "people",
        "attribution": None,
    }
    refused: list[str] = []
    found = read_figures([json.dumps(figure).encode(), json.dumps({**figure, "end": 0}).encode()], refused.append)
    assert [(one.low, one.high, one.attribution) for one in found["x"]] == [(24, None, "")]
    assert len(refused) == 1


@pytest.mark.parametrize(
    ("words", "name", "shown"),
    [
        ("the institute", "PHIVOLCS", "the institute (PHIVOLCS)"),
        ("Jena", "Chief Secretary P.K. Jena", "Chief Secretary P.K. Jena"),
        ("he", "Mark Mason", "Mark Mason"),
        ("", "", ""),
    ],
)
def test_a_source_is_shown_as_said_and_as_resolved(words: str, name: str, shown: str) -> None:
    claim = Claim(
        id="c",
        field="body",
        start=0,
        end=1,
        phrase="2",
        quote="2",
        quote_start=0,
        low=2,
        high=2,
        qualifier="exact",
        measure="killed",
        attribution=name,
        attribution_text=words,
    )
    written = claim_line("x", claim)
    assert (written["article"], written["attribution"], written["source"]) == ("x", shown, name)
