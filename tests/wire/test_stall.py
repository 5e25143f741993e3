"""A loop that finishes nothing although messages wait."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from tests.fakes.bus import MemoryConsumer
from tests.wire.test_loop import Bench
from wire import metrics
from wire.bus import BusAway, Message
from wire.faults import WorldFault
from wire.handling import WorldAway
from wire.loop import Loop
from wire.stall import BLIND, Stall, Stalled, Verdict

STEP = 20.0
"""Seconds from turn to turn: long enough for a look at each."""


class Deaf(MemoryConsumer):
    """A consumer that is given nothing for its first `sessions` memberships, though the bus answers."""

    sessions = 1

    def poll(self, *, most: int = 200, wait: float = 0.1) -> Sequence[Message]:
        got = super().poll(most=most, wait=wait)
        return [] if self.sessions else got

    def close(self) -> None:
        super().close()
        self.sessions = max(0, self.sessions - 1)


class Expelled(MemoryConsumer):
    """A consumer whose acknowledgements are refused until it has joined again."""

    def acknowledge(self, messages: Sequence[Message]) -> None:
        if not self.closed:
            raise BusAway("the member is not known")
        super().acknowledge(messages)


def turned(bench: Bench, consumer: MemoryConsumer, *, seconds: float) -> Loop:
    """Run a loop with `consumer` turn by turn, a look each, until nothing is left or `seconds` have passed."""
    parts = bench.loop()._parts
    loop = Loop(replace(parts, consumer=consumer, patience=300.0))
    until = bench.clock.monotonic() + seconds
    while bench.left() and bench.clock.monotonic() < until:
        try:
            loop.turn()
        except BusAway as error:
            loop._wait_for_the_world(error)
        bench.clock.advance(STEP)
    return loop


def stalls() -> float:
    return float(metrics.STALLS.labels("test")._value.get())


def test_a_loop_that_is_given_nothing_though_messages_wait_joins_again_and_goes_on() -> None:
    bench, before = Bench(5), stalls()
    consumer = Deaf(bench.bus, "articles", "enrich")
    turned(bench, consumer, seconds=280)
    assert (bench.left(), stalls() - before) == (5, 0), "patience is not at its end"
    turned(bench, consumer, seconds=400)
    assert (bench.left(), stalls() - before) == (0, 1)


def test_a_loop_whose_commits_are_refused_though_the_bus_answers_joins_again_and_goes_on() -> None:
    bench, before = Bench(5), stalls()
    turned(bench, Expelled(bench.bus, "articles", "enrich"), seconds=600)
    assert (bench.left(), stalls() - before) == (0, 1)
    assert set(bench.claims()) == {"0", "1", "2", "3", "4"}


def test_where_joining_again_does_not_help_the_process_ends() -> None:
    bench = Bench(5)
    consumer = Deaf(bench.bus, "articles", "enrich")
    consumer.sessions = 2
    with pytest.raises(Stalled, match=r"^test finishes nothing although messages wait"):
        turned(bench, consumer, seconds=900)
    assert 600 < bench.clock.monotonic() < 700


def test_a_consumer_without_partitions_joins_again_where_nobody_else_moves_on() -> None:
    bench, before = Bench(5), stalls()
    other = MemoryConsumer(bench.bus, "articles", "enrich")
    other.poll(most=0)  # holds the one partition, and is dead without anybody knowing
    idle = MemoryConsumer(bench.bus, "articles", "enrich")
    turned(bench, idle, seconds=400)
    assert stalls() - before == 1
    assert idle.closed


def test_a_loop_with_nothing_to_do_never_stalls() -> None:
    bench, before = Bench(0), stalls()
    loop = bench.loop()
    for _ in range(100):
        loop.turn()
        bench.clock.advance(STEP)
    assert stalls() == before


def test_what_is_away_besides_the_bus_is_no_stall() -> None:
    bench, before = Bench(5), stalls()

    def away(message: Message) -> list[object]:
        raise WorldFault("Redis is away")

    loop = bench.loop(away)  # type: ignore[arg-type]
    for _ in range(60):
        with pytest.raises(WorldAway):
            loop.turn()
        bench.publish(["one more"])
        loop._wait_for_the_world(WorldFault("Redis is away"))
        bench.clock.advance(STEP)
    assert stalls() == before
    assert metrics.LAG_MESSAGES.labels("test")._value.get() == bench.left(), "what waits meanwhile is told"


@pytest.mark.parametrize(
    ("looks", "verdicts"),
    [
        ([{0: "1"}, {0: "1"}, {0: "1"}], ["moving", "moving", "join again"]),
        ([{0: "1"}, {0: "1"}, {0: "2"}], ["moving", "moving", "moving"]),
        ([{0: "1"}, {}, {0: "1"}], ["moving", "moving", "moving"]),
        ([{0: "1"}] * 5, ["moving", "moving", "join again", "moving", "moving"]),
        ([{0: "1"}] * 6, ["moving", "moving", "join again", "moving", "moving", "end"]),
        ([{0: "1"}] * 3 + [{0: "2"}] * 3, ["moving", "moving", "join again", "moving", "moving", "join again"]),
        ([{0: "1", 1: str(number)} for number in range(3)], ["moving", "moving", "join again"]),
    ],
)
def test_the_oldest_message_that_waits_tells_a_stall(looks: list[Mapping[int, str]], verdicts: list[str]) -> None:
    stall = Stall(150)
    assert [stall.look(oldest, 100.0 * number).value for number, oldest in enumerate(looks)] == verdicts


def test_what_was_before_a_long_time_without_a_look_does_not_count() -> None:
    stall = Stall(150)
    assert stall.look({0: "1"}, 0) is Verdict.MOVING
    assert stall.look({0: "1"}, BLIND + 100) is Verdict.MOVING
