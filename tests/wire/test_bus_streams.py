"""What is Redis Streams' alone: leases that run out, deletion, retention, what others put into the streams."""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
import redis

from wire.bus import Message, Outgoing
from wire.bus.leases import IDLE_LIMIT
from wire.bus.streams import StreamsBus, StreamsConsumer
from wire.clock import Clock, FakeClock, SystemClock
from wire.redis import connect

pytestmark = pytest.mark.redis
LEASE = 0.6


class Moved(SystemClock):
    """The machine's clock, moved on."""

    def __init__(self) -> None:
        self.moved = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.moved

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=self.moved)


@pytest.fixture
def client(redis_url: str) -> "redis.Redis":
    return connect(redis_url)


@pytest.fixture
def bus_on(client: "redis.Redis", namespace: str) -> Callable[..., StreamsBus]:
    def make(clock: Clock | None = None, partitions: int = 1) -> StreamsBus:
        return StreamsBus(client, namespace=namespace, partitions=partitions, clock=clock, takeover=LEASE)

    return make


def publish(bus: StreamsBus, values: Sequence[str], topic: str = "articles") -> None:
    producer = bus.producer()
    for value in values:
        producer.publish(Outgoing(topic=topic, key="k", value=value.encode()))
    producer.flush()


def values(messages: Sequence[Message]) -> list[str]:
    return [message.value.decode() for message in messages]


def poll_until(consumer: StreamsConsumer, count: int) -> list[Message]:
    got: list[Message] = []
    deadline = time.monotonic() + 10
    while len(got) < count and time.monotonic() < deadline:
        got += consumer.poll()
    return got


def test_who_falls_silent_loses_the_partition_and_may_not_acknowledge_any_more(
    bus_on: Callable[..., StreamsBus],
) -> None:
    clock = Moved()
    silent, successor = bus_on(clock).consumer("articles", "g"), bus_on().consumer("articles", "g")
    publish(bus_on(), ["1", "2", "3"])
    held = poll_until(silent, 3)
    assert list(successor.poll()) == [], "a partition has one holder"
    clock.moved += IDLE_LIMIT + 1  # as after minutes without a poll: the background thread renews no more
    publish(bus_on(), ["4"])
    taken = poll_until(successor, 4)
    assert values(taken) == ["1", "2", "3", "4"], "what was pending comes first, in order"
    silent.acknowledge(held)
    assert bus_on().backlog("articles", "g") == 4, "a late acknowledgement of a former holder counts for nothing"
    successor.acknowledge(taken)
    assert bus_on().backlog("articles", "g") == 0
    assert list(silent.poll()) == []
    silent.close()
    successor.close()


def test_a_long_message_keeps_its_partition(bus_on: Callable[..., StreamsBus]) -> None:
    busy, other = bus_on().consumer("articles", "g"), bus_on().consumer("articles", "g")
    publish(bus_on(), ["1"])
    held = poll_until(busy, 1)
    until = time.monotonic() + 3 * LEASE
    while time.monotonic() < until:
        assert list(other.poll()) == []
    busy.acknowledge(held)
    assert bus_on().backlog("articles", "g") == 0
    busy.close()
    other.close()


def test_entries_are_deleted_once_every_group_has_acknowledged_them(
    bus_on: Callable[..., StreamsBus], client: "redis.Redis"
) -> None:
    bus = bus_on()
    one, two = bus.consumer("articles", "one"), bus.consumer("articles", "two")
    one.poll(wait=0)
    two.poll(wait=0)
    publish(bus, [str(number) for number in range(10)])
    stream = bus.layout.stream("articles", 0)
    first, second = poll_until(one, 10), poll_until(two, 10)
    one.acknowledge(first)
    assert client.xlen(stream) == 10
    two.acknowledge(second[:4])
    assert client.xlen(stream) == 6
    assert bus.backlog("articles", "one") == 0
    assert bus.backlog("articles", "two") == 6
    two.acknowledge(second)
    assert client.xlen(stream) == 0
    one.close()
    two.close()


def test_waiting_for_new_entries_does_not_spin_on_what_another_group_has_left(
    bus_on: Callable[..., StreamsBus], client: "redis.Redis"
) -> None:
    bus = bus_on()
    slow, fast = bus.consumer("articles", "slow"), bus.consumer("articles", "fast")
    slow.poll(wait=0)
    publish(bus, ["1"])
    fast.acknowledge(poll_until(fast, 1))
    fast.close()
    again = bus.consumer("articles", "fast")
    before = int(client.info("stats")["total_commands_processed"])
    again.poll(wait=0.5)
    spent = int(client.info("stats")["total_commands_processed"]) - before
    assert spent < 60, "a consumer at rest blocks"
    slow.close()
    again.close()


def test_the_number_of_partitions_is_fixed_by_whoever_comes_first(
    bus_on: Callable[..., StreamsBus], client: "redis.Redis", namespace: str
) -> None:
    bus_on(partitions=3).ensure_topics()
    bus = bus_on(partitions=7)
    bus.ensure_topics()
    producer = bus.producer()
    for number in range(100):
        producer.publish(Outgoing(topic="articles", key=f"k{number}", value=b"v"))
    producer.flush()
    streams = {bytes(key).decode() for key in client.scan_iter(f"{namespace}:bus:articles:?")}
    assert streams == {f"{namespace}:bus:articles:{number}" for number in range(3)}


def test_messages_beyond_their_retention_go_when_new_ones_come(
    bus_on: Callable[..., StreamsBus], client: "redis.Redis"
) -> None:
    clock = Moved()
    bus = bus_on(clock)
    publish(bus, [str(number) for number in range(1_000)])
    clock.moved = 6.9 * 86_400
    publish(bus, ["younger than seven days"])
    assert client.xlen(bus.layout.stream("articles", 0)) == 1_001
    clock.moved = 7.1 * 86_400
    publish(bus, ["older"])
    assert client.xlen(bus.layout.stream("articles", 0)) < 200, "whole nodes of a hundred entries go"


def test_pending_messages_beyond_their_retention_are_not_delivered_again(
    bus_on: Callable[..., StreamsBus], client: "redis.Redis"
) -> None:
    bus = bus_on()
    first = bus.consumer("articles", "g")
    publish(bus, ["1", "2", "3"])
    got = poll_until(first, 3)
    first.close()
    client.xtrim(bus.layout.stream("articles", 0), minid=got[2].offset, approximate=False)
    second = bus.consumer("articles", "g")
    assert values(poll_until(second, 1)) == ["3"]
    publish(bus, ["4"])
    assert values(poll_until(second, 1)) == ["4"]
    assert client.xpending(bus.layout.stream("articles", 0), "g")["pending"] == 2, "the two that are gone are settled"
    second.close()


def test_data_deleted_under_a_consumer_is_made_anew(bus_on: Callable[..., StreamsBus], client: "redis.Redis") -> None:
    bus = bus_on()
    consumer = bus.consumer("articles", "g")
    publish(bus, ["1"])
    consumer.acknowledge(poll_until(consumer, 1))
    client.delete(bus.layout.stream("articles", 0))
    publish(bus, ["2"])
    assert values(poll_until(consumer, 1)) == ["2"]
    consumer.close()


def test_entries_that_others_have_put_there_are_delivered_as_they_are(
    bus_on: Callable[..., StreamsBus], client: "redis.Redis"
) -> None:
    bus = bus_on()
    client.xadd(bus.layout.stream("articles", 0), {"foreign": "entry"})
    client.xadd(bus.layout.stream("articles", 0), {"k": b"\xff", "v": b"\xfe", "h": b"no json"})
    consumer = bus.consumer("articles", "g")
    one, two = poll_until(consumer, 2)
    assert (one.key, one.value, dict(one.headers)) == ("", b"", {})
    assert (two.key, two.value, dict(two.headers)) == ("\ufffd", b"\xfe", {})
    consumer.close()


def test_lag_tells_the_age_of_the_oldest(bus_on: Callable[..., StreamsBus]) -> None:
    publish(bus_on(), ["1"])
    ahead = FakeClock(datetime.now(UTC) + timedelta(seconds=100))
    lag = bus_on(ahead).layout.lag("articles", "g", [0])
    assert lag.messages == 1
    assert 95 < lag.seconds < 105
