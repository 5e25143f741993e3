"""The demo's samples: news as feeds carry it, worth exactly the alerts that are written down beside them."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from tests.desk.demo_news import Planted, address, articles, documents, lines, planted


def test_four_outlets_serve_at_least_sixteen_articles_in_rss_and_atom() -> None:
    found = documents()
    assert Counter(document.format for document in found.values()) == {"rss20": 2, "atom10": 2}
    assert len({document.title for document in found.values()}) == 4
    assert sum(len(document.entries) for document in found.values()) >= 16
    assert [document.flaw for document in found.values()] == [""] * 4


def test_every_article_is_whole_and_has_its_own_address() -> None:
    found = articles()
    assert len({article.url for article in found}) == len(found)
    for article in found:
        assert article.title
        assert 40 <= len(article.body.split()) <= 350
        assert "<" not in article.body
        assert article.published.year == 2023


def test_one_agency_text_stands_in_two_outlets() -> None:
    copies = Counter(article.body.replace("–", "-") for article in articles())
    assert sorted(copies.values())[-2:] == [1, 2]


def test_planted_figures_stand_in_the_articles() -> None:
    texts = {article.url: f"{article.title}\n{article.body}" for article in articles()}
    times = {article.url: article.published for article in articles()}
    for each in planted():
        for side in (each.new, each.prior):
            assert side.phrase in texts[side.url]
        assert times[each.new.url] > times[each.prior.url]


def test_every_kind_of_alert_is_planted() -> None:
    kinds = Counter(each.relation for each in planted())
    assert kinds["contradicts"] >= 2
    assert kinds["revises"] >= 1
    assert kinds["updates"] >= 1


def test_a_replay_gives_exactly_the_planted_alerts(tmp_path: Path) -> None:
    news, output = tmp_path / "news.jsonl", tmp_path / "alerts.jsonl"
    news.write_text(lines(), encoding="utf-8")
    subprocess.run([sys.executable, "-m", "desk.cli", "replay", str(news), "-o", str(output)], check=True, timeout=100)
    found = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    told, wanted = Counter(map(of_alert, found)), Counter(map(of_planted, planted()))
    missing, wrong = "\n  ".join(map(str, wanted - told)), "\n  ".join(map(str, told - wanted))
    assert told == wanted, f"not told:\n  {missing}\ntold and not planted:\n  {wrong}"


def of_alert(line: dict[str, Any]) -> tuple[str, ...]:
    def bound(value: float | None) -> str:
        return str(None if value is None else float(value))

    ends = [
        f"{address(line[end]['url'])} {bound(line[end]['low'])} {bound(line[end]['high'])}" for end in ("new", "prior")
    ]
    return (line["relation"], *ends)


def of_planted(each: Planted) -> tuple[str, ...]:
    def bound(value: float | None) -> str:
        return str(None if value is None else float(value))

    return (each.relation, *(f"{side.url} {bound(side.low)} {bound(side.high)}" for side in (each.new, each.prior)))
