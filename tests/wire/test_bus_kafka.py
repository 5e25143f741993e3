"""What is Kafka's alone: clients that fail to connect, a cluster that hangs, topics as they are made."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource
from kafka.consumer.fetcher import Fetcher
from kafka.errors import KafkaConnectionError

from tests.servers.kafka_broker import KafkaBroker
from tests.servers.process import free_port
from wire.bus import BusAway, Outgoing
from wire.bus.kafka import KafkaBus
from wire.bus.topics import RETENTION
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


@pytest.mark.kafka
def test_more_copies_of_a_topic_than_there_are_brokers_are_told(kafka_servers: str, namespace: str) -> None:
    bus = KafkaBus(KafkaSettings(bootstrap_servers=kafka_servers, replication=3), namespace=namespace)
    with pytest.raises(BusAway) as caught:
        bus.ensure_topics()
    told = str(caught.value)
    assert told.startswith("Kafka refuses (creating topics): ")
    assert "InvalidReplicationFactorError" in told
    assert len(told) < 200
    bus.close()


@pytest.fixture
def bus(kafka_servers: str, namespace: str) -> Iterator[KafkaBus]:
    made = KafkaBus(KafkaSettings(bootstrap_servers=kafka_servers, partitions=4), namespace=namespace)
    made.ensure_topics()
    producer = made.producer()
    for number in range(20):
        producer.publish(Outgoing(topic="articles", key=f"k{number}", value=b"v"))
    producer.flush()
    producer.close()
    yield made
    made.close()


@pytest.mark.kafka
def test_a_consumer_polled_without_any_wait_joins_its_group_all_the_same(bus: KafkaBus) -> None:
    consumer = bus.consumer("articles", "enrich")
    got, deadline = 0, time.monotonic() + 30
    while got < 20 and time.monotonic() < deadline:
        got += len(consumer.poll(wait=0))
    consumer.close()
    assert got == 20


@pytest.mark.kafka
def test_of_much_that_waits_each_partition_soon_gets_its_turn(bus: KafkaBus) -> None:
    producer = bus.producer()
    for number in range(1_200):
        producer.publish(Outgoing(topic="articles", key=f"k{number}", value=bytes(4_000)))
        if number % 50 == 49:
            producer.flush()  # a batch is fetched as a whole
    consumer = bus.consumer("articles", "enrich")
    found: set[int] = set()
    for _ in range(2):
        found |= {message.partition for message in consumer.poll(most=200, wait=10.0)}
    assert found == set(range(4))
    consumer.close()
    producer.close()


@pytest.mark.kafka
def test_a_poll_that_fails_passes_over_no_message(bus: KafkaBus, monkeypatch: pytest.MonkeyPatch) -> None:
    consumer, fetched = bus.consumer("articles", "enrich"), Fetcher.fetched_records
    lost: list[Any] = []

    def failing_once(fetcher: Fetcher, *args: Any, **more: Any) -> Any:
        records, partial = fetched(fetcher, *args, **more)
        if records and not lost:
            lost.extend(records)
            raise KafkaConnectionError("the next messages cannot be asked for")
        return records, partial

    monkeypatch.setattr(Fetcher, "fetched_records", failing_once)
    keys: set[str] = set()
    failures, deadline = 0, time.monotonic() + 40
    while len(keys) < 20 and time.monotonic() < deadline:
        try:
            messages = consumer.poll(wait=0.5)
        except BusAway:
            failures += 1
        else:
            keys |= {message.key for message in messages}
            consumer.acknowledge(messages)
    consumer.close()
    assert failures == 1
    assert keys == {f"k{number}" for number in range(20)}


@pytest.mark.kafka
def test_a_consumer_that_only_keeps_alive_does_not_hold_up_others(bus: KafkaBus) -> None:
    waiting, other = bus.consumer("articles", "enrich"), bus.consumer("articles", "enrich")
    held = waiting.poll(wait=10)
    assert held
    stop = threading.Event()

    def keep() -> None:
        while not stop.wait(0.3):
            waiting.keep_alive()

    keeper = threading.Thread(target=keep)
    keeper.start()
    try:
        got, deadline = 0, time.monotonic() + 40
        while not got and time.monotonic() < deadline:
            got += len(other.poll(wait=0.2))
        assert got, "the partitions were never shared"
    finally:
        stop.set()
        keeper.join()
        waiting.close()
        other.close()


@pytest.mark.kafka
def test_partitions_are_added_only_when_that_is_asked_for(kafka_servers: str, namespace: str) -> None:
    few = KafkaBus(KafkaSettings(bootstrap_servers=kafka_servers, partitions=1), namespace=namespace)
    few.ensure_topics()
    assert few.too_few() == {}
    many = KafkaBus(KafkaSettings(bootstrap_servers=kafka_servers, partitions=3), namespace=namespace)
    many.ensure_topics()
    assert many.too_few() == dict.fromkeys(RETENTION, 1)
    many.grow(many.too_few())
    deadline = time.monotonic() + 10
    while many.too_few() and time.monotonic() < deadline:
        time.sleep(0.2)
    assert many.too_few() == {}
    for bus in (few, many):
        bus.close()
