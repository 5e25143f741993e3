"""What all parts of the bus on Redis Streams share: messages as entries, and a Redis that is away."""

import json
from contextlib import AbstractContextManager
from typing import Any

from wire.bus.port import NO_HEADERS, BusAway, Message
from wire.redis import answering


def away() -> AbstractContextManager[None]:
    """Turn a Redis that is away into `BusAway`."""
    return answering(BusAway)


def as_message(topic: str, partition: int, entry: bytes, fields: Any) -> Message:
    """Return the message that an entry holds; a foreign entry gives an empty one, which no stage can decode."""
    try:
        headers = json.loads(fields.get(b"h", b"{}"))
    except ValueError:
        headers = {}
    return Message(
        topic=topic,
        key=fields.get(b"k", b"").decode(errors="replace"),
        value=fields.get(b"v", b""),
        headers=headers or NO_HEADERS,
        partition=partition,
        offset=entry.decode(),
    )
