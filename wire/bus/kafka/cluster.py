"""The cluster as all parts of the bus see it: what things are called there, how far its groups have come."""

import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from kafka import TopicPartition
from kafka import errors as kafka_errors

from wire.bus.kafka.client import Admin, connection
from wire.settings.model import KafkaSettings

COORDINATOR_TIMEOUT = 10.0
"""Seconds to wait for the coordinator of a group, which the cluster elects when the first group is asked for."""

_NO_COORDINATOR = (
    kafka_errors.CoordinatorNotAvailableError,
    kafka_errors.CoordinatorLoadInProgressError,
    kafka_errors.NotCoordinatorError,
)


class Cluster:
    """The cluster that `settings` name; topics and groups carry the namespace before a dot."""

    def __init__(self, settings: KafkaSettings, namespace: str) -> None:
        self._namespace = namespace
        self.connection = connection(settings)
        self._admin = Admin(self.connection)
        self._checker = Admin(self.connection)

    @contextmanager
    def asking(self, doing: str) -> Iterator[Any]:
        """Lend the admin client. Raises `BusAway` where what is done with it raises an error of Kafka's."""
        with self._admin.asking(doing) as admin:
            yield admin

    def waiting(self, topic: str, group: str) -> dict[int, tuple[int, int]]:
        """Return for each partition the first offset not acknowledged and the end. Raises `BusAway`."""
        with self.asking("reading offsets") as admin:
            found = admin.describe_topics([self.topic(topic)])
            parts = [TopicPartition(self.topic(topic), p["partition_index"]) for p in found[0]["partitions"]]
            first = admin.list_partition_offsets(dict.fromkeys(parts, -2))  # -2 asks for the earliest, -1 for the end
            last = admin.list_partition_offsets(dict.fromkeys(parts, -1))
            done = self._committed(admin, group, parts)
            return {part.partition: (max(done.get(part, 0), first[part].offset), last[part].offset) for part in parts}

    def _committed(self, admin: Any, group: str, parts: Collection[Any]) -> dict[Any, int]:
        """Return what the group has committed; a cluster that has just started may take seconds to know."""
        deadline = time.monotonic() + COORDINATOR_TIMEOUT
        while True:
            try:
                offsets = admin.list_group_offsets({self.group(group): list(parts)})[self.group(group)]
            except (kafka_errors.GroupIdNotFoundError, KeyError):
                return {}
            except _NO_COORDINATOR:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
            else:
                return {part: offset.offset for part, offset in offsets.items() if offset.offset >= 0}

    def check(self) -> None:
        """Return if the cluster answers; else raise `BusAway` within about 2 seconds."""
        with self._checker.asking("checking") as admin:
            admin.describe_cluster()

    def close(self) -> None:
        """Let go of the admin clients. Never raises."""
        self._admin.close()
        self._checker.close()

    def topic(self, topic: str) -> str:
        """Return the topic's name on the cluster."""
        return f"{self._namespace}.{topic}"

    def group(self, group: str) -> str:
        """Return the group's name on the cluster."""
        return f"{self._namespace}.{group}"
