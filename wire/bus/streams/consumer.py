"""Reading a topic's streams as a member of a group."""

import json
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import redis

from wire.bus.leases import Leases, script
from wire.bus.port import Lag, Message
from wire.bus.streams.entries import as_message, away
from wire.bus.streams.layout import Layout
from wire.clock import Clock

NEW = ">"


def _is_missing_group(error: redis.ResponseError) -> bool:
    """Return whether `error` says that a stream or its group is not there (NOGROUP, wrapped or not by a script)."""
    return "NOGROUP" in str(error)


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

    def __init__(self, layout: Layout, client: Any, topic: str, group: str, clock: Clock, lease: float) -> None:
        self._layout = layout
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
            with away():
                self._tend()
                messages = self._read(most)
            left = ends - self._clock.monotonic()
            if messages or left <= 0:
                return messages
            with away():
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
            return self._layout.lag(self._topic, self._group, list(self._mine))
        whole = self._layout.lag(self._topic, self._group, range(self._layout.count(self._topic)))
        return Lag(messages=0, seconds=0.0, oldest=whole.oldest)

    def close(self) -> None:
        """Give up the leases; what was not acknowledged goes to the next holder. Never raises."""
        if self._leases is not None:
            self._leases.close()
            self._leases = None
        self._mine = {}

    def _joined(self) -> Leases:
        if self._leases is None:
            self._leases = self._layout.leases(self._topic, self._group, self._client, self._clock, self._lease)
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
        keys = [self._joined().hash_key, *(self._layout.stream(self._topic, p) for p in order)]
        try:
            answer = self._fetch(keys=keys, args=[json.dumps(asked)])
        except redis.ResponseError as error:
            if not _is_missing_group(error):
                raise
            self._layout.make_groups(self._topic, self._group)  # the data was deleted under us
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
                yield as_message(self._topic, partition, entry, dict(zip(flat[::2], flat[1::2], strict=True)))
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
        keys = [self._joined().hash_key, *(self._layout.stream(self._topic, p) for p in done)]
        with away():
            self._acknowledge(keys=keys, args=[json.dumps(asked)])

    def _wait(self, seconds: float) -> None:
        """Block until one of the partitions held has something new, at most `seconds`."""
        if any(mine.cursor != NEW for mine in self._mine.values()):
            return
        if not self._mine:
            self._clock.sleep(min(seconds, 0.1))
            return
        after = {self._layout.stream(self._topic, p): mine.last for p, mine in self._mine.items()}
        self._client.xread(after, count=1, block=max(int(min(seconds, 1.0) * 1000), 1))
