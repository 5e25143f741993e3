"""What is Kafka's alone: clients that fail to connect, a cluster that hangs, topics as they are made."""

import threading
import time
from collections.abc import Iterator

import pytest
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource

from tests.servers.kafka_broker import KafkaBroker
from tests.servers.process import free_port
from wire.bus import BusAway, Outgoing
from wire.bus.kafka import KafkaBus
from wire.settings.model import KafkaSettings


def test_attempts_to_reach_an_absent_cluster_leave_no_threads_behind() -> None:
    bus = KafkaBus(KafkaSettings(bootstrap_servers=f"127.0.0.1:{free_port()}"), namespace="t")
    before = threading.active_count()
    consumer, producer = bus.consumer("articles", "enrich"), bus.producer()
    for attempt in (bus.check, consumer.poll, lambda: producer.publish(Outgoing(topic="articles", key="k", value=b""))):
        with pytest.raises(BusAway, match=r"^Kafka does not answer"):
            attempt()
    consumer.keep_alive()
    consumer.close()
    producer.close()
    bus.close()
    assert threading.active_count() == before


@pytest.fixture
def frozen(kafka_broker: KafkaBroker, namespace: str) -> Iterator[KafkaBus]:
    bus = KafkaBus(KafkaSettings(bootstrap_servers=kafka_broker.bootstrap_servers), namespace=namespace)
    bus.ensure_topics()
    bus.check()
    kafka_broker.freeze()
    yield bus
    kafka_broker.thaw()
    bus.close()


@pytest.mark.kafka
def test_a_cluster_that_hangs_is_away_within_seconds(frozen: KafkaBus) -> None:
    for _ in range(2):
        began = time.monotonic()
        with pytest.raises(BusAway):
            frozen.check()
        assert time.monotonic() - began < 4


@pytest.mark.kafka
def test_topics_are_made_with_their_retention_and_existing_ones_left_alone(kafka_servers: str, namespace: str) -> None:
    few = KafkaBus(KafkaSettings(bootstrap_servers=kafka_servers, partitions=2), namespace=namespace)
    few.ensure_topics()
    many = KafkaBus(KafkaSettings(bootstrap_servers=kafka_servers, partitions=6), namespace=namespace)
    many.ensure_topics()
    with KafkaAdminClient(bootstrap_servers=kafka_servers) as admin:
        (topic,) = admin.describe_topics([f"{namespace}.claims"])
        wanted = [ConfigResource("TOPIC", f"{namespace}.{name}") for name in ("claims", "claims.dead")]
        configs = admin.describe_configs(wanted)
    assert len(topic["partitions"]) == 2
    found = str(configs)
    assert str(7 * 86_400_000) in found
    assert str(30 * 86_400_000) in found
    few.close()
    many.close()
