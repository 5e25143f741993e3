"""Where things lie in Redis: the streams of a topic, its groups and their leases, and how far those have come."""

from collections.abc import Collection
from typing import Any

import redis

from wire.bus.leases import Leases, script
from wire.bus.partitions import partition_of
from wire.bus.port import Lag
from wire.bus.streams.entries import away
from wire.clock import Clock


class Layout:
    """The keys below `namespace` in the Redis that `client` reaches.

    `partitions` counts for topics that do not exist yet.
    """

    def __init__(self, client: "redis.Redis", *, namespace: str, partitions: int, clock: Clock) -> None:
        self._client = client
        self._prefix = f"{namespace}:bus"
        self._partitions = partitions
        self._clock = clock
        self._counts: dict[str, int] = {}
        self.waiting: Any = client.register_script(script("lag"))
        """Returns how many entries of each stream a group has not acknowledged, and the oldest's id."""

    def stream(self, topic: str, partition: int) -> str:
        """Return the Redis key of a partition."""
        return f"{self._prefix}:{topic}:{partition}"

    def stream_of(self, topic: str, key: str) -> str:
        """Return the Redis key of the partition that `key` belongs to. Raises `BusAway`."""
        return self.stream(topic, partition_of(key, self.count(topic)))

    def lag(self, topic: str, group: str, partitions: Collection[int]) -> Lag:
        """Return how far `group` is behind on some partitions. Raises `BusAway`."""
        if not partitions:
            return Lag(messages=0, seconds=0.0)
        with away():
            answer = self.waiting(keys=[self.stream(topic, partition) for partition in partitions], args=[group])
        oldest = {part: entry.decode() for part, entry in zip(partitions, answer[1::2], strict=True) if entry}
        born = [int(entry.split("-")[0]) for entry in oldest.values()]
        age = self._clock.now().timestamp() - min(born) / 1000 if born else 0.0
        return Lag(messages=sum(answer[::2]), seconds=max(age, 0.0), oldest=oldest)

    def leases(self, topic: str, group: str, client: Any, clock: Clock, ttl: float) -> Leases:
        """Join `group` on `topic`: make what it needs in Redis and return the new member's leases. Raises `BusAway`."""
        count = self.count(topic)
        self.make_groups(topic, group)
        return Leases(client, f"{self._prefix}:{topic}:{group}", count, clock, ttl)

    def make_groups(self, topic: str, group: str) -> None:
        """Make `group`, and the streams of `topic`, where they are not there. Raises `BusAway`."""
        for partition in range(self.count(topic)):
            with away():
                try:
                    self._client.xgroup_create(self.stream(topic, partition), group, id="0", mkstream=True)
                except redis.ResponseError as error:
                    if not str(error).startswith("BUSYGROUP"):
                        raise

    def count(self, topic: str) -> int:
        """Return the number of partitions of `topic`, fixed for ever by whoever asks first."""
        found = self._counts.get(topic)
        if found is None:
            key = f"{self._prefix}:{topic}:partitions"
            with away():
                self._client.set(key, self._partitions, nx=True)
                found = self._counts[topic] = int(self._client.get(key) or self._partitions)
        return found
