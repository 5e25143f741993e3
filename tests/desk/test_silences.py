"""Silences from the command line, why an alert was or was not sent, and places as the notifier asks for them."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from alerts.notify.deliveries import Delivery, RedisDeliveries
from desk.atlas import ListedAtlas
from tests.desk.test_cli import figurewatch, sentence
from wire.redis import connect


@pytest.fixture
def config(redis_url: str, namespace: str, tmp_path: Path) -> Path:
    path = tmp_path / "figurewatch.yaml"
    settings = {
        "namespace": namespace,
        "bus": {"kind": "redis"},
        "redis": {"url": redis_url},
        "subscribers": [{"name": "desk", "channels": ["json://127.0.0.1:9/"]}],
        "alerts": {"silences": [{"words": ["drill"], "until": "2999-01-01T00:00Z", "note": "every week"}]},
    }
    path.write_text(yaml.safe_dump(settings), encoding="utf-8")
    return path


@pytest.mark.redis
def test_a_silence_is_added_listed_and_removed(config: Path) -> None:
    added = figurewatch("silences", "add", "-c", config, "--place", "Gaza", "--measure", "injured", "--for", "8h")
    found = re.match(r"Silence (\w+) holds until", added.stdout)
    assert found, added.stderr
    listed = figurewatch("silences", "list", "-c", config).stdout
    for words in (found[1], "Gaza", "injured", "command line", "drill", "every week"):
        assert words in listed
    assert figurewatch("silences", "remove", "-c", config, found[1]).returncode == 0
    again = figurewatch("silences", "remove", "-c", config, found[1])
    assert (again.returncode, "There is no silence" in sentence(again)) == (1, True)


@pytest.mark.redis
@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "a silence needs words"),
        (("--word", "x", "--for", "ever"), '"ever" is no span of time'),
        (("--measure", "nonsense"), '"nonsense" is no measure'),
    ],
)
def test_a_silence_that_is_none_is_refused(config: Path, words: tuple[str, ...], says: str) -> None:
    done = figurewatch("silences", "add", "-c", config, *words)
    assert (done.returncode, says in sentence(done)) == (2, True)


@pytest.mark.redis
def test_why_an_alert_was_or_was_not_sent(config: Path, redis_url: str, namespace: str) -> None:
    client = connect(redis_url)
    note = Delivery(
        contradiction="c1",
        quantity="q1",
        subscriber="desk",
        outcome="unwanted",
        why="confidence",
        at=datetime(2026, 3, 1, 12, tzinfo=UTC),
    )
    RedisDeliveries(client, namespace=namespace).note([note])
    client.close()
    explained = figurewatch("subscribers", "explain", "-c", config, "desk", "c1").stdout
    assert "unwanted" in explained
    assert "confidence" in explained
    assert "Nothing is known" in sentence(figurewatch("subscribers", "explain", "-c", config, "desk", "c2"))


def test_what_lies_inside_what_is_what_the_reader_knows() -> None:
    atlas = ListedAtlas()
    assert atlas.place("Gaza")[0] in atlas.place("Khan Younis")
    assert list(atlas.body("IDF")) == ["Israel Defense Forces", "Israel"]
    assert list(atlas.place("Nowhere in Particular")) == ["Nowhere in Particular"]
