"""The count of deliveries: the one in Redis and the one that the loop's tests stand on behave alike."""

from collections.abc import Callable

import pytest

from tests.fakes.loop import MemoryDeliveries
from wire.bus import Message
from wire.deliveries import Deliveries, Record, RedisDeliveries
from wire.redis import connect

Make = Callable[[str], Deliveries]


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.redis)])
def deliveries(request: pytest.FixtureRequest, namespace: str) -> Deliveries:
    if request.param == "memory":
        return MemoryDeliveries()
    return RedisDeliveries(connect(request.getfixturevalue("redis_url")), namespace=namespace, loop="enrich")


def message(offset: str, partition: int = 0) -> Message:
    return Message(topic="articles", key="k", value=b"", partition=partition, offset=offset)


def test_messages_in_hand_for_the_first_time_are_no_suspects(deliveries: Deliveries) -> None:
    assert deliveries.begin([message("1"), message("2")]) == frozenset()
    assert deliveries.begin([message("3"), message("4")]) == frozenset()


def test_messages_that_were_in_hand_before_are_suspects(deliveries: Deliveries) -> None:
    deliveries.begin([message("1"), message("2"), message("7", partition=1)])
    again = deliveries.begin([message("2"), message("3"), message("2", partition=1)])
    assert again == {(0, "2")}


def test_a_partition_that_is_not_in_hand_keeps_its_suspects(deliveries: Deliveries) -> None:
    deliveries.begin([message("1"), message("1", partition=1)])
    deliveries.begin([message("2")])
    assert deliveries.begin([message("1", partition=1)]) == {(1, "1")}


def test_suspects_are_counted_each_by_itself_until_they_are_settled(deliveries: Deliveries) -> None:
    one, other = message("1"), message("1", partition=1)
    assert [deliveries.begin_alone(one).begun for _ in range(3)] == [1, 2, 3]
    assert deliveries.begin_alone(other) == Record(begun=1, overran=False)
    deliveries.settle(one)
    assert deliveries.begin_alone(one).begun == 1


def test_that_a_message_ran_too_long_is_remembered_until_it_is_settled(deliveries: Deliveries) -> None:
    deliveries.overran(message("5"))
    assert deliveries.begin_alone(message("5")).overran
    assert not deliveries.begin_alone(message("6")).overran
    deliveries.settle(message("5"))
    assert not deliveries.begin_alone(message("5")).overran


@pytest.mark.parametrize(
    ("begun", "overran", "attempts", "condemned"),
    [
        (1, False, 3, False),
        (2, False, 3, False),
        (3, False, 3, True),
        (1, True, 3, True),
        (1, False, 1, False),  # the delivery in a batch proves nothing: it may have been a neighbour
        (2, False, 1, True),
    ],
)
def test_who_is_condemned(begun: int, overran: bool, attempts: int, condemned: bool) -> None:
    assert Record(begun=begun, overran=overran).condemned(attempts) is condemned
