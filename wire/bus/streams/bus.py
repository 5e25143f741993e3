"""The bus: makes producers and consumers, and looks into topics."""

from collections.abc import Iterator
from typing import Any

import redis

from wire.bus.port import Message
from wire.bus.streams.consumer import StreamsConsumer
from wire.bus.streams.entries import as_message, away
from wire.bus.streams.layout import Layout
from wire.bus.streams.producer import StreamsProducer
from wire.bus.topics import RETENTION
from wire.clock import Clock, SystemClock
from wire.redis import hasty


class StreamsBus:
    """The bus on the Redis that `client` reaches.

    `partitions` counts for topics that do not exist yet. `takeover` is how long a lease lasts without renewal, in
    seconds: how long the partitions of a killed consumer rest.
    """

    def __init__(
        self,
        client: "redis.Redis",
        *,
        namespace: str,
        partitions: int = 4,
        clock: Clock | None = None,
        takeover: float = 10.0,
    ) -> None:
        self._client = client
        self._checker = hasty(client)
        self._clock = clock or SystemClock()
        self._takeover = takeover
        self.layout = Layout(client, namespace=namespace, partitions=partitions, clock=self._clock)

    def producer(self) -> StreamsProducer:
        """Return a new producer."""
        return StreamsProducer(self._client, self.layout.stream_of, self._clock)

    def consumer(self, topic: str, group: str) -> StreamsConsumer:
        """Return a new consumer of `topic` in `group`; it joins on the first poll."""
        return StreamsConsumer(self.layout, self._client, topic, group, self._clock, self._takeover)

    def ensure_topics(self) -> None:
        """Fix the number of partitions of each topic that has none yet. Raises `BusAway`."""
        for topic in RETENTION:
            self.layout.count(topic)

    def backlog(self, topic: str, group: str) -> int:
        """Return how many messages of `topic` the group has not acknowledged yet. Raises `BusAway`."""
        return self.layout.lag(topic, group, range(self.layout.count(topic))).messages

    def browse(self, topic: str, group: str) -> Iterator[Message]:
        """Yield what `group` has not acknowledged by now, oldest first in each partition. Raises `BusAway`."""
        for partition in range(self.layout.count(topic)):
            stream = self.layout.stream(topic, partition)
            reply: Any
            with away():
                _, oldest = self.layout.waiting(keys=[stream], args=[group])
                reply = self._client.xrevrange(stream, count=1)
            if not oldest:
                continue
            at, end = oldest.decode(), reply[0][0].decode()
            while True:
                with away():
                    reply = self._client.xrange(stream, at, end, count=200)
                if not reply:
                    break
                yield from (as_message(topic, partition, entry, fields) for entry, fields in reply)
                at = f"({reply[-1][0].decode()}"

    def check(self) -> None:
        """Return if Redis answers; else raise `BusAway`."""
        with away():
            self._checker.ping()

    def close(self) -> None:
        """Let go of idle connections. Never raises."""
        self._checker.close()
        self._client.close()
