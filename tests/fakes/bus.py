"""A bus in memory, held to the contract suite like the real ones; `away` takes its server away."""

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from wire.bus import BusAway, Lag, Message, Outgoing
from wire.bus.partitions import partition_of
from wire.bus.port import MAX_VALUE
from wire.faults import MessageFault


@dataclass
class Group:
    members: list["MemoryConsumer"] = field(default_factory=list)
    done: dict[int, int] = field(default_factory=lambda: defaultdict(int))


class MemoryBus:
    def __init__(self, partitions: int = 4) -> None:
        self.partitions = partitions
        self.away = False
        self.logs: dict[str, list[list[Message]]] = defaultdict(lambda: [[] for _ in range(partitions)])
        self.born: dict[tuple[str, int, str], float] = {}
        self.groups: dict[tuple[str, str], Group] = defaultdict(Group)

    def answer(self) -> None:
        if self.away:
            raise BusAway("the bus in memory is away")

    def messages(self, topic: str) -> list[Message]:
        """All of a topic, partition by partition."""
        return [message for log in self.logs[topic] for message in log]

    def producer(self) -> "MemoryProducer":
        return MemoryProducer(self)

    def consumer(self, topic: str, group: str) -> "MemoryConsumer":
        return MemoryConsumer(self, topic, group)

    def ensure_topics(self) -> None:
        self.answer()

    def waiting(self, topic: str, group: str) -> Iterator[Message]:
        for partition, log in enumerate(self.logs[topic]):
            yield from log[self.groups[topic, group].done[partition] :]

    def backlog(self, topic: str, group: str) -> int:
        self.answer()
        return len(list(self.waiting(topic, group)))

    def browse(self, topic: str, group: str) -> Iterator[Message]:
        self.answer()
        yield from list(self.waiting(topic, group))

    def check(self) -> None:
        self.answer()

    def close(self) -> None:
        pass


class MemoryProducer:
    def __init__(self, bus: MemoryBus) -> None:
        self.bus = bus
        self.taken: list[Outgoing] = []
        self.flushes = 0
        self.closed = False

    def publish(self, message: Outgoing) -> None:
        if len(message.value) > MAX_VALUE:
            raise MessageFault(f"a message of {len(message.value)} bytes")
        self.taken.append(message)

    def flush(self) -> None:
        taken, self.taken = self.taken, []
        self.bus.answer()
        self.flushes += bool(taken)
        for message in taken:
            partition = partition_of(message.key, self.bus.partitions)
            log = self.bus.logs[message.topic][partition]
            self.bus.born[message.topic, partition, str(len(log))] = time.time()
            log.append(
                Message(
                    topic=message.topic,
                    key=message.key,
                    value=message.value,
                    headers=dict(message.headers),
                    partition=partition,
                    offset=str(len(log)),
                )
            )

    def close(self) -> None:
        self.closed = True
        try:
            self.flush()
        except BusAway:
            self.taken = []


class MemoryConsumer:
    def __init__(self, bus: MemoryBus, topic: str, group: str) -> None:
        self.bus = bus
        self.topic = topic
        self.group = bus.groups[topic, group]
        self.name = group
        self.positions: dict[int, int] = {}
        self.commits: list[list[str]] = []
        self.kept_alive = 0
        self.closed = False

    def assigned(self) -> list[int]:
        if self not in self.group.members:
            return []
        rank = self.group.members.index(self)
        return [p for p in range(self.bus.partitions) if p % len(self.group.members) == rank]

    def poll(self, *, most: int = 200, wait: float = 0.1) -> Sequence[Message]:
        self.bus.answer()
        if self not in self.group.members:
            self.group.members.append(self)
            self.positions = {}
        mine = self.assigned()
        self.positions = {p: self.positions.get(p, self.group.done[p]) for p in mine}
        got: list[Message] = []
        for partition in mine:
            at = self.positions[partition]
            new = self.bus.logs[self.topic][partition][at : at + most - len(got)]
            self.positions[partition] += len(new)
            got += new
        return got

    def acknowledge(self, messages: Sequence[Message]) -> None:
        self.bus.answer()
        for message in messages:
            if message.partition in self.positions:
                done = self.group.done
                done[message.partition] = max(done[message.partition], int(message.offset) + 1)
        if messages:
            self.commits.append([message.value.decode(errors="replace") for message in messages])

    def rewind(self, partition: int, offset: int) -> None:
        self.positions[partition] = offset

    def keep_alive(self) -> None:
        self.kept_alive += 1

    def lag(self) -> Lag:
        self.bus.answer()
        mine = set(self.assigned())
        waiting = [m for m in self.bus.waiting(self.topic, self.name) if m.partition in mine or not mine]
        oldest = {m.partition: m.offset for m in reversed(waiting)}
        born = [self.bus.born[m.topic, m.partition, m.offset] for m in waiting if mine]
        return Lag(messages=len(born), seconds=time.time() - min(born) if born else 0.0, oldest=oldest)

    def close(self) -> None:
        self.closed = True
        if self in self.group.members:
            self.group.members.remove(self)
