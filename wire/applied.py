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

    def check(self, messages: Sequence[Message]) -> Mapping[int, int]:
        """Return what `advance` would, before `messages` are handled: all before them was done with. Notes nothing."""
        ...

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

    def check(self, messages: Sequence[Message]) -> Mapping[int, int]:
        """Return where to begin again, before `messages` are handled. See `Applied`."""
        before = {partition: self._before(partition, first) for partition, first in first_of(messages).items()}
        # What was gone back in need not come as far again, and before the first message of all there is nothing.
        looked = {partition: end for partition, end in before.items() if end >= 0 and partition not in self._back}
        if not looked:
            return {}
        return self._lost([word for partition, end in looked.items() for word in (partition, end, end)])

    def advance(self, messages: Sequence[Message]) -> Mapping[int, int]:
        """Note that `messages` are done with; return where to begin again. See `Applied`."""
        first = first_of(messages)
        last = {message.partition: int(message.offset) for message in messages}
        words = [word for part, end in last.items() for word in (part, self._before(part, first[part]), end)]
        self._back -= {*last}
        lost = self._lost(words)
        self._noted.update({partition: end for partition, end in last.items() if partition not in lost})
        return lost

    def _before(self, partition: int, first: int) -> int:
        """Return up to where all has been done with, maybe by another process, when `first` is the next."""
        return max(self._noted.get(partition, -1), -1 if partition in self._back else first - 1)

    def _lost(self, words: Sequence[int]) -> Mapping[int, int]:
        """Run the script with partition, what must be noted and what to note of each; return where to begin again."""
        found = self._advance([self._key], words)
        lost = {int(found[place]): int(found[place + 1]) + 1 for place in range(0, len(found), 2)}
        self._noted.update({partition: start - 1 for partition, start in lost.items()})
        self._back |= {*lost}
        return lost


def first_of(messages: Sequence[Message]) -> dict[int, int]:
    """Return the offset of the first of `messages` in each partition."""
    return {message.partition: int(message.offset) for message in reversed(messages)}
