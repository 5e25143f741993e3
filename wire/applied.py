"""How far each loop has come, noted in the Redis that its work goes to, and compared at each commit.

Kafka remembers what a loop has acknowledged, Redis what came of it. A Redis that crashed between two writes to its
disk, or a replica that took its master's place, may have lost the last seconds of that; Kafka would never deliver them
again. So before a batch is acknowledged, its last offset is noted in the same Redis. Redis loses the end of its history
and nothing within it: where the note is there, all is there that the loop wrote before it. A note that is behind what
this process has noted itself, or behind the first message that it was given, says that something was lost, and where
to begin again. Doing work twice changes nothing.

The key, under the namespace: `applied:LOOP`, a hash of partition to the offset of the last message done with.
"""

import logging
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any, Protocol

import redis

from wire.bus import Message

log = logging.getLogger(__name__)


class Applied(Protocol):
    """The notes of one loop. Raises what says that its server is away."""

    def advance(self, messages: Sequence[Message]) -> Mapping[int, int]:
        """Note that `messages`, all that came of their partitions since the last call, are done with.

        Return the partitions of which Redis has lost something, and the offset to begin again at; of these nothing is
        noted.
        """
        ...


class RedisApplied:
    """The notes in the Redis that `client` reaches; one object for each consumer of the loop."""

    def __init__(self, client: "redis.Redis", *, namespace: str, loop: str) -> None:
        self._key = f"{namespace}:applied:{loop}"
        self._advance: Any = client.register_script(
            files("wire").joinpath("applied.lua").read_text(encoding="utf-8"),
        )
        self._noted: dict[int, int] = {}
        """What this process knows to have been done with."""
        self._back: set[int] = set()
        """Partitions that were gone back in, and have not moved since: what is not delivered again stays lost."""

    def advance(self, messages: Sequence[Message]) -> Mapping[int, int]:
        """Note that `messages` are done with; return where to begin again. See `Applied`."""
        first: dict[int, int] = {}
        last: dict[int, int] = {}
        for message in messages:
            offset = int(message.offset)
            first.setdefault(message.partition, offset)
            last[message.partition] = offset
        words: list[int] = []
        for partition, end in last.items():
            # All before the first message was done with, maybe by another process.
            before = -1 if partition in self._back else first[partition] - 1
            words += [partition, max(self._noted.get(partition, -1), before), end]
        found = self._advance([self._key], words)
        lost = {int(found[place]): int(found[place + 1]) + 1 for place in range(0, len(found), 2)}
        self._noted.update(last | {partition: start - 1 for partition, start in lost.items()})
        self._back = (self._back - {*last}) | {*lost}
        return lost
