"""How many feeds fare how, noted by those who poll them and read by those who tell that all works.

The key, under the namespace: `feeds`, a hash of process to JSON, `[time, {condition: number}]`. A process counts the
feeds that it polled last and notes that again and again; one that has not for `VALID` seconds counts no more.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
import redis

VALID = 900.0
"""Seconds for which what a process has noted holds."""


class FeedCounts:
    """The notes in the Redis that `client` (which returns bytes) reaches. Methods raise redis errors."""

    def __init__(self, client: "redis.Redis", *, namespace: str) -> None:
        """Use keys under `namespace`; nothing is sent before the first call."""
        self._client: Any = client
        self._key = f"{namespace}:feeds"

    def note(self, process: str, counts: Mapping[str, int], now: datetime) -> None:
        """Note how many of the feeds of `process` are in which condition at `now`."""
        together = self._client.pipeline(transaction=True)
        together.hset(self._key, process, msgspec.json.encode((now.timestamp(), counts)))
        together.expire(self._key, int(VALID))
        together.execute()

    def read(self, now: datetime) -> Mapping[str, int]:
        """Return how many feeds are in which condition, as the processes noted that are there at `now`."""
        found: Counter[str] = Counter()
        for process, text in self._client.hgetall(self._key).items():
            at, counts = msgspec.json.decode(text, type=tuple[float, dict[str, int]])
            if now.timestamp() - at <= VALID:
                found.update(counts)
            else:
                self._client.hdel(self._key, process)
        return found
