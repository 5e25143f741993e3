"""Stages, servers, disks, networks and clocks fail while news flows; afterwards each clash has been told, once.

CHAOS=1000 makes it the long form with so many articles (`make chaos`), else it is a short one. What this machine cannot
do, a disk of our own, is left out, and the table at the end says what was done.
"""

import logging
import os
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from alerts.ledger.writing import REPORTS_KEPT
from alerts.reports import reports_of
from desk.servers import opened_bus
from enrich.extractor import Extractor
from enrich.pipeline import Pipeline
from ingest.messages import Article
from tests.news.feeds import Newsstand
from tests.news.planted import Item, news
from tests.service.chaos import JUNK, POISONED, embedded_chaos, kafka_chaos, on_redis_or_kafka, poison, rebalance
from tests.service.installation import ALL, Installation, eventually, settings
from wire.deadletters import letters

log = logging.getLogger(__name__)

STAGES = ("alert", "enrich", "ingest", "pages")
FEEDS = [str(number) for number in range(10)]
LONG = int(os.environ.get("CHAOS") or 0)
ARTICLES = LONG or 240
CLASHES = ARTICLES // 20
KILLS = max(5, ARTICLES // 80)
REBALANCES = 100 if LONG else 6
FLOW = max(300.0, ARTICLES / 10) if LONG else 24.0
"""Seconds over which the articles come out."""
TROUBLED = 0.75
"""The share of them in which things fail; the rest comes when that is over, and shows whether delays recover."""
PATIENCE = 300.0 if LONG else 120.0
"""Seconds within which all that has come out must have been told once nothing fails any more."""
SHORT = {
    "Kafka killed", "Redis killed", "network to Kafka cut", "connections to Redis half-open", "Redis out of memory",
    "Redis hangs", "disk full", "clock 5 s behind",
}  # fmt: skip
"""What is taken away in the short form."""
RECOVERED = 15.0
"""Seconds from the feed to the newsroom that half of the last alerts may take at most, on a machine with other work."""


@dataclass
class Log:
    """What has been done to the service."""

    kills: Counter[str] = field(default_factory=Counter)
    outages: dict[str, float] = field(default_factory=dict)
    rebalances: int = 0
    poisoned: int = 0


class Chaos:
    """Everything that goes wrong, each kind in a thread of its own, from `begin` until all of it is over."""

    def __init__(self, installation: Installation, stages: Sequence[str]) -> None:
        self._installation = installation
        self._stages = stages
        self._rng = random.Random(8)
        self._began = time.monotonic()
        self._seconds = FLOW * TROUBLED
        self.outages = {name: outage for name, outage in installation.outages.items() if LONG or name in SHORT}
        self.log = Log()

    def run(self) -> None:
        """Do all of it; returns when it is over.

        To be called in the main thread: servers end with the thread that has started them.
        """
        with ThreadPoolExecutor(3) as threads:
            others = [threads.submit(kind) for kind in (self._kill, self._rebalance, self._poison)]
            self._take_away()
            for each in others:
                each.result()

    def _until(self, seconds: float) -> None:
        time.sleep(max(0.0, self._began + seconds - time.monotonic()))

    def _kill(self) -> None:
        # Every stage in turn, at random moments.
        for number, moment in enumerate(sorted(self._rng.uniform(3, self._seconds) for _ in range(KILLS))):
            self._until(moment)
            stage = self._stages[number % len(self._stages)]
            self.log.kills[stage] += self._installation.service.kill(stage)
            log.info("killed %s", stage)

    def _take_away(self) -> None:
        slot = self._seconds / len(self.outages)
        for number, (name, outage) in enumerate(self.outages.items()):
            self._until(slot * number)
            began = time.monotonic()
            log.info("begins: %s", name)
            outage.begin()
            time.sleep(slot * 0.6)
            outage.end()
            log.info("over: %s", name)
            self.log.outages[name] = time.monotonic() - began

    def _rebalance(self) -> None:
        for number in range(REBALANCES // 2):
            self._until(self._seconds * number / (REBALANCES // 2))
            while not rebalance(self._installation, number):
                time.sleep(0.5)
            self.log.rebalances += 2
            log.info("rebalances: %d", self.log.rebalances)

    def _poison(self) -> None:
        for share in (0.2, 0.6):
            self._until(self._seconds * share)
            poison(self._installation)
            self.log.poisoned += 1


def flow(stand: Newsstand, before: Sequence[Item], items: Sequence[Item], seconds: float) -> dict[str, datetime]:
    """Let the items come out over so many seconds, after those `before`; return when each did, by URL."""
    came: dict[str, datetime] = {}
    began, out = time.monotonic(), 0
    while out < len(items):
        due = min(len(items), int((time.monotonic() - began) / seconds * len(items)) + 1)
        there = [*before, *items[:due]]
        for feed in {item.event % len(FEEDS) for item in items[out:due]}:
            stand.put(FEEDS[feed], [item for item in there if item.event % len(FEEDS) == feed][-200:])
        came |= {item.url: datetime.now(UTC) for item in items[out:due]}
        out = due
        time.sleep(0.25)
    return came


def wait_until(true: Callable[[], bool]) -> None:
    """Wait until `true`, for PATIENCE seconds at most."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and not true():
        time.sleep(0.5)


def told(stand: Newsstand) -> dict[str, tuple[str, datetime]]:
    """Return the URL of the article behind each Contradiction that was told, and when it was first, by its id."""
    found: dict[str, tuple[str, datetime]] = {}
    for received, where, body in list(stand.inbox):
        if where == "/signed":
            found.setdefault(body["data"]["id"], (body["data"]["new"]["url"], received))
    return found


def urls(stand: Newsstand) -> set[str]:
    """Return the URLs of the articles behind all Contradictions that were told."""
    return {url for url, _ in told(stand).values()}


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


def kept_whole(items: Sequence[Item]) -> Sequence[Item]:
    """Return those on events of which the ledger keeps all reports, with two of a toll in each article at most."""
    told_of = Counter(item.event for item in items)
    return [item for item in items if told_of[item.event] * 2 <= REPORTS_KEPT]


def dead(installation: Installation) -> Mapping[str, Sequence[bytes]]:
    """Return what the dead letters on each topic for them hold."""
    with opened_bus(on_redis_or_kafka(installation)) as bus:
        topics = [topic for topic in POISONED if topic.endswith(".dead")]
        return {topic: [letter.value for letter in letters(bus, topic)] for topic in topics}


def table(rows: Mapping[str, str]) -> str:
    """Return `rows` in Markdown."""
    return "\n".join(["", "| | |", "| --- | --- |", *(f"| {name} | {text} |" for name, text in rows.items())])


def seconds(delays: Sequence[float]) -> str:
    """Return the middle and the longest of `delays` in words."""
    return f"{statistics.median(delays):.1f} s, at most {max(delays):.1f} s" if delays else "none"


@pytest.mark.slow
@pytest.mark.timeout(max(900.0, FLOW * 3))
@pytest.mark.parametrize(
    ("installed", "stages", "running"),
    [
        pytest.param(embedded_chaos, (*STAGES, "run"), len(STAGES), id="embedded", marks=pytest.mark.redis),
        pytest.param(kafka_chaos, STAGES, len(STAGES) + 2, id="kafka", marks=pytest.mark.kafka),
    ],
)
def test_whatever_fails_each_clash_is_told_once_and_nothing_is_lost(
    installed: Callable[[Path, dict[str, Any]], AbstractContextManager[Installation]],
    stages: Sequence[str],
    running: int,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO", __name__)
    logging.getLogger("kafka").setLevel("CRITICAL")  # it tells every refused connection
    start = datetime.now(UTC) - timedelta(hours=2, seconds=ARTICLES * 7)
    items = news(articles=ARTICLES, clashes=CLASHES, start=start, apart=timedelta(seconds=7))
    wanted = {item.url for item in items if item.clashes}
    expected = claims_of(kept_whole(items))
    cut = int(len(items) * TROUBLED)
    first, rest = items[:cut], items[cut:]
    with Newsstand() as stand:
        for feed in FEEDS:
            stand.put(feed, [])
        config = settings(stand, FEEDS, tmp_path)
        config["alerts"] = {"notify_max_age": None}  # the clock jumps, and nothing is old for that
        config["dead_letters"] = {"attempts": 10}  # it is us who end processes, not the message that is in hand
        unsigned = stand.url.replace("http://", "json://") + "/unsigned"
        # After a long outage many come at once; none of them is to wait for a digest.
        config["subscribers"].append({"name": "plain", "channels": [unsigned], "relations": ALL, "rate": 10_000})
        with installed(tmp_path, config) as installation:
            eventually(lambda: installation.service.log().count('"running"') >= running, 120)
            chaos = Chaos(installation, stages)
            with ThreadPoolExecutor(1) as thread:
                flowing = thread.submit(flow, stand, [], first, FLOW * TROUBLED)
                chaos.run()
                came = flowing.result()
            over = time.monotonic()
            wait_until(lambda: {item.url for item in first if item.clashes} <= urls(stand))
            drained = time.monotonic() - over
            came |= flow(stand, first, rest, FLOW * (1 - TROUBLED))
            wait_until(lambda: wanted <= urls(stand) and not expected - installation.held())
            time.sleep(5)  # for what should not come
            held, buried, done = installation.held(), dead(installation), chaos.log
    delays = {url: (received - came[url]).total_seconds() for url, received in told(stand).values()}
    failed, calm = ([delays[item.url] for item in part if item.url in delays] for part in (first, rest))
    repeats = sum(path == "/unsigned" for _, path, _ in stand.inbox) - len(told(stand))
    print(
        table(
            {
                "installation": request.node.callspec.id,
                "articles": f"{ARTICLES} in {FLOW:.0f} s",
                "clashes planted, told, ids": f"{CLASHES}, {len(delays)}, {len(told(stand))}",
                "messages repeated without an idempotency key": str(repeats),
                "killed": ", ".join(f"{stage} {count}" for stage, count in sorted(done.kills.items())),
                "away": ", ".join(f"{name} {away:.0f} s" for name, away in done.outages.items()),
                "rebalances": str(done.rebalances),
                "poisoned messages, dead letters": f"{done.poisoned * len(POISONED)}, {sum(map(len, buried.values()))}",
                "from the feed to the newsroom while things fail": seconds(failed),
                "until all of that was told, after the last failure": f"{drained:.1f} s",
                "from the feed to the newsroom afterwards": seconds(calm),
            }
        )
    )
    assert sum(done.kills.values()) >= KILLS // 2, "the kills hit"
    assert len(done.outages) == len(chaos.outages)
    assert Counter(url for url, _ in told(stand).values()) == Counter(wanted), "one Contradiction for each clash"
    blows = sum(done.kills.values()) + len(done.outages)
    assert 0 <= repeats <= blows, "without an idempotency key a message is repeated at most once for each blow"
    assert sorted(expected - held) == [], "every claim is in the ledger"
    # Each poisoned message is a dead letter, beside the poison that was put among the letters themselves. A bus that
    # went while it was put there may have got it more than once.
    assert all(len(values) >= done.poisoned * 2 and set(values) == {JUNK} for values in buried.values())
    assert statistics.median(calm) < RECOVERED, "delays recover"
