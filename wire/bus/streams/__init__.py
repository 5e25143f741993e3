"""The bus on Redis Streams: what one machine uses.

A topic is N streams, by a stable hash of the key. Each stream of a group is read by exactly one consumer, the holder
of its lease (wire.bus.leases). In every group all holders use one and the same Redis consumer name, so that what a
holder left pending is the next one's to read first, in order. Entries are deleted once every group has acknowledged
them, and trimmed by age, never by number.
"""

from wire.bus.streams.bus import StreamsBus
from wire.bus.streams.consumer import StreamsConsumer

__all__ = ["StreamsBus", "StreamsConsumer"]
