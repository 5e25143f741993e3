"""What a consume loop stands on, in memory; one object outlives the loops of several "processes"."""

from collections import Counter
from collections.abc import Sequence

from wire.bus import Message
from wire.deliveries import Place, Record, place


class MemoryDeliveries:
    def __init__(self) -> None:
        self.hand: dict[int, set[str]] = {}
        self.begun: Counter[Place] = Counter()
        self.ran_over: set[Place] = set()

    def begin(self, messages: Sequence[Message]) -> frozenset[Place]:
        suspects = frozenset(place(m) for m in messages if m.offset in self.hand.get(m.partition, ()))
        for partition in {m.partition for m in messages}:
            self.hand[partition] = {m.offset for m in messages if m.partition == partition}
        return suspects

    def begin_alone(self, message: Message) -> Record:
        self.begun[place(message)] += 1
        return Record(begun=self.begun[place(message)], overran=place(message) in self.ran_over)

    def settle(self, message: Message) -> None:
        self.begun.pop(place(message), None)
        self.ran_over.discard(place(message))

    def overran(self, message: Message) -> None:
        self.ran_over.add(place(message))


class MemoryHalt:
    def __init__(self, limit: int = 100) -> None:
        self.limit = limit
        self.letters = 0
        self.stopped = False

    def halted(self) -> bool:
        return self.stopped

    def count(self, letters: int) -> bool:
        self.letters += letters
        self.stopped = self.letters >= self.limit
        return self.stopped

    def resume(self) -> None:
        self.letters, self.stopped = 0, False
