"""Publishing to Kafka."""

from contextlib import suppress
from typing import Any

from kafka import KafkaProducer
from kafka import errors as kafka_errors

from wire.bus.kafka.client import away, made_client
from wire.bus.kafka.cluster import Cluster
from wire.bus.port import MAX_VALUE, BusAway, Outgoing
from wire.faults import MessageFault

MAX_REQUEST = MAX_VALUE + 64 * 1024
"""Bytes of a message with its key, headers and framing."""

_TOO_LARGE = (kafka_errors.MessageSizeTooLargeError, kafka_errors.RecordListTooLargeError)


class KafkaBusProducer:
    """Publishes; a failed flush drops the client, because an idempotent one does not recover from a lost batch."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._client: Any = None
        self._sent: list[Any] = []

    def publish(self, message: Outgoing) -> None:
        """Take `message` for sending. Raises `MessageFault` for a giant, `BusAway`."""
        if len(message.value) > MAX_VALUE:
            raise MessageFault(f"a message of {len(message.value)} bytes is beyond the limit of {MAX_VALUE}")
        headers = [(name, value.encode()) for name, value in message.headers.items()]
        try:
            with away("publishing"):
                client = self._connected()
                topic = self._cluster.topic(message.topic)
                self._sent.append(client.send(topic, value=message.value, key=message.key.encode(), headers=headers))
        except BusAway:
            self._drop()
            raise

    def flush(self) -> None:
        """Return when all in-sync replicas have everything taken. Raises `BusAway`, `MessageFault` for a giant."""
        sent, self._sent = self._sent, []
        if not sent:
            return
        try:
            with away("flushing"):
                self._client.flush(timeout=25)
                for future in sent:
                    future.get(timeout=0)  # raises what became of it, also where it is not known
        except BusAway as error:
            self._drop()
            if isinstance(error.__cause__, _TOO_LARGE):
                raise MessageFault(f"Kafka refuses a message as too large: {error.__cause__}") from error
            raise

    def close(self) -> None:
        """Send what was taken, if Kafka answers, and disconnect. Never raises."""
        with suppress(Exception):
            self.flush()
        self._drop()

    def _connected(self) -> Any:
        if self._client is None:
            self._cluster.check()
            options = {
                **self._cluster.connection,
                "acks": "all",
                "enable_idempotence": True,
                "linger_ms": 20,  # whoever publishes flushes; until then one request for many messages
                "batch_size": 256 * 1024,
                "max_request_size": MAX_REQUEST,
                "max_block_ms": 10_000,
                "delivery_timeout_ms": 20_000,
                "allow_auto_create_topics": False,
                "metrics_enabled": False,
            }
            self._client = made_client(KafkaProducer, options)
        return self._client

    def _drop(self) -> None:
        client, self._client, self._sent = self._client, None, []
        if client is not None:
            try:
                client.close(timeout=1)
            except Exception:  # close() flushes first and gives up half-way where that fails
                client._sender.force_close()
