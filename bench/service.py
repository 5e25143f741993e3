"""Measures the whole service: sustained articles per second, and the delay from `fetched` to the channel's answer.

    python bench/service.py [--bus embedded|kafka] [--rate 50] [--seconds 60] [--burst 3000]

Articles of about 300 words and 6 figures, the text in the entry, every second one a new event, one in ten a planted
clash. Phase 1 publishes them at `--rate` a second over 20 feeds that are polled every second and prints the delays
of the alerts; phase 2 publishes `--burst` articles at once and prints how many a second come out at the other end.
Over Kafka the broker, the Redis and all stages run on this machine too.
"""

import argparse
import contextlib
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.news.feeds import Newsstand
from tests.news.planted import Item, news
from tests.servers.kafka_broker import KafkaBroker
from tests.servers.redis_server import RedisServer
from tests.service.service import Service

FEEDS = 20


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bus", choices=("embedded", "kafka"), default="embedded")
    parser.add_argument("--rate", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--burst", type=int, default=3000)
    args = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        stand = stack.enter_context(Newsstand())
        for name in map(str, range(FEEDS)):
            stand.put(name, [])
        service = stack.enter_context(Service(folder, *stack.enter_context(parts(args.bus, folder, stand))))
        flow(stand, steady(args.rate, args.seconds), args.rate)
        time.sleep(5)
        delays = sorted(delay for delay in map(delay_of, stand.inbox) if delay is not None)
        print(f"| bus | articles/s offered | alerts of {args.rate * args.seconds // 10} | delay p50 | delay p95 |")
        print("| --- | --- | --- | --- | --- |")
        p95 = delays[int(len(delays) * 0.95)] if delays else float("nan")
        p50 = statistics.median(delays) if delays else float("nan")
        print(f"| {args.bus} | {args.rate} | {len(delays)} | {p50:.2f} s | {p95:.2f} s |")
        print(f"restarts: {service.restarts}")
    return 0


def steady(rate: int, seconds: int) -> list[Item]:
    """Return the items of phase 1, published from now on at `rate` a second."""
    count = rate * seconds
    start = datetime.now(UTC) + timedelta(seconds=15)
    return list(news(articles=count, clashes=count // 10, start=start, apart=timedelta(seconds=1 / rate)))


def flow(stand: Newsstand, items: list[Item], rate: int) -> None:
    """Put `items` on the stand when their time has come, each feed holding its latest 100."""
    shelves: list[list[Item]] = [[] for _ in range(FEEDS)]
    for number, item in enumerate(items):
        wait = (item.published - datetime.now(UTC)).total_seconds()
        if wait > 0:
            time.sleep(wait)
        shelf = shelves[number % FEEDS]
        shelf.append(item)
        stand.put(str(number % FEEDS), shelf[-100:])


def delay_of(notification: tuple[datetime, str, Any]) -> float | None:
    """Return the seconds from `fetched` of the new report to the channel's receipt."""
    received, _, body = notification
    fetched = body.get("data", {}).get("new", {}).get("fetched")
    return (received - datetime.fromisoformat(fetched)).total_seconds() if fetched else None


@contextlib.contextmanager
def parts(bus: str, folder: Path, stand: Newsstand) -> Iterator[tuple[dict[str, Any], list[str]]]:
    """Yield the settings and the commands of a service on `bus`, with its servers running."""
    settings: dict[str, Any] = {
        "data": str(folder / "data"),
        "feeds": [{"url": stand.feed(name)} for name in map(str, range(FEEDS))],
        "ingest": {"interval": 1, "allow_private": True, "per_host": FEEDS, "host_pause": 0, "backfill": "tell"},
        "subscribers": [
            {
                "name": "bench",
                "webhooks": [{"url": f"{stand.url}/inbox", "secrets": ["whsec_YmVuY2htYXJrLWtleS1vZi1vdXJz"]}],
                "relations": ["contradicts", "revises", "updates"],
            }
        ],
    }
    if bus == "embedded":
        yield settings, ["run"]
        return
    broker, redis = KafkaBroker(), RedisServer(durable=True)
    try:
        broker.start()
        redis.start()
        settings["bus"] = {"kind": "kafka", "kafka": {"bootstrap_servers": broker.bootstrap_servers}}
        settings["redis"] = {"url": redis.url}
        yield settings, ["ingest", "enrich", "alert"]
    finally:
        broker.dispose()
        redis.dispose()


if __name__ == "__main__":
    sys.exit(main())
