"""The bus: makes producers and consumers, and looks after the topics."""

import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress

from kafka import KafkaConsumer, TopicPartition
from kafka import errors as kafka_errors

from wire.bus.kafka.client import as_message, away, made_client
from wire.bus.kafka.cluster import Cluster
from wire.bus.kafka.consumer import KafkaBusConsumer
from wire.bus.kafka.producer import MAX_REQUEST, KafkaBusProducer
from wire.bus.port import BusAway, Message
from wire.bus.topics import RETENTION
from wire.settings.model import KafkaSettings


class KafkaBus:
    """The bus on the cluster that `settings` name; topics and groups carry the namespace before a dot.

    `takeover` is the session timeout in seconds: how long the partitions of a killed consumer rest.
    """

    def __init__(self, settings: KafkaSettings, *, namespace: str, takeover: float = 10.0) -> None:
        self._settings = settings
        self._takeover = takeover
        self._cluster = Cluster(settings, namespace)

    def producer(self) -> KafkaBusProducer:
        """Return a new producer; it connects on first use."""
        return KafkaBusProducer(self._cluster)

    def consumer(self, topic: str, group: str) -> KafkaBusConsumer:
        """Return a new consumer of `topic` in `group`; it connects on first use."""
        return KafkaBusConsumer(self._cluster, topic, group, self._takeover)

    def ensure_topics(self) -> None:
        """Create the topics that do not exist, with their retention. Raises `BusAway`."""
        with self._cluster.asking("creating topics") as admin:
            there = set(admin.list_topics())
            wanted = {
                self._cluster.topic(name): {
                    "num_partitions": self._settings.partitions,
                    "replication_factor": self._settings.replication,
                    "configs": {
                        "cleanup.policy": "delete",
                        "retention.ms": str(seconds * 1000),
                        "max.message.bytes": str(MAX_REQUEST),
                    },
                }
                for name, seconds in RETENTION.items()
                if self._cluster.topic(name) not in there
            }
            if wanted:
                with suppress(kafka_errors.TopicAlreadyExistsError):  # another process was faster
                    admin.create_topics(wanted)
                admin.wait_for_topics(list(wanted), timeout_ms=10_000)

    def too_few(self) -> Mapping[str, int]:
        """Return the topics that have fewer partitions than the settings ask for, and how many. Raises `BusAway`."""
        with self._cluster.asking("counting partitions") as admin:
            found = admin.describe_topics([self._cluster.topic(name) for name in RETENTION])
            counts = {each["name"]: len(each["partitions"]) for each in found}
        return {
            name: counts[self._cluster.topic(name)]
            for name in RETENTION
            if 0 < counts.get(self._cluster.topic(name), 0) < self._settings.partitions
        }

    def grow(self, topics: Collection[str]) -> None:
        """Give `topics` as many partitions as the settings ask for. Raises `BusAway`.

        A key may lie on another partition from then on: its messages come in order only once all older ones are done.
        """
        with self._cluster.asking("adding partitions") as admin:
            admin.create_partitions({self._cluster.topic(name): self._settings.partitions for name in topics})

    def backlog(self, topic: str, group: str) -> int:
        """Return how many messages of `topic` the group has not acknowledged yet. Raises `BusAway`."""
        return sum(last - first for first, last in self._cluster.waiting(topic, group).values())

    def browse(self, topic: str, group: str) -> Iterator[Message]:
        """Yield what `group` has not acknowledged by now, oldest first in each partition. Raises `BusAway`."""
        for partition, (first, last) in self._cluster.waiting(topic, group).items():
            if first < last:
                yield from self._read(topic, partition, first, last)

    def _read(self, topic: str, partition: int, first: int, last: int) -> Iterator[Message]:
        part = TopicPartition(self._cluster.topic(topic), partition)
        with away("reading"):
            options = {**self._cluster.connection, "enable_auto_commit": False, "auto_offset_reset": "earliest"}
            client = made_client(KafkaConsumer, options)
        try:
            client.assign([part])
            client.seek(part, first)
            at, deadline = first, time.monotonic() + 10
            while at < last:
                with away("reading"):
                    records = client.poll(timeout_ms=500).get(part, [])
                    at = client.position(part, timeout_ms=2_000) or at
                if records:
                    deadline = time.monotonic() + 10
                elif time.monotonic() > deadline:
                    raise BusAway(f"Kafka gives nothing more of {topic} after offset {at}")
                yield from (as_message(topic, record) for record in records if record.offset < last)
        finally:
            client.close()

    def check(self) -> None:
        """Return if the cluster answers; else raise `BusAway` within about 2 seconds."""
        self._cluster.check()

    def close(self) -> None:
        """Let go of the admin clients. Never raises."""
        self._cluster.close()
