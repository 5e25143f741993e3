"""A whole figurewatch on this machine, embedded or over Kafka, with the servers it stands on."""

import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alerts.ledger.redis import RedisLedger
from desk.servers import running
from tests.news.feeds import Newsstand
from tests.servers.kafka_broker import KafkaBroker
from tests.servers.redis_server import RedisServer
from tests.service.service import NOTHING, Service
from wire.clock import SystemClock
from wire.redis import connect
from wire.settings.model import LedgerSettings

SECRET = "whsec_dGVzdC1rZXktb2YtdGhlLXN1cnZpdmFsLXN1aXRl"
ALL = ["contradicts", "revises", "updates", "impossible"]


@dataclass(frozen=True)
class Outage:
    """A server that can be taken away for a while and given back."""

    begin: Callable[[], object]
    end: Callable[[], object]


@dataclass(frozen=True)
class Installation:
    """What runs: the processes, where their Redis is, and the servers that can be taken away, by name."""

    service: Service
    redis_url: Callable[[], str]
    outages: Mapping[str, Outage]

    def held(self) -> set[tuple[str, str, str]]:
        """Return (article's URL, measure, words) of every report that the ledger holds."""
        client = connect(self.redis_url())
        try:
            ledger = RedisLedger(client, namespace="figurewatch", settings=LedgerSettings(), clock=SystemClock())
            return {
                (held.report.url, held.report.claim.measure, held.report.claim.phrase)
                for quantity in ledger.quantities()
                for held in ledger.history(quantity)
            }
        finally:
            client.close()


def settings(stand: Newsstand, feeds: Sequence[str], folder: Path) -> dict[str, Any]:
    """Return settings that poll the `feeds` of `stand` every second and tell its signed webhook everything."""
    return {
        "data": str(folder / "data"),
        "pages": {"port": 0},
        "feeds": [{"url": stand.feed(name)} for name in feeds],
        "ingest": {"interval": 1, "allow_private": True, "per_host": len(feeds), "host_pause": 0, "backfill": "tell"},
        "subscribers": [
            {"name": "desk", "webhooks": [{"url": f"{stand.url}/signed", "secrets": [SECRET]}], "relations": ALL}
        ],
    }


def eventually(true: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait until `true`. Raises `AssertionError` where it still is not after `seconds`."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, f"it did not come within {seconds:.0f} seconds"
        time.sleep(0.3)


def signalled(data: Path, number: int) -> bool:
    """Send a signal to the private Redis in the folder `data`; return whether it is there: it goes with its owner."""
    try:
        os.kill(int((data / "redis.pid").read_text(encoding="utf-8").split()[0]), number)
    except (OSError, ValueError, IndexError):
        return False
    return True


@contextmanager
def embedded(folder: Path, config: dict[str, Any], environment: Mapping[str, str] = NOTHING) -> Iterator[Installation]:
    """Run everything as one command with a private Redis; its outage is a server that hangs."""
    data = Path(config["data"])

    def redis_url() -> str:
        eventually(lambda: running(data) is not None, 300)  # on a full disk it does not start
        return str(running(data))

    hang = Outage(
        lambda: eventually(lambda: signalled(data, signal.SIGSTOP), 300), lambda: signalled(data, signal.SIGCONT)
    )
    with Service(folder, config, ["run"], environment) as service:
        yield Installation(service, redis_url, {"redis": hang})


@contextmanager
def over_kafka(folder: Path, config: dict[str, Any], workers: int = 2, partitions: int = 12) -> Iterator[Installation]:
    """Run the stages as processes over a broker and a Redis of their own, `workers` of enrich and of alert."""
    with ExitStack() as servers:
        broker, redis = KafkaBroker(), RedisServer(durable=True)
        servers.callback(broker.dispose)
        servers.callback(redis.dispose)
        broker.start()
        redis.start()
        kafka = {"bootstrap_servers": broker.bootstrap_servers, "partitions": partitions}
        bus = {"kind": "kafka", "kafka": kafka}
        stages = ["ingest", *["enrich"] * workers, *["alert"] * workers]
        outages = {"kafka": Outage(broker.stop, broker.start), "redis": Outage(redis.stop, redis.start)}
        with Service(folder, {**config, "bus": bus, "redis": {"url": redis.url}}, stages) as service:
            yield Installation(service, lambda: redis.url, outages)
