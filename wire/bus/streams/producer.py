"""Publishing to the streams."""

import json
from collections.abc import Callable
from typing import Any

import redis

from wire.bus.port import MAX_VALUE, Outgoing
from wire.bus.streams.entries import away
from wire.bus.topics import retention
from wire.clock import Clock
from wire.faults import MessageFault

MOST_BUFFERED = 500
MOST_BUFFERED_BYTES = 8 * 1024 * 1024


class StreamsProducer:
    """Publishes by the batch: one round trip for up to 500 messages."""

    def __init__(self, client: "redis.Redis", stream_of: Callable[[str, str], str], clock: Clock) -> None:
        self._client = client
        self._stream_of = stream_of
        self._clock = clock
        self._taken: list[Outgoing] = []
        self._bytes = 0

    def publish(self, message: Outgoing) -> None:
        """Take `message`; what has piled up may be sent. Raises `MessageFault` for a giant, `BusAway`."""
        if len(message.value) > MAX_VALUE:
            raise MessageFault(f"a message of {len(message.value)} bytes is beyond the limit of {MAX_VALUE}")
        self._taken.append(message)
        self._bytes += len(message.value)
        if len(self._taken) >= MOST_BUFFERED or self._bytes >= MOST_BUFFERED_BYTES:
            self.flush()

    def flush(self) -> None:
        """Return when Redis has everything taken. Raises `BusAway`; what was taken is then to be published again."""
        taken, self._taken, self._bytes = self._taken, [], 0
        if not taken:
            return
        with away():
            now = self._clock.now().timestamp()
            # As a transaction: all or nothing, and one fsync rather than one for each 16 KB that the server reads.
            batch = self._client.pipeline(transaction=True)
            for message in taken:
                fields: dict[Any, Any] = {"k": message.key, "v": message.value}
                if message.headers:
                    fields["h"] = json.dumps(dict(message.headers))
                oldest = int((now - retention(message.topic)) * 1000)
                batch.xadd(self._stream_of(message.topic, message.key), fields, minid=oldest, approximate=True)
            batch.execute()

    def close(self) -> None:
        """Send what was taken, if Redis answers. Never raises."""
        try:
            self.flush()
        except Exception:  # the port's promise; whoever needed it durable has flushed before
            self._taken = []
