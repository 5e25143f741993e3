"""Stages and servers fail at random while news flows; afterwards all is in the ledger, and each clash told once."""

import os
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from alerts.reports import reports_of
from enrich.extractor import Extractor
from enrich.pipeline import Pipeline
from ingest.messages import Article
from tests.news.feeds import Newsstand
from tests.news.planted import Item, news
from tests.service.installation import ALL, Installation, embedded, over_kafka, settings

FEEDS = [str(number) for number in range(10)]
STAGES = ("ingest", "enrich", "alert")
FULL = os.environ.get("SURVIVAL") == "full"
"""1,000 articles with 50 clashes, 12 kills and servers away for 30 s, in some minutes; else a short form."""
ARTICLES, CLASHES, KILLS = (1000, 50, 12) if FULL else (240, 12, 5)
FLOW = 120.0 if FULL else 20.0
"""Seconds over which the articles come out."""
AWAY = 30.0 if FULL else 3.0
"""Seconds for which each server is taken away."""
PATIENCE = 300.0 if FULL else 120.0
"""Seconds after the last article within which everything must have been told."""

Trouble = tuple[float, Callable[[], object]]
"""Seconds after the first article, and what happens then."""


def kills(installation: Installation, fallen: list[str]) -> list[Trouble]:
    """Return kills of stages at random moments; those that hit note the stage in `fallen`."""
    rng = random.Random(8)

    def kill() -> None:
        stage = rng.choice(STAGES)
        if installation.service.kill(stage):
            fallen.append(stage)

    return [(rng.uniform(3, FLOW), kill) for _ in range(KILLS)]


def outages(installation: Installation) -> list[Trouble]:
    """Return the outage of each server, one after the other."""
    troubles: list[Trouble] = []
    for number, outage in enumerate(installation.outages.values()):
        start = FLOW * (1 + 2 * number) / 4
        troubles += [(start, outage.begin), (start + AWAY, outage.end)]
    return troubles


def flow(stand: Newsstand, items: Sequence[Item], troubles: Sequence[Trouble]) -> None:
    """Let the items come out over FLOW seconds and the troubles happen at their times."""
    waiting = sorted(troubles, key=lambda trouble: trouble[0])
    started, out = time.monotonic(), 0
    while out < len(items) or waiting:
        passed = time.monotonic() - started
        due = min(len(items), int(passed / FLOW * len(items)) + 1)
        for number, feed in enumerate(FEEDS):
            stand.put(feed, [item for item in items[:due] if item.event % len(FEEDS) == number])
        out = due
        while waiting and waiting[0][0] <= passed:
            waiting.pop(0)[1]()
        time.sleep(0.25)


def wait_until(true: Callable[[], bool]) -> None:
    """Wait until `true`, for PATIENCE seconds at most, and a little longer for what should not come."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and not true():
        time.sleep(0.5)
    time.sleep(5)


def told(stand: Newsstand) -> dict[str, str]:
    """Return the URL of the article behind each Contradiction that was told, by its id."""
    bodies = [body["data"] for _, where, body in list(stand.inbox) if where == "/signed"]
    return {each["id"]: each["new"]["url"] for each in bodies}


def claims_of(items: Sequence[Item]) -> set[tuple[str, str, str]]:
    """Return (article's URL, measure, words) of each claim in `items`, read here and not by the service."""
    extractor = Extractor(Pipeline.load())
    found: set[tuple[str, str, str]] = set()
    for item in items:
        article = Article(
            id=item.id, revision=1, content_hash="", url=item.url, title=item.title, body=item.body,
            published=item.published, fetched=item.published,
        )  # fmt: skip
        found |= {
            (item.url, report.claim.measure, report.claim.phrase) for report in reports_of(extractor.extract(article))
        }
    return found


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    "installed",
    [
        pytest.param(embedded, id="embedded", marks=pytest.mark.redis),
        pytest.param(over_kafka, id="kafka", marks=pytest.mark.kafka),
    ],
)
def test_what_dies_loses_nothing_and_each_clash_is_told_once(
    installed: Callable[[Path, dict[str, Any]], AbstractContextManager[Installation]], tmp_path: Path
) -> None:
    start = datetime.now(UTC) - timedelta(hours=2)
    items = news(articles=ARTICLES, clashes=CLASHES, start=start, apart=timedelta(seconds=7))
    wanted = {item.url for item in items if item.clashes}
    fallen: list[str] = []
    with Newsstand() as stand:
        for feed in FEEDS:
            stand.put(feed, [])
        config = settings(stand, FEEDS, tmp_path)
        unsigned = stand.url.replace("http://", "json://") + "/unsigned"
        config["subscribers"].append({"name": "plain", "channels": [unsigned], "relations": ALL})
        with installed(tmp_path, config) as installation:
            flow(stand, items, [*kills(installation, fallen), *outages(installation)])
            wait_until(lambda: wanted <= set(told(stand).values()))
            held = installation.held()
    repeats = sum(path == "/unsigned" for _, path, _ in stand.inbox) - len(wanted)
    print(
        f"{ARTICLES} articles in {FLOW:.0f} s, {len(fallen)} kills ({', '.join(sorted(fallen))}), "
        f"{' and '.join(installation.outages)} away for {AWAY:.0f} s: {len(told(stand))} of {CLASHES} clashes told, "
        f"{repeats} messages repeated on a channel without idempotency key"
    )
    assert len(fallen) >= KILLS // 2, "the kills hit"
    assert Counter(told(stand).values()) == Counter(wanted), "one Contradiction for each planted clash, nothing else"
    assert 0 <= repeats <= len(fallen), "without an idempotency key a message is repeated at most once for each kill"
    assert not claims_of(items) - held, "every claim is in the ledger"
