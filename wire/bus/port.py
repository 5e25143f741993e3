"""The bus as a port: what every adapter promises, whatever carries the messages.

Glossary. A *message* is a key and bytes with headers on a *topic*. Messages of one key keep their order. A topic is
split into *partitions* by the key's hash. Consumers of one *group* share the partitions between them, each partition
with one consumer at a time. An *offset* is a message's place in its partition. To *acknowledge* is to declare a
message done, so that the group never gets it again. Delivery is at least once: what was not acknowledged comes again.

Contract, held by one suite for all adapters (tests/wire/test_bus_contract.py):
1. What `publish` took is durable once `flush` has returned; before that it may be lost.
2. A group that starts on a topic for the first time gets it from the earliest message that is kept.
3. Messages of one key are delivered in the order in which they were published.
4. Messages delivered and not acknowledged are delivered again after the consumer is closed, dies or loses the
   partition, in their order, and before later ones of their key.
5. `poll` returns within about `wait` seconds, with an empty list where there is nothing.
6. An adapter whose server is away raises `BusAway` and works again by itself when the server is back.
7. Values and keys come out byte for byte; headers are text to text.
8. After a `flush` or a `publish` that raised `BusAway`, everything taken since the last good flush may be lost or
   may arrive: publish it again.
9. `publish` refuses a value beyond MAX_VALUE with `MessageFault`, and goes on working.
10. Offsets are comparable for equality only: the same message of a partition has the same offset at each delivery.
11. A consumer that was closed joins its group again at its next `poll`, as a new member.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

MAX_VALUE = 4 * 1024 * 1024
"""Bytes that the value of one message may have."""

NO_HEADERS: Mapping[str, str] = MappingProxyType({})
NO_OFFSETS: Mapping[int, str] = MappingProxyType({})


class BusAway(ConnectionError):
    """The bus's server does not answer; the text says which and why, without secrets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message to publish: topic without namespace, key, bytes, headers."""

    topic: str
    key: str
    value: bytes
    headers: Mapping[str, str] = field(default_factory=lambda: NO_HEADERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as delivered. `offset` is the adapter's own word for its place in `partition`."""

    topic: str
    key: str
    value: bytes
    headers: Mapping[str, str] = field(default_factory=lambda: NO_HEADERS)
    partition: int
    offset: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """How far a group is behind on a topic: messages not yet acknowledged, and the age of the oldest in seconds.

    `oldest` is the offset of the first message not yet acknowledged of each partition that has one. A consumer that
    holds no partition tells it of all, since nobody may hold them.
    """

    messages: int
    seconds: float
    oldest: Mapping[int, str] = field(default_factory=lambda: NO_OFFSETS)


class Producer(Protocol):
    """Publishes."""

    def publish(self, message: Outgoing) -> None:
        """Take `message` for sending. Raises `MessageFault` for a giant, `BusAway` where it shows at once."""
        ...

    def flush(self) -> None:
        """Return when everything taken is durable. Raises `BusAway` if it cannot be made so in time."""
        ...

    def close(self) -> None:
        """Flush what can be flushed and let go of the connection. Never raises."""
        ...


class Consumer(Protocol):
    """Reads one topic as a member of one group."""

    def poll(self, *, most: int = 200, wait: float = 0.1) -> Sequence[Message]:
        """Return at most `most` new messages, waiting up to `wait` seconds for the first. Raises `BusAway`."""
        ...

    def acknowledge(self, messages: Sequence[Message]) -> None:
        """Declare `messages`, and in their partitions all before them, done. Raises `BusAway`."""
        ...

    def rewind(self, partition: int, offset: int) -> None:
        """Deliver `partition` again from `offset` on, if it is still held; what was polled of it is forgotten.

        Only where offsets are numbers and messages outlive their acknowledgement; elsewhere nothing happens.
        """
        ...

    def keep_alive(self) -> None:
        """Keep the partitions while nothing is polled (a back-off, a long message). Never raises."""
        ...

    def lag(self) -> Lag:
        """Return how far the group is behind on the partitions that this consumer holds. Raises `BusAway`."""
        ...

    def close(self) -> None:
        """Leave the group; what was not acknowledged goes to others. Never raises."""
        ...


class Bus(Protocol):
    """Makes producers and consumers, and knows whether its server answers."""

    def producer(self) -> Producer:
        """Return a new producer."""
        ...

    def consumer(self, topic: str, group: str) -> Consumer:
        """Return a new consumer of `topic` (without namespace) in `group` (without namespace)."""
        ...

    def ensure_topics(self) -> None:
        """Create the topics that do not exist, with their retention; leave existing ones alone. Raises `BusAway`."""
        ...

    def backlog(self, topic: str, group: str) -> int:
        """Return how many messages of `topic` the group has not acknowledged yet. Raises `BusAway`."""
        ...

    def browse(self, topic: str, group: str) -> Iterator[Message]:
        """Yield the messages of `topic` that `group` has not acknowledged by now, oldest first in each partition.

        Looks only: joins no group, acknowledges nothing. Raises `BusAway`.
        """
        ...

    def check(self) -> None:
        """Return if the server answers within 2 seconds; else raise `BusAway`. Safe to call from any thread."""
        ...

    def close(self) -> None:
        """Let go of what the bus itself holds; producers and consumers close themselves. Never raises."""
        ...
