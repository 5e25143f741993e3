"""Measures the whole service: the delay from `fetched` to the channel's answer, and the articles a second it takes.

    python bench/service.py [--bus embedded|kafka ...] [--rate 50] [--seconds 60] [--burst 3000]

Articles of about 300 words and 6 figures, the text in the entry, every second one a new event, one in ten a planted
clash that a signed webhook is told. Each bus is measured twice, each time on a new installation: articles come at
`--rate` a second over 20 feeds that are polled every second, which gives the delays; then `--burst` articles lie there
at once, which gives the articles that are read, judged and told in a second. Over Kafka the broker, the Redis and all
stages (one process each) run on this machine too, and so do publisher and newsroom. Prints a table in Markdown.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.news.feeds import Newsstand
from tests.news.planted import Item, news
from tests.service.installation import Installation, embedded, over_kafka, settings

FEEDS = [str(number) for number in range(20)]
INSTALLED: dict[str, Callable[[Path, dict[str, Any]], AbstractContextManager[Installation]]] = {
    "embedded": embedded,
    "kafka": partial(over_kafka, workers=1),
}
SHELF = 40
"""Entries that a feed holds while articles come one by one, as most feeds of news do: those of 16 seconds."""
CLASHES = 10
"""One article in so many is a planted clash."""


@dataclass(frozen=True)
class Told:
    """A notification: when its new report was fetched, and when the newsroom had it."""

    fetched: datetime
    received: datetime


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bus", choices=tuple(INSTALLED), nargs="+", default=list(INSTALLED))
    parser.add_argument("--rate", type=int, default=50, help="articles a second that are offered")
    parser.add_argument("--seconds", type=int, default=60, help="for so long")
    parser.add_argument("--burst", type=int, default=3000, help="articles that lie there at once")
    args = parser.parse_args()
    print(f"{os.cpu_count()} cores")
    print("| bus | offered | told | delay p50 | delay p95 | burst | told | articles a second |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for bus in args.bus:
        steady, expected = delays(bus, args.rate, args.seconds)
        seconds, burst_told = drained(bus, args.burst)
        print(
            f"| {bus} | {args.rate} articles/s for {args.seconds} s | {len(steady)} of {expected} "
            f"| {statistics.median(steady):.2f} s | {statistics.quantiles(steady, n=20)[-1]:.2f} s "
            f"| {args.burst} articles | {burst_told} of {args.burst // CLASHES} | {args.burst / seconds:.1f} |",
            flush=True,
        )
    return 0


def delays(bus: str, rate: int, seconds: int) -> tuple[list[float], int]:
    """Return the seconds from `fetched` to the channel of each alert at a steady rate, and how many were planted."""
    with service(bus) as stand:
        start, count = datetime.now(UTC), rate * seconds
        items = news(articles=count, clashes=count // CLASHES, start=start, apart=timedelta(seconds=1 / rate))
        flow(stand, items)
        settle(stand, count // CLASHES)
        return [(each.received - each.fetched).total_seconds() for each in told(stand)], count // CLASHES


def drained(bus: str, count: int) -> tuple[float, int]:
    """Return the seconds from the first fetch of `count` articles to the last alert on them, and how many came."""
    with service(bus) as stand:
        start = datetime.now(UTC) - timedelta(hours=1)
        items = news(articles=count, clashes=count // CLASHES, start=start, apart=timedelta(seconds=1))
        for number, feed in enumerate(FEEDS):
            stand.put(feed, items[number :: len(FEEDS)])
        settle(stand, count // CLASHES)
        got = told(stand)
        first, last = min(each.fetched for each in got), max(each.received for each in got)
        return (last - first).total_seconds(), len(got)


@contextmanager
def service(bus: str) -> Iterator[Newsstand]:
    """Yield the feeds and the newsroom of a service on `bus` that has polled every feed once, still without entries."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, Newsstand() as stand:
        for name in FEEDS:
            stand.put(name, [])
        with INSTALLED[bus](Path(folder), settings(stand, FEEDS, Path(folder))):
            time.sleep(15)
            yield stand


def flow(stand: Newsstand, items: Sequence[Item]) -> None:
    """Put `items` on the stand when their time has come, each feed holding its latest ones."""
    shelves: list[list[Item]] = [[] for _ in FEEDS]
    for number, item in enumerate(items):
        time.sleep(max(0.0, (item.published - datetime.now(UTC)).total_seconds()))
        shelf = shelves[number % len(FEEDS)]
        shelf.append(item)
        stand.put(FEEDS[number % len(FEEDS)], shelf[-SHELF:])


def settle(stand: Newsstand, expected: int) -> None:
    """Wait until `expected` alerts have come, or none for 30 seconds after the last."""
    seen, since = -1, time.monotonic()
    while len(stand.inbox) < expected and time.monotonic() - since < 30:
        if len(stand.inbox) != seen:
            seen, since = len(stand.inbox), time.monotonic()
        time.sleep(0.2)


def told(stand: Newsstand) -> list[Told]:
    """Return the notifications that have come."""
    return [Told(datetime.fromisoformat(body["data"]["new"]["fetched"]), when) for when, _, body in list(stand.inbox)]


if __name__ == "__main__":
    sys.exit(main())
