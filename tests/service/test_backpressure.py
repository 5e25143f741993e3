"""Reading that is slower than the feeds: nothing is lost, the lag is told, and memory has a bound."""

import json
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import ingest.stage
from ingest.messages import Article
from tests.news.feeds import Newsstand
from tests.news.planted import news
from tests.servers.metrics import shown
from tests.servers.process import end, free_port, spawn
from tests.service.installation import eventually, settings
from wire.bus.kafka import KafkaBus
from wire.bus.port import Message, Outgoing
from wire.bus.streams import StreamsBus
from wire.clock import SystemClock
from wire.codec import decode
from wire.redis import connect
from wire.settings.model import KafkaSettings, Settings
from wire.stage import Context
from wire.stop import Stop

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]


@pytest.mark.redis
def test_embedded_what_waits_stays_near_the_limit_and_all_is_read_in_the_end(
    redis_url: str, namespace: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    limit, feeds, rounds, each = 60, 6, 8, 10
    names = [str(number) for number in range(feeds)]
    start = datetime.now(UTC) - timedelta(hours=1)
    items = news(articles=feeds * rounds * each, clashes=0, start=start, apart=timedelta(seconds=5))
    read: list[str] = []

    def slowly(message: Message) -> list[Outgoing]:
        time.sleep(0.035)
        read.append(decode(message.value, Article).url)
        return []

    with Newsstand() as stand, caplog.at_level("INFO"):
        config = settings(stand, names, tmp_path)
        config["ingest"]["backlog"] = limit
        client, stop = connect(redis_url), Stop()
        whole = Settings.model_validate({**config, "namespace": namespace})
        bus = StreamsBus(client, namespace=namespace)
        bus.ensure_topics()
        context = Context(settings=whole, bus=bus, redis=client, clock=SystemClock(), stop=stop)
        parts = [*ingest.stage.parts(context), context.loop("enrich", "articles", "enrich", slowly)]
        threads = [threading.Thread(target=part.run, daemon=True) for part in parts]
        for name in names:
            stand.put(name, [])
        for thread in threads:
            thread.start()
        waiting: list[int] = []
        for out in range(rounds):
            for number, name in enumerate(names):
                stand.put(name, items[number::feeds][: (out + 1) * each])
            while len(read) + (waiting or [0])[-1] < (out + 1) * feeds * each:  # until all of them are on the bus
                waiting.append(bus.backlog("articles", "enrich"))
                time.sleep(0.1)
        eventually(lambda: set(read) == {item.url for item in items})
        stop.set()
        for thread in threads:
            thread.join(20)
        bus.close()
    assert len(read) == len(items), "none twice"
    # A poll takes all that is new in a feed, and all feeds may be polled between two looks at the backlog.
    assert limit < max(waiting) <= limit + 2 * feeds * each < len(items) / 2
    assert "polling pauses" in caplog.text
    assert "polling goes on" in caplog.text


@pytest.mark.kafka
def test_over_kafka_the_lag_is_told_and_a_slow_readers_memory_stays_flat(
    kafka_servers: str, redis_url: str, namespace: str, tmp_path: Path
) -> None:
    count, size, port = 3_000, 20_000, free_port()
    kafka = {"bootstrap_servers": kafka_servers, "partitions": 4}
    bus = KafkaBus(KafkaSettings.model_validate(kafka), namespace=namespace)
    bus.ensure_topics()
    values = json.dumps(
        {
            "namespace": namespace,
            "bus": {"kind": "kafka", "kafka": kafka},
            "redis": {"url": redis_url},
            "http": {"port": port},
        }
    )
    reader = spawn([sys.executable, "-m", "tests.wire.copier", values], tmp_path / "log", cwd=ROOT)
    try:
        eventually(lambda: shown(port, 'figurewatch_messages_handled_total{loop="copy",outcome="done"}') is not None)
        publish(bus, 200, size, takes=0)
        eventually(lambda: bus.backlog("articles", "copier") == 0)
        before = resident(reader)
        publish(bus, count, size, takes=0.007)
        lags, most = [], before
        while bus.backlog("articles", "copier") > 0:
            lags.append(shown(port, 'figurewatch_lag_messages{loop="copy"}') or 0.0)
            most = max(most, resident(reader))
            time.sleep(0.5)
        assert shown(port, 'figurewatch_messages_handled_total{loop="copy",outcome="done"}') == count + 200
    finally:
        end(reader)
        bus.close()
    assert max(lags) > count / 10, "how far it is behind is told, every 15 seconds"
    # 60 MB waited. What a consumer fetches ahead of its loop is a few megabytes for each partition.
    assert most - before < 30_000_000, (before, most)


def publish(bus: KafkaBus, count: int, size: int, *, takes: float) -> None:
    producer = bus.producer()
    for number in range(count):
        producer.publish(
            Outgoing(topic="articles", key=f"key-{number % 50}", value=b"x" * size, headers={"takes": str(takes)})
        )
    producer.flush()
    producer.close()


def resident(process: "subprocess.Popen[bytes]") -> int:
    """Return the bytes of memory that `process` uses."""
    text = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    return int(next(line for line in text.splitlines() if line.startswith("VmRSS")).split()[1]) * 1024
