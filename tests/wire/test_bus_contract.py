"""The contract of wire/bus/port.py, held by every adapter on its real server."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.fakes.bus import MemoryBus
from tests.servers.kafka_broker import KafkaBroker
from tests.servers.redis_server import RedisServer
from wire.bus import Bus, BusAway, Consumer, Message, Outgoing
from wire.bus.kafka import KafkaBus
from wire.bus.port import MAX_VALUE
from wire.bus.streams import StreamsBus
from wire.faults import MessageFault
from wire.redis import connect
from wire.settings.model import KafkaSettings

TOPIC = "articles"
ADAPTERS = [pytest.param("streams", marks=pytest.mark.redis), pytest.param("kafka", marks=pytest.mark.kafka)]
FAKE = "memory"  # what the tests of the loop stand on


@pytest.fixture(params=[FAKE, *ADAPTERS])
def bus(request: pytest.FixtureRequest, namespace: str) -> Iterator[Bus]:
    made: Bus
    if request.param == FAKE:
        made = MemoryBus()
    elif request.param == "streams":
        client = connect(request.getfixturevalue("redis_url"))
        made = StreamsBus(client, namespace=namespace, partitions=4, takeover=2.0)
    else:
        servers = KafkaSettings(bootstrap_servers=request.getfixturevalue("kafka_servers"), partitions=4)
        made = KafkaBus(servers, namespace=namespace)
    made.ensure_topics()
    yield made
    made.close()


@pytest.fixture
def joined(bus: Bus) -> Iterator[Callable[..., Consumer]]:
    """Make consumers that are closed when the test ends."""
    made: list[Consumer] = []

    def join(topic: str = TOPIC, group: str = "enrich") -> Consumer:
        made.append(bus.consumer(topic, group))
        return made[-1]

    yield join
    for consumer in made:
        consumer.close()


def publish(bus: Bus, messages: Sequence[Outgoing]) -> None:
    producer = bus.producer()
    for message in messages:
        producer.publish(message)
    producer.flush()
    producer.close()


def numbered(keys: int, each: int, start: int = 0) -> list[Outgoing]:
    """`each` messages for each key, value = running number within the key, keys interleaved."""
    return [
        Outgoing(topic=TOPIC, key=f"key-{key}", value=str(number).encode())
        for number in range(start, start + each)
        for key in range(keys)
    ]


def collect(consumers: Sequence[Consumer], count: int, *, acknowledge: bool, patience: float = 40) -> list[Message]:
    """Poll in turn until `count` messages have come."""
    got: list[Message] = []
    deadline = time.monotonic() + patience
    while len(got) < count and time.monotonic() < deadline:
        for consumer in consumers:
            messages = consumer.poll(wait=0.05)
            got.extend(messages)
            if acknowledge and messages:
                consumer.acknowledge(messages)
    assert len(got) >= count, f"{len(got)} of {count} messages came"
    return got


def by_key(messages: Sequence[Message]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for message in messages:
        found[message.key].append(int(message.value))
    return dict(found)


def test_a_new_group_gets_everything_in_the_order_of_each_key(bus: Bus, joined: Callable[..., Consumer]) -> None:
    publish(bus, numbered(keys=10, each=30))
    got = collect([joined()], 300, acknowledge=True)
    assert by_key(got) == {f"key-{key}": list(range(30)) for key in range(10)}


def test_bytes_keys_and_headers_come_out_as_they_went_in(bus: Bus, joined: Callable[..., Consumer]) -> None:
    value = bytes(range(256)) * 3
    publish(bus, [Outgoing(topic=TOPIC, key="ключ 🔑", value=value, headers={"error": "naïve", "attempts": "3"})])
    (message,) = collect([joined()], 1, acknowledge=True)
    assert (message.topic, message.key, message.value) == (TOPIC, "ключ 🔑", value)
    assert dict(message.headers) == {"error": "naïve", "attempts": "3"}


def test_polling_an_empty_topic_returns_soon_with_nothing(joined: Callable[..., Consumer]) -> None:
    consumer = joined()
    deadline = time.monotonic() + 10
    consumer.poll(wait=3)  # joining may take its time
    while time.monotonic() < deadline:
        began = time.monotonic()
        assert list(consumer.poll(wait=0.2)) == []
        assert time.monotonic() - began < 1.5
        if time.monotonic() - began < 0.5:
            return
    pytest.fail("poll never kept to its wait")


def test_most_is_the_most_that_one_poll_returns(bus: Bus, joined: Callable[..., Consumer]) -> None:
    publish(bus, numbered(keys=4, each=10))
    consumer = joined()
    sizes, got = [], 0
    deadline = time.monotonic() + 20
    while got < 40 and time.monotonic() < deadline:
        sizes.append(len(consumer.poll(most=7)))
        got += sizes[-1]
    assert got == 40
    assert max(sizes) <= 7


def test_unacknowledged_messages_come_again_in_order_and_before_later_ones(
    bus: Bus, joined: Callable[..., Consumer]
) -> None:
    publish(bus, numbered(keys=5, each=4))
    first = joined()
    got = collect([first], 20, acknowledge=False)
    done = [message for message in got if message.partition == got[0].partition]
    first.acknowledge(done[:1])
    first.close()
    publish(bus, numbered(keys=5, each=2, start=4))
    again = collect([joined()], 29, acknowledge=True)
    expected = {f"key-{key}": list(range(6)) for key in range(5)}
    expected[done[0].key].remove(int(done[0].value))
    assert by_key(again) == expected


def test_redelivered_messages_have_the_same_offsets(bus: Bus, joined: Callable[..., Consumer]) -> None:
    publish(bus, numbered(keys=5, each=4))
    first = joined()
    before = {(m.key, m.value): (m.partition, m.offset) for m in collect([first], 20, acknowledge=False)}
    first.close()
    after = {(m.key, m.value): (m.partition, m.offset) for m in collect([joined()], 20, acknowledge=False)}
    assert after == before


def test_acknowledged_messages_never_come_again(bus: Bus, joined: Callable[..., Consumer]) -> None:
    publish(bus, numbered(keys=5, each=4))
    first = joined()
    collect([first], 20, acknowledge=True)
    first.close()
    publish(bus, numbered(keys=1, each=1, start=99))
    again = collect([joined()], 1, acknowledge=True)
    assert by_key(again) == {"key-0": [99]}


def test_two_groups_each_get_everything(bus: Bus, joined: Callable[..., Consumer]) -> None:
    one, two = joined(group="one"), joined(group="two")
    one.poll()
    two.poll()
    publish(bus, numbered(keys=3, each=5))
    assert len(collect([one], 15, acknowledge=True)) == 15
    assert by_key(collect([two], 15, acknowledge=True)) == {f"key-{key}": list(range(5)) for key in range(3)}
    assert bus.backlog(TOPIC, "one") == bus.backlog(TOPIC, "two") == 0


def shared(bus: Bus, one: Consumer, two: Consumer) -> None:
    """Return when both consumers get messages, neither those of the other's keys.

    They poll at once, as in service: polled in turns, one that asks to join keeps the other waiting for it, and is not
    there when its turn comes.
    """
    deadline = time.monotonic() + 40
    number = 1_000
    seen = []
    with ThreadPoolExecutor(2) as threads:
        while time.monotonic() < deadline:
            publish(bus, numbered(keys=40, each=1, start=number))
            number += 1
            keys: list[set[str]] = [set(), set()]
            until = time.monotonic() + 3
            while len(keys[0] | keys[1]) < 40 and time.monotonic() < until:
                for mine, found in zip(keys, threads.map(taken, (one, two)), strict=True):
                    mine.update(found)
            if all(keys) and not keys[0] & keys[1] and len(keys[0] | keys[1]) == 40:
                return
            seen.append((len(keys[0]), len(keys[1]), len(keys[0] & keys[1])))
    pytest.fail(f"the partitions were never shared: keys of one, of the other, of both in turn: {seen}")


def taken(consumer: Consumer) -> set[str]:
    """Poll once and acknowledge what has come; return its keys."""
    messages = consumer.poll(wait=0.05)
    consumer.acknowledge(messages)
    return {message.key for message in messages}


def test_two_consumers_share_the_partitions(bus: Bus, joined: Callable[..., Consumer]) -> None:
    one, two = joined(), joined()
    shared(bus, one, two)


def test_one_consumer_takes_over_what_the_other_left_when_it_closed(bus: Bus, joined: Callable[..., Consumer]) -> None:
    one, two = joined(), joined()
    shared(bus, one, two)
    publish(bus, numbered(keys=20, each=3))
    left: list[Message] = []
    deadline = time.monotonic() + 40
    while not left and time.monotonic() < deadline:
        left = list(one.poll(wait=0.05))
        two.keep_alive()  # partitions may still be moving, which takes both
    assert left
    one.close()
    got = collect([two], 60, acknowledge=True)
    found = by_key(got)
    assert {key: sorted(set(numbers)) for key, numbers in found.items()} == {f"key-{k}": [0, 1, 2] for k in range(20)}
    for message in left:
        assert int(message.value) in found[message.key]


def test_keeping_alive_loses_nothing(bus: Bus, joined: Callable[..., Consumer]) -> None:
    consumer = joined()
    publish(bus, numbered(keys=5, each=10))
    held = collect([consumer], 1, acknowledge=False)
    for _ in range(10):
        consumer.keep_alive()
        time.sleep(0.02)
    got = held + (collect([consumer], 50 - len(held), acknowledge=False) if len(held) < 50 else [])
    consumer.acknowledge(got)
    assert by_key(got) == {f"key-{key}": list(range(10)) for key in range(5)}


def test_backlog_and_lag_count_what_is_not_acknowledged(bus: Bus, joined: Callable[..., Consumer]) -> None:
    assert bus.backlog(TOPIC, "enrich") == 0
    publish(bus, numbered(keys=5, each=4))
    assert bus.backlog(TOPIC, "enrich") == 20
    consumer = joined()
    got = collect([consumer], 20, acknowledge=False)
    time.sleep(0.05)
    lag = consumer.lag()
    assert lag.messages == 20
    assert 0.05 <= lag.seconds < 60
    first = {message.partition: message.offset for message in reversed(got)}
    assert lag.oldest == first, "the oldest message that waits, of each partition that has one"
    consumer.acknowledge([message for message in got if message.partition == got[0].partition])
    assert 0 < consumer.lag().messages < 20
    assert consumer.lag().oldest == {part: offset for part, offset in first.items() if part != got[0].partition}
    consumer.acknowledge(got)
    assert consumer.lag().oldest == {}
    assert consumer.lag().messages == bus.backlog(TOPIC, "enrich") == 0
    assert consumer.lag().seconds == 0


def test_a_consumer_without_partitions_tells_what_waits_on_all(bus: Bus, joined: Callable[..., Consumer]) -> None:
    publish(bus, numbered(keys=5, each=4))
    got = collect([joined()], 20, acknowledge=False)
    lag = joined().lag()
    assert lag.messages == 0
    assert lag.oldest == {message.partition: message.offset for message in reversed(got)}


def test_a_consumer_that_was_closed_joins_again_at_its_next_poll(bus: Bus, joined: Callable[..., Consumer]) -> None:
    publish(bus, numbered(keys=5, each=4))
    consumer = joined()
    collect([consumer], 20, acknowledge=False)
    consumer.close()
    got = collect([consumer], 20, acknowledge=True)
    assert by_key(got) == {f"key-{key}": list(range(4)) for key in range(5)}
    assert bus.backlog(TOPIC, "enrich") == 0


def test_browsing_shows_what_is_not_acknowledged_and_takes_nothing(bus: Bus, joined: Callable[..., Consumer]) -> None:
    topic = "articles.dead"
    assert list(bus.browse(topic, "dead")) == []
    letters = [
        Outgoing(topic=topic, key=f"k{number}", value=str(number).encode(), headers={"stage": "enrich"})
        for number in range(450)
    ]
    publish(bus, letters)
    seen = list(bus.browse(topic, "dead"))
    assert sorted(int(message.value) for message in seen) == list(range(450))
    assert seen[0].headers["stage"] == "enrich"
    consumer = joined(topic=topic, group="dead")
    got = collect([consumer], 450, acknowledge=False)
    done = [message for message in got if message.partition == got[0].partition]
    consumer.acknowledge(done)
    left = {message.key for message in got} - {message.key for message in done}
    assert {message.key for message in bus.browse(topic, "dead")} == left


def test_a_giant_is_refused_and_the_producer_goes_on(bus: Bus, joined: Callable[..., Consumer]) -> None:
    producer = bus.producer()
    with pytest.raises(MessageFault, match="bytes"):
        producer.publish(Outgoing(topic=TOPIC, key="giant", value=bytes(MAX_VALUE + 1)))
    producer.publish(Outgoing(topic=TOPIC, key="large", value=bytes(MAX_VALUE)))
    producer.flush()
    producer.close()
    (message,) = collect([joined()], 1, acknowledge=True)
    assert (message.key, len(message.value)) == ("large", MAX_VALUE)


def test_check_says_nothing_when_the_server_answers(bus: Bus) -> None:
    bus.check()


@pytest.fixture(params=ADAPTERS)
def failing(request: pytest.FixtureRequest, namespace: str) -> Iterator[tuple[Bus, KafkaBroker | RedisServer]]:
    """A bus on a server of its own that can be stopped."""
    server: KafkaBroker | RedisServer
    made: Bus
    if request.param == "streams":
        redis_server: RedisServer = request.getfixturevalue("redis_server")
        made = StreamsBus(connect(redis_server.url), namespace=namespace, partitions=2, takeover=2.0)
        server = redis_server
    else:
        broker: KafkaBroker = request.getfixturevalue("kafka_broker")
        made = KafkaBus(KafkaSettings(bootstrap_servers=broker.bootstrap_servers, partitions=2), namespace=namespace)
        server = broker
    made.ensure_topics()
    yield made, server
    server.start()
    made.close()


@pytest.mark.slow
def test_a_server_away_raises_and_its_return_is_enough(failing: tuple[Bus, KafkaBroker | RedisServer]) -> None:
    bus, server = failing
    producer, consumer = bus.producer(), bus.consumer(TOPIC, "enrich")
    for message in numbered(keys=3, each=5):
        producer.publish(message)
    producer.flush()
    collect([consumer], 15, acknowledge=True)

    server.stop()
    with pytest.raises(BusAway):
        bus.check()
    with pytest.raises(BusAway):  # noqa: PT012 - the first polls may find nothing before the client knows
        for _ in range(100):
            consumer.poll(wait=0.1)
    with pytest.raises(BusAway):  # noqa: PT012 - an adapter may find out at either
        producer.publish(numbered(keys=1, each=1, start=99)[0])
        producer.flush()
    consumer.keep_alive()

    server.start()
    deadline = time.monotonic() + 30
    while True:
        try:
            for message in numbered(keys=3, each=1, start=5):
                producer.publish(message)
            producer.flush()
            break
        except BusAway:
            assert time.monotonic() < deadline, "the producer did not come back"
            time.sleep(0.2)
    got: list[Message] = []
    while len(got) < 3 and time.monotonic() < deadline + 30:
        try:
            got += consumer.poll(wait=0.2)
        except BusAway:
            time.sleep(0.2)
    consumer.acknowledge(got)
    assert by_key(got) == {f"key-{key}": [5] for key in range(3)}
    producer.close()
    consumer.close()
