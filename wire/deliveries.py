"""Counting deliveries before they are handled, so that a message which kills the process is found out.

Counting each message would cost a round trip for each. Instead one command for a whole batch notes which messages a
loop has in hand. Where a batch holds messages that were noted before, a former process died (or lost the partition)
with them in hand, and one of them may be why: each of these suspects is then counted, handled and committed by
itself. So a killer gets three chances (the first within a batch, two by itself) and its neighbours lose nothing.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from wire.bus import Message

KEEP = 8 * 86_400
"""Seconds that counts are kept: longer than any message they count."""

Place = tuple[int, str]
"""Partition and offset."""


def place(message: Message) -> Place:
    """Return where `message` is on its topic."""
    return message.partition, message.offset


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of a suspect: how often it was begun by itself, now included, and whether it once ran too long."""

    begun: int
    overran: bool

    def condemned(self, attempts: int) -> bool:
        """Return whether the suspect is not to be handled again, where a message has `attempts` deliveries.

        The delivery within a batch counts, too, but proves nothing alone.
        """
        return self.overran or (self.begun >= 2 and self.begun + 1 > attempts)


class Deliveries(Protocol):
    """The count of one loop, shared by all its processes. All methods raise what says that its server is away."""

    def begin(self, messages: Sequence[Message]) -> frozenset[Place]:
        """Note that `messages` are in hand; return those that were in hand before, in a process that never finished."""
        ...

    def begin_alone(self, message: Message) -> Record:
        """Count one more delivery of the suspect `message`."""
        ...

    def settle(self, message: Message) -> None:
        """Forget the suspect `message`: it is done."""
        ...

    def overran(self, message: Message) -> None:
        """Note that `message` ran beyond the time that handling may take."""
        ...


class RedisDeliveries:
    """The count in Redis: per loop one hash of what is in hand by partition, one of suspects."""

    def __init__(self, client: Any, *, namespace: str, loop: str) -> None:
        self._client = client
        self._hand = f"{namespace}:deliveries:{loop}:hand"
        self._suspects = f"{namespace}:deliveries:{loop}:suspects"

    def begin(self, messages: Sequence[Message]) -> frozenset[Place]:
        """Note that `messages` are in hand; return those that were before. Raises redis errors."""
        offsets: dict[int, list[str]] = defaultdict(list)
        for message in messages:
            offsets[message.partition].append(message.offset)
        batch = self._client.pipeline(transaction=True)
        batch.hmget(self._hand, list(offsets))
        batch.hset(self._hand, mapping={str(partition): " ".join(mine) for partition, mine in offsets.items()})
        batch.expire(self._hand, KEEP)
        before = dict(zip(offsets, batch.execute()[0], strict=True))
        seen = {partition: set(noted.decode().split(" ")) for partition, noted in before.items() if noted}
        return frozenset(place(message) for message in messages if message.offset in seen.get(message.partition, ()))

    def begin_alone(self, message: Message) -> Record:
        """Count one more delivery of a suspect. Raises redis errors."""
        name = self._name(message)
        batch = self._client.pipeline(transaction=True)
        batch.hincrby(self._suspects, name, 1)
        batch.hexists(self._suspects, f"{name}:overran")
        batch.expire(self._suspects, KEEP)
        begun, overran, _ = batch.execute()
        return Record(begun=begun, overran=bool(overran))

    def settle(self, message: Message) -> None:
        """Forget a suspect. Raises redis errors."""
        name = self._name(message)
        self._client.hdel(self._suspects, name, f"{name}:overran")

    def overran(self, message: Message) -> None:
        """Note that `message` ran too long. Raises redis errors."""
        self._client.hset(self._suspects, f"{self._name(message)}:overran", 1)

    @staticmethod
    def _name(message: Message) -> str:
        return f"{message.partition}:{message.offset}"
