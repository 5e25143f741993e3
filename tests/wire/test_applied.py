"""What a Redis that lost its last seconds means to a loop over Kafka."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from tests.wire.test_loop import Bench
from wire.applied import RedisApplied
from wire.bus import Message, Outgoing
from wire.bus.kafka import KafkaBus
from wire.loop import Loop
from wire.redis import connect
from wire.settings.model import KafkaSettings


def messages(partition: int, start: int, end: int) -> list[Message]:
    return [
        Message(topic="claims", key="k", value=b"", partition=partition, offset=str(offset))
        for offset in range(start, end)
    ]


@pytest.mark.redis
class TestNotes:
    @pytest.fixture
    def key(self, namespace: str) -> str:
        return f"{namespace}:applied:judge"

    def test_a_redis_that_lost_nothing_is_gone_on_with(self, redis_url: str, namespace: str, key: str) -> None:
        client = connect(redis_url)
        applied = RedisApplied(client, namespace=namespace, loop="judge")
        for start in (0, 5, 10):
            assert applied.advance(messages(0, start, start + 5) + messages(1, start // 5, start // 5 + 1)) == {}
        assert client.hgetall(key) == {b"0": b"14", b"1": b"2"}
        assert RedisApplied(client, namespace=namespace, loop="judge").advance(messages(0, 15, 16)) == {}

    def test_what_was_lost_while_running_is_done_again(self, redis_url: str, namespace: str, key: str) -> None:
        client = connect(redis_url)
        applied = RedisApplied(client, namespace=namespace, loop="judge")
        applied.advance(messages(0, 0, 10) + messages(1, 0, 10))
        client.hset(key, "0", 4)
        assert applied.advance(messages(0, 10, 12) + messages(1, 10, 12)) == {0: 5}
        assert client.hgetall(key) == {b"0": b"4", b"1": b"11"}, "nothing is noted of the partition that lost"
        assert applied.advance(messages(0, 5, 12)) == {}
        assert client.hget(key, "0") == b"11"

    def test_what_was_lost_before_the_partition_came_here_is_done_again(
        self, redis_url: str, namespace: str, key: str
    ) -> None:
        client = connect(redis_url)
        RedisApplied(client, namespace=namespace, loop="judge").advance(messages(0, 0, 100))
        client.hset(key, "0", 79)
        other = RedisApplied(client, namespace=namespace, loop="judge")
        assert other.advance(messages(0, 100, 110)) == {0: 80}

    def test_what_was_lost_is_seen_before_the_next_message_is_handled(
        self, redis_url: str, namespace: str, key: str
    ) -> None:
        client = connect(redis_url)
        applied = RedisApplied(client, namespace=namespace, loop="judge")
        assert applied.check(messages(0, 0, 10)) == {}
        applied.advance(messages(0, 0, 10) + messages(1, 0, 10))
        assert applied.check(messages(0, 10, 12)) == {}
        client.hset(key, "0", 4)
        assert applied.check(messages(0, 10, 12) + messages(1, 10, 12)) == {0: 5}
        assert applied.check(messages(0, 5, 12)) == {}, "it is done again now"
        assert applied.advance(messages(0, 5, 12)) == {}
        assert applied.check(messages(0, 12, 13)) == {}
        assert client.hgetall(key) == {b"0": b"11", b"1": b"9"}

    def test_what_is_not_delivered_again_stays_lost(self, redis_url: str, namespace: str, key: str) -> None:
        client = connect(redis_url)
        client.hset(key, "0", 10)
        applied = RedisApplied(client, namespace=namespace, loop="judge")
        assert applied.advance(messages(0, 500, 510)) == {0: 11}
        assert applied.advance(messages(0, 500, 510)) == {}, "the topic begins at 500 by now"

    def test_messages_delivered_twice_do_not_set_the_note_back(self, redis_url: str, namespace: str, key: str) -> None:
        client = connect(redis_url)
        RedisApplied(client, namespace=namespace, loop="judge").advance(messages(0, 0, 100))
        assert RedisApplied(client, namespace=namespace, loop="judge").advance(messages(0, 90, 95)) == {}
        assert client.hget(key, "0") == b"99"

    def test_a_topic_that_was_made_anew_begins_anew(self, redis_url: str, namespace: str, key: str) -> None:
        client = connect(redis_url)
        RedisApplied(client, namespace=namespace, loop="judge").advance(messages(0, 0, 100))
        assert RedisApplied(client, namespace=namespace, loop="judge").advance(messages(0, 0, 3)) == {}
        assert client.hget(key, "0") == b"2"

    def test_a_redis_that_lost_everything_is_no_reason_to_tell_everything_again(
        self, redis_url: str, namespace: str, key: str
    ) -> None:
        client = connect(redis_url)
        applied = RedisApplied(client, namespace=namespace, loop="judge")
        applied.advance(messages(0, 0, 100))
        client.delete(key)
        assert applied.advance(messages(0, 100, 110)) == {}


class LosesOnce:
    """Notes that find a loss at the commit of `value`, back to `offset`."""

    def __init__(self, value: bytes, offset: int) -> None:
        self.value, self.offset = value, offset

    def check(self, messages: Sequence[Message]) -> Mapping[int, int]:
        return {}

    def advance(self, messages: Sequence[Message]) -> Mapping[int, int]:
        if self.value in [message.value for message in messages]:
            self.value = b"never again"
            return {0: self.offset}
        return {}


def test_the_loop_goes_back_acknowledges_nothing_of_it_and_does_the_work_again() -> None:
    bench = Bench(6)
    loop = Loop(replace(bench.loop()._parts, applied=LosesOnce(b"5", 2)))
    loop.turn()
    assert (bench.handled, bench.left()) == (["0", "1", "2", "3", "4", "5"], 6)
    while bench.left():
        loop.turn()
    assert (bench.handled[6:], bench.left()) == (["2", "3", "4", "5"], 0)


class FindsLoss(LosesOnce):
    """Notes that find a loss before `value` is handled, back to `offset`."""

    def check(self, messages: Sequence[Message]) -> Mapping[int, int]:
        return super().advance(messages)

    def advance(self, messages: Sequence[Message]) -> Mapping[int, int]:
        return {}


def test_what_was_acknowledged_is_done_again_silently() -> None:
    bench = Bench(6)
    loop = Loop(replace(bench.loop()._parts, applied=FindsLoss(b"6", 2)))
    loop.turn()
    assert (bench.claims(), bench.left()) == (["0", "1", "2", "3", "4", "5"], 0)
    bench.publish(["6", "7"])
    while bench.left() or len(bench.handled) < 12:
        loop.turn()
    assert bench.handled[6:] == ["2", "3", "4", "5", "6", "7"], "all that was lost is done again before what is new"
    assert bench.claims()[6:] == ["6", "7"], "its results are on the bus"
    assert bench.left() == 0


@pytest.mark.kafka
def test_a_partition_of_kafka_is_delivered_again_from_where_it_is_gone_back_to(
    kafka_servers: str, namespace: str
) -> None:
    bus = KafkaBus(KafkaSettings(bootstrap_servers=kafka_servers, partitions=1), namespace=namespace)
    bus.ensure_topics()
    producer, consumer = bus.producer(), bus.consumer("claims", "judge")
    for number in range(10):
        producer.publish(Outgoing(topic="claims", key="k", value=str(number).encode()))
    producer.flush()
    try:
        got: list[Message] = []
        while len(got) < 6:
            got += consumer.poll(most=6 - len(got), wait=1.0)
        consumer.acknowledge(got)
        consumer.rewind(0, 3)
        again: list[Message] = []
        while len(again) < 7:
            again += consumer.poll(wait=1.0)
        assert [message.value for message in again] == [str(number).encode() for number in range(3, 10)]
        consumer.acknowledge(again)
        assert bus.backlog("claims", "judge") == 0
    finally:
        consumer.close()
        producer.close()
        bus.close()
