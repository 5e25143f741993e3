"""Dead letters: what a message looks like once it has been given up, and what can be done with it afterwards.

A dead letter lies on the topic `NAME.dead` under its own key: the original bytes (the first 64 KB of a giant) with
headers that say what went wrong, where, and when.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from wire.bus import Bus, Message, Outgoing
from wire.bus.topics import RETENTION, dead

GIANT = 1024 * 1024
"""Bytes beyond which a value is cut: no message that this program makes is larger."""
KEPT = 64 * 1024
"""Bytes kept of a giant."""
GROUP = "dead"
"""The group whose acknowledged messages have been replayed."""

_OWN = frozenset({"error", "stage", "topic", "partition", "offset", "attempts", "time", "cut"})


def letter(message: Message, *, error: str, stage: str, attempts: int, time: datetime) -> Outgoing:
    """Return the dead letter of `message`; `error` is one line, `time` when it was given up."""
    headers = {
        **message.headers,
        "error": one_line(error),
        "stage": stage,
        "topic": message.topic,
        "partition": str(message.partition),
        "offset": message.offset,
        "attempts": str(attempts),
        "time": time.isoformat(timespec="milliseconds"),
    }
    value = message.value
    if len(value) > GIANT:
        headers["cut"] = str(len(value))
        value = value[:KEPT]
    return Outgoing(topic=dead(message.topic), key=message.key, value=value, headers=headers)


def one_line(text: str, most: int = 500) -> str:
    """Return `text` on one line without control characters, cut at `most` characters."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= most else line[: most - 1] + "…"


def topics() -> Sequence[str]:
    """Return the topics that hold dead letters."""
    return [topic for topic in RETENTION if topic.endswith(".dead")]


def letters(bus: Bus, topic: str) -> Iterator[Message]:
    """Yield the dead letters on `topic` (such as "articles.dead") that were not replayed. Raises `BusAway`."""
    return bus.browse(topic, GROUP)


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay did: letters put back on their topics, and giants that were passed over, being cut."""

    replayed: int
    cut: int


def replay(bus: Bus, topic: str) -> Replayed:
    """Put the dead letters that are now on `topic` back where they came from, in their order.

    Each is published, and only then acknowledged, so that a crash in between repeats and loses none. Ends early when
    none has come for 30 seconds, because somebody else is replaying. Raises `BusAway`.
    """
    producer = bus.producer()
    replayed = cut = 0

    def put_back(batch: Sequence[Message]) -> None:
        nonlocal replayed, cut
        for message in batch:
            if "cut" in message.headers:
                cut += 1
                continue
            headers = {name: text for name, text in message.headers.items() if name not in _OWN}
            original = topic.removesuffix(".dead")
            producer.publish(Outgoing(topic=original, key=message.key, value=message.value, headers=headers))
            replayed += 1
        producer.flush()

    try:
        _work_off(bus, topic, put_back)
    finally:
        producer.close()
    return Replayed(replayed, cut)


def drop(bus: Bus, topic: str) -> int:
    """Give up the dead letters that are now on `topic` for good; return how many. Raises `BusAway`."""
    dropped = 0

    def count(batch: Sequence[Message]) -> None:
        nonlocal dropped
        dropped += len(batch)

    _work_off(bus, topic, count)
    return dropped


def _work_off(bus: Bus, topic: str, act: Callable[[Sequence[Message]], None]) -> None:
    """Give `act` the letters that are now on `topic`, batch by batch, and acknowledge each batch after it."""
    left = bus.backlog(topic, GROUP)
    consumer = bus.consumer(topic, GROUP)
    empty = 0
    try:
        while left > 0 and empty < 30:
            batch = consumer.poll(most=min(left, 200), wait=1.0)
            act(batch)
            consumer.acknowledge(batch)
            left = left - len(batch) if batch else bus.backlog(topic, GROUP)
            empty = 0 if batch else empty + 1
    finally:
        consumer.close()
