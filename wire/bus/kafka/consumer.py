"""Reading a topic of Kafka as a member of a group."""

import logging
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from kafka import KafkaConsumer, TopicPartition
from kafka import errors as kafka_errors
from kafka.coordinator.assignors.cooperative_sticky import CooperativeStickyAssignor
from kafka.structs import MemberState, OffsetAndMetadata

from wire.bus.kafka.client import as_message, away, made_client
from wire.bus.kafka.cluster import Cluster
from wire.bus.port import BusAway, Lag, Message

log = logging.getLogger(__name__)

IDLE_CHECK = 2.0
"""Seconds without a message after which a consumer asks whether the cluster is there at all."""

AT_ONCE = 64 * 1024
"""Bytes that are fetched of one partition at a time; a larger message comes all the same.

What has been fetched of one is handed out before the next one's turn, and the broker tells the partitions in the same
order to each new consumer: of much that waits, the last partitions would else come to nothing while workers keep dying.
"""

JOIN_WAIT = 2.0
"""Seconds that a poll may take while the group shares out its partitions."""

_REBALANCING = (kafka_errors.CommitFailedError, kafka_errors.RebalanceInProgressError)


class KafkaBusConsumer:
    """One member of a group on one topic."""

    def __init__(self, cluster: Cluster, topic: str, group: str, takeover: float) -> None:
        self._cluster = cluster
        self._topic = topic
        self._group = group
        self._takeover = takeover
        self._client: Any = None
        self._waiting: list[Message] = []
        self._heard = float("-inf")
        self._delivered: dict[int, list[tuple[int, float]]] = {}
        """By partition, offset and time of birth (seconds since 1970) of each message not yet acknowledged."""

    def poll(self, *, most: int = 200, wait: float = 0.1) -> Sequence[Message]:
        """Return at most `most` new messages, waiting up to `wait` seconds for the first. Raises `BusAway`.

        What was delivered and not acknowledged is delivered again after that.
        """
        with away("polling"):
            client = self._connected()
            self._resume()
            if not self._waiting:
                self._fetch(client, int(wait * 1000), most)
        if not self._waiting and time.monotonic() - self._heard > IDLE_CHECK:
            self._cluster.check()
            self._heard = time.monotonic()
        messages, self._waiting = self._waiting[:most], self._waiting[most:]
        return messages

    def acknowledge(self, messages: Sequence[Message]) -> None:
        """Commit the offsets after `messages`; those of partitions that have gone to others are left to them.

        Raises `BusAway`.
        """
        last = {message.partition: message.offset for message in messages}
        deadline = time.monotonic() + 30
        while True:
            mine = self._client.assignment() if self._client else ()
            done = {
                part: OffsetAndMetadata(int(last[part.partition]) + 1, "", -1)
                for part in mine
                if part.partition in last
            }
            if not done:
                return
            try:
                with away("committing"):
                    self._client.commit(done, timeout_ms=10_000)
            except BusAway as error:
                if not isinstance(error.__cause__, _REBALANCING) or time.monotonic() > deadline:
                    raise
                self.keep_alive()  # a rebalance goes on only while somebody polls
                time.sleep(0.05)
                continue
            self._heard = time.monotonic()
            for partition, offset in last.items():
                delivered = self._delivered.get(partition, [])
                self._delivered[partition] = [entry for entry in delivered if entry[0] > int(offset)]
            return

    def rewind(self, partition: int, offset: int) -> None:
        """Deliver `partition` again from `offset` on, if it is still held."""
        part = TopicPartition(self._cluster.topic(self._topic), partition)
        self._waiting = [message for message in self._waiting if message.partition != partition]
        if self._client is not None and part in self._client.assignment():
            self._client.seek(part, offset)
            self._delivered[partition] = []

    def keep_alive(self) -> None:
        """Take part in the group without taking messages; what comes all the same waits for `poll`. Never raises."""
        if self._client is None:
            return
        try:
            assigned = self._client.assignment()
            if assigned:
                self._client.pause(*assigned)
            self._fetch(self._client, 0, 200)
        except kafka_errors.KafkaError as error:
            log.debug("not kept alive", extra={"error": repr(error)})

    def lag(self) -> Lag:
        """Return how far the group is behind on the partitions held. Raises `BusAway`."""
        mine = {part.partition for part in self._client.assignment()} if self._client else set()
        waiting = self._cluster.waiting(self._topic, self._group)
        behind = sum(last - first for partition, (first, last) in waiting.items() if partition in mine)
        born = min((entries[0][1] for entries in self._delivered.values() if entries), default=None)
        age = time.time() - born if behind and born is not None else 0.0
        oldest = {
            partition: str(first)
            for partition, (first, last) in waiting.items()
            if first < last and (partition in mine or not mine)
        }
        return Lag(messages=behind, seconds=max(age, 0.0), oldest=oldest)

    def close(self) -> None:
        """Leave the group; a poll after that joins it again. Never raises."""
        client, self._client, self._waiting, self._delivered = self._client, None, [], {}
        if client is not None:
            with suppress(Exception):
                client.close(autocommit=False, timeout_ms=5_000)

    def _connected(self) -> Any:
        if self._client is None:
            self._cluster.check()
            options = {
                **self._cluster.connection,
                "group_id": self._cluster.group(self._group),
                "partition_assignment_strategy": (CooperativeStickyAssignor,),
                "enable_auto_commit": False,
                "auto_offset_reset": "earliest",
                "session_timeout_ms": int(self._takeover * 1000),
                "heartbeat_interval_ms": int(self._takeover * 1000 / 4),
                "max_poll_interval_ms": 300_000,
                "fetch_max_wait_ms": 500,
                "max_partition_fetch_bytes": AT_ONCE,
                "allow_auto_create_topics": False,
                "metrics_enabled": False,
            }
            client = made_client(KafkaConsumer, options)
            client.subscribe([self._cluster.topic(self._topic)])
            self._client = client
        return self._client

    def _resume(self) -> None:
        paused = self._client.paused()
        if paused:
            self._client.resume(*paused)

    def _fetch(self, client: Any, timeout_ms: int, most: int) -> None:
        """Poll the client and put what comes to what waits; forget what waits of partitions that have gone.

        Where that fails, the group is left, to be joined again with the next poll, from what has been acknowledged.
        kafka-python 3.0.12 moves on past the messages that it is about to return, asks for the next ones, and where
        that fails has returned none.
        """
        if client.group_metadata().state != MemberState.STABLE:
            # kafka-python 3.0.12 forgets a join that a poll's timeout interrupts: the answer is dropped, the heartbeat
            # stays off, and the consumer gets nothing for ever. Asking for the join again makes each poll go on with
            # it, and a longer wait lets it end within one.
            client._coordinator.request_rejoin()
            timeout_ms = max(timeout_ms, int(JOIN_WAIT * 1000))
        try:
            records = client.poll(timeout_ms=timeout_ms, max_records=most)
        except kafka_errors.KafkaError:
            self.close()
            raise
        mine = {part.partition for part in client.assignment()}
        self._waiting = [message for message in self._waiting if message.partition in mine]
        self._delivered = {partition: self._delivered.get(partition, []) for partition in mine}
        for batch in records.values():
            self._heard = time.monotonic()
            for record in batch:
                self._delivered[record.partition].append((record.offset, record.timestamp / 1000))
                self._waiting.append(as_message(self._topic, record))
