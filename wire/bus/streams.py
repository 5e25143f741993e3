"""The bus on Redis Streams: what one machine uses.

A topic is N streams, by a stable hash of the key. Each stream of a group is read by exactly one consumer, the holder
of its lease (wire.bus.leases). In every group all holders use one and the same Redis consumer name, so that what a
holder left pending is the next one's to read first, in order. Entries are deleted once every group has acknowledged
them, and trimmed by age, never by number.
"""

import json
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import redis

from wire.bus.leases import Leases, script
from wire.bus.partitions import partition_of
from wire.bus.port import MAX_VALUE, NO_HEADERS, BusAway, Lag, Message, Outgoing
from wire.bus.topics import RETENTION, retention
from wire.clock import Clock, SystemClock
from wire.faults import MessageFault
from wire.redis import hasty, is_away

NEW = ">"
MOST_BUFFERED = 500
MOST_BUFFERED_BYTES = 8 * 1024 * 1024


@contextmanager
def _away() -> Iterator[None]:
    """Turn a Redis that is away into `BusAway`."""
    try:
        yield
    except redis.RedisError as error:
        if is_away(error):
            raise BusAway(f"Redis does not answer: {error}") from error
        raise


def _is_missing_group(error: redis.ResponseError) -> bool:
    """Return whether `error` says that a stream or its group is not there (NOGROUP, wrapped or not by a script)."""
    return "NOGROUP" in str(error)


class StreamsBus:
    """The bus on the Redis that `client` reaches.

    `partitions` counts for topics that do not exist yet. `takeover` is how long a lease lasts without renewal, in
    seconds: how long the partitions of a killed consumer rest.
    """

    def __init__(
        self,
        client: "redis.Redis",
        *,
        namespace: str,
        partitions: int = 4,
        clock: Clock | None = None,
        takeover: float = 10.0,
    ) -> None:
        self._client = client
        self._checker = hasty(client)
        self._prefix = f"{namespace}:bus"
        self._partitions = partitions
        self._clock = clock or SystemClock()
        self._takeover = takeover
        self._counts: dict[str, int] = {}
        self._lag = client.register_script(script("lag"))

    def producer(self) -> "StreamsProducer":
        """Return a new producer."""
        return StreamsProducer(self._client, self.stream_of, self._clock)

    def consumer(self, topic: str, group: str) -> "StreamsConsumer":
        """Return a new consumer of `topic` in `group`; it joins on the first poll."""
        return StreamsConsumer(self, self._client, topic, group, self._clock, self._takeover)

    def ensure_topics(self) -> None:
        """Fix the number of partitions of each topic that has none yet. Raises `BusAway`."""
        for topic in RETENTION:
            self.count(topic)

    def backlog(self, topic: str, group: str) -> int:
        """Return how many messages of `topic` the group has not acknowledged yet. Raises `BusAway`."""
        return self.lag(topic, group, range(self.count(topic))).messages

    def browse(self, topic: str, group: str) -> Iterator[Message]:
        """Yield what `group` has not acknowledged by now, oldest first in each partition. Raises `BusAway`."""
        for partition in range(self.count(topic)):
            stream = self.stream(topic, partition)
            reply: Any
            with _away():
                _, oldest = self._lag(keys=[stream], args=[group])
                reply = self._client.xrevrange(stream, count=1)
            if not oldest:
                continue
            at, end = oldest.decode(), reply[0][0].decode()
            while True:
                with _away():
                    reply = self._client.xrange(stream, at, end, count=200)
                if not reply:
                    break
                yield from (_message(topic, partition, entry, fields) for entry, fields in reply)
                at = f"({reply[-1][0].decode()}"

    def check(self) -> None:
        """Return if Redis answers; else raise `BusAway`."""
        with _away():
            self._checker.ping()

    def close(self) -> None:
        """Let go of idle connections. Never raises."""
        self._checker.close()
        self._client.close()

    def stream(self, topic: str, partition: int) -> str:
        """Return the Redis key of a partition."""
        return f"{self._prefix}:{topic}:{partition}"

    def stream_of(self, topic: str, key: str) -> str:
        """Return the Redis key of the partition that `key` belongs to. Raises `BusAway`."""
        return self.stream(topic, partition_of(key, self.count(topic)))

    def lag(self, topic: str, group: str, partitions: Collection[int]) -> Lag:
        """Return how far `group` is behind on some partitions. Raises `BusAway`."""
        if not partitions:
            return Lag(messages=0, seconds=0.0)
        with _away():
            answer = self._lag(keys=[self.stream(topic, partition) for partition in partitions], args=[group])
        oldest = {part: entry.decode() for part, entry in zip(partitions, answer[1::2], strict=True) if entry}
        born = [int(entry.split("-")[0]) for entry in oldest.values()]
        age = self._clock.now().timestamp() - min(born) / 1000 if born else 0.0
        return Lag(messages=sum(answer[::2]), seconds=max(age, 0.0), oldest=oldest)

    def leases(self, topic: str, group: str, client: Any, clock: Clock, ttl: float) -> Leases:
        """Join `group` on `topic`: make what it needs in Redis and return the new member's leases. Raises `BusAway`."""
        count = self.count(topic)
        self.make_groups(topic, group)
        return Leases(client, f"{self._prefix}:{topic}:{group}", count, clock, ttl)

    def make_groups(self, topic: str, group: str) -> None:
        """Make `group`, and the streams of `topic`, where they are not there. Raises `BusAway`."""
        for partition in range(self.count(topic)):
            with _away():
                try:
                    self._client.xgroup_create(self.stream(topic, partition), group, id="0", mkstream=True)
                except redis.ResponseError as error:
                    if not str(error).startswith("BUSYGROUP"):
                        raise

    def count(self, topic: str) -> int:
        """Return the number of partitions of `topic`, fixed for ever by whoever asks first."""
        found = self._counts.get(topic)
        if found is None:
            key = f"{self._prefix}:{topic}:partitions"
            with _away():
                self._client.set(key, self._partitions, nx=True)
                found = self._counts[topic] = int(self._client.get(key) or self._partitions)
        return found


class StreamsProducer:
    """Publishes by the batch: one round trip for up to 500 messages."""

    def __init__(self, client: "redis.Redis", stream_of: Callable[[str, str], str], clock: Clock) -> None:
        self._client = client
        self._stream_of = stream_of
        self._clock = clock
        self._taken: list[Outgoing] = []
        self._bytes = 0

    def publish(self, message: Outgoing) -> None:
        """Take `message`; what has piled up may be sent. Raises `MessageFault` for a giant, `BusAway`."""
        if len(message.value) > MAX_VALUE:
            raise MessageFault(f"a message of {len(message.value)} bytes is beyond the limit of {MAX_VALUE}")
        self._taken.append(message)
        self._bytes += len(message.value)
        if len(self._taken) >= MOST_BUFFERED or self._bytes >= MOST_BUFFERED_BYTES:
            self.flush()

    def flush(self) -> None:
        """Return when Redis has everything taken. Raises `BusAway`; what was taken is then to be published again."""
        taken, self._taken, self._bytes = self._taken, [], 0
        if not taken:
            return
        with _away():
            now = self._clock.now().timestamp()
            # As a transaction: all or nothing, and one fsync rather than one for each 16 KB that the server reads.
            batch = self._client.pipeline(transaction=True)
            for message in taken:
                fields: dict[Any, Any] = {"k": message.key, "v": message.value}
                if message.headers:
                    fields["h"] = json.dumps(dict(message.headers))
                oldest = int((now - retention(message.topic)) * 1000)
                batch.xadd(self._stream_of(message.topic, message.key), fields, minid=oldest, approximate=True)
            batch.execute()

    def close(self) -> None:
        """Send what was taken, if Redis answers. Never raises."""
        try:
            self.flush()
        except Exception:  # the port's promise; whoever needed it durable has flushed before
            self._taken = []


@dataclass(slots=True)
class _Partition:
    """What a consumer knows of a partition that it holds."""

    token: str
    cursor: str = "0"
    """Where to read on in the pending entries; `NEW` once there are none left over."""
    last: str = "0"
    """The entry after which new ones come."""
    unacknowledged: list[str] = field(default_factory=list)
    ghosts: list[str] = field(default_factory=list)
    """Pending entries whose messages have been trimmed by age: to acknowledge, not to deliver."""


class StreamsConsumer:
    """One member of a group on one topic."""

    def __init__(self, bus: StreamsBus, client: Any, topic: str, group: str, clock: Clock, lease: float) -> None:
        self._bus = bus
        self._client = client
        self._topic = topic
        self._group = group
        self._clock = clock
        self._lease = lease
        self._leases: Leases | None = None
        self._mine: dict[int, _Partition] = {}
        self._turn = 0
        self._fetch = client.register_script(script("fetch"))
        self._acknowledge = client.register_script(script("acknowledge"))

    def poll(self, *, most: int = 200, wait: float = 0.1) -> Sequence[Message]:
        """Return at most `most` new messages, waiting up to `wait` seconds for the first. Raises `BusAway`."""
        ends = self._clock.monotonic() + wait
        while True:
            with _away():
                self._tend()
                messages = self._read(most)
            left = ends - self._clock.monotonic()
            if messages or left <= 0:
                return messages
            with _away():
                self._wait(left)

    def acknowledge(self, messages: Sequence[Message]) -> None:
        """Declare `messages`, and in their partitions all before them, done. Raises `BusAway`."""
        last = {message.partition: message.offset for message in messages}
        done: dict[int, list[str]] = {}
        for partition, offset in last.items():
            mine = self._mine.get(partition)
            if mine and offset in mine.unacknowledged:
                done[partition] = mine.unacknowledged[: mine.unacknowledged.index(offset) + 1]
        self._settle(done)
        for partition, ids in done.items():
            del self._mine[partition].unacknowledged[: len(ids)]

    def rewind(self, partition: int, offset: int) -> None:
        """Do nothing: what was acknowledged is gone, and what Redis loses it loses here too."""

    def keep_alive(self) -> None:
        """Keep the partitions while nothing is polled; the leases renew themselves for minutes. Never raises."""
        if self._leases is not None:
            self._leases.use()

    def lag(self) -> Lag:
        """Return how far the group is behind on the partitions held. Raises `BusAway`."""
        if self._mine:
            return self._bus.lag(self._topic, self._group, list(self._mine))
        whole = self._bus.lag(self._topic, self._group, range(self._bus.count(self._topic)))
        return Lag(messages=0, seconds=0.0, oldest=whole.oldest)

    def close(self) -> None:
        """Give up the leases; what was not acknowledged goes to the next holder. Never raises."""
        if self._leases is not None:
            self._leases.close()
            self._leases = None
        self._mine = {}

    def _joined(self) -> Leases:
        if self._leases is None:
            self._leases = self._bus.leases(self._topic, self._group, self._client, self._clock, self._lease)
        return self._leases

    def _tend(self) -> None:
        """Bring `_mine` in line with the leases; a partition won (again) starts at its pending entries."""
        held = self._joined().tend(lambda: [p for p, mine in self._mine.items() if not mine.unacknowledged])
        if {p: mine.token for p, mine in self._mine.items()} != held:
            self._mine = {
                p: mine if (mine := self._mine.get(p)) and mine.token == token else _Partition(token)
                for p, token in held.items()
            }

    def _read(self, most: int) -> list[Message]:
        """Fetch from the partitions held, beginning with another one each time."""
        order = sorted(self._mine)
        if not order:
            return []
        turn = bisect_right(order, self._turn) % len(order)
        order = order[turn:] + order[:turn]
        self._turn = order[0]
        asked = {
            "group": self._group,
            "most": most,
            "parts": [[p, self._mine[p].token, self._mine[p].cursor] for p in order],
        }
        keys = [self._joined().hash_key, *(self._bus.stream(self._topic, p) for p in order)]
        try:
            answer = self._fetch(keys=keys, args=[json.dumps(asked)])
        except redis.ResponseError as error:
            if not _is_missing_group(error):
                raise
            self._bus.make_groups(self._topic, self._group)  # the data was deleted under us
            return []
        messages = [message for p, entries, delivered in answer for message in self._take(p, entries, delivered)]
        self._settle_ghosts()
        return messages

    def _take(self, partition: int, entries: Sequence[Any], delivered: bytes) -> Iterator[Message]:
        """Turn fetched entries into messages and move the partition's cursor."""
        mine = self._mine[partition]
        if delivered:
            mine.cursor, mine.last = NEW, delivered.decode()
        for entry, flat in entries:
            offset = mine.last = entry.decode()
            if mine.cursor != NEW:
                mine.cursor = offset
            if flat:
                mine.unacknowledged.append(offset)
                yield _message(self._topic, partition, entry, dict(zip(flat[::2], flat[1::2], strict=True)))
            else:
                mine.ghosts.append(offset)

    def _settle_ghosts(self) -> None:
        ghosts = {p: mine.ghosts for p, mine in self._mine.items() if mine.ghosts}
        if ghosts:
            self._settle(ghosts)
            for mine in self._mine.values():
                mine.ghosts = []

    def _settle(self, done: dict[int, list[str]]) -> None:
        """Acknowledge entries by partition. Raises `BusAway`."""
        if not done:
            return
        asked = {"group": self._group, "parts": [[p, self._mine[p].token, ids] for p, ids in done.items()]}
        keys = [self._joined().hash_key, *(self._bus.stream(self._topic, p) for p in done)]
        with _away():
            self._acknowledge(keys=keys, args=[json.dumps(asked)])

    def _wait(self, seconds: float) -> None:
        """Block until one of the partitions held has something new, at most `seconds`."""
        if any(mine.cursor != NEW for mine in self._mine.values()):
            return
        if not self._mine:
            self._clock.sleep(min(seconds, 0.1))
            return
        after = {self._bus.stream(self._topic, p): mine.last for p, mine in self._mine.items()}
        self._client.xread(after, count=1, block=max(int(min(seconds, 1.0) * 1000), 1))


def _message(topic: str, partition: int, entry: bytes, fields: Any) -> Message:
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
