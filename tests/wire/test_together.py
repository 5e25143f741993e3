"""A stage that handles several messages at once: faster, and nothing else changes."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import REGISTRY

from tests.fakes.bus import MemoryBus, MemoryProducer
from tests.wire.test_applied import LosesOnce
from tests.wire.test_loop import Bench, Killed, failing, kill, numbers
from wire.bus import BusAway, Message, Outgoing
from wire.bus.partitions import partition_of
from wire.codec import Undecodable
from wire.faults import MessageFault, WorldFault
from wire.handling import Handler, WorldAway
from wire.loop import Loop
from wire.together import MOST, MOST_BYTES, group
from wire.tracing import NoTracer
from wire.watchdog import Watchdog


class Stage:
    """A handler, and what does the same for several messages; which of them it was given together."""

    def __init__(self, bench: Bench, handler: Handler | None = None) -> None:
        self.handler = handler or bench.copy
        self.groups: list[list[str]] = []
        self.by_themselves: list[str] = []

    def together(self, messages: Sequence[Message]) -> Sequence[Sequence[Outgoing]]:
        self.groups.append([message.value.decode() for message in messages])
        return [list(self.handler(message)) for message in messages]

    def alone(self, message: Message) -> Iterable[Outgoing]:
        self.by_themselves.append(message.value.decode())
        return self.handler(message)


def drain(bench: Bench, loop: Loop, turns: int = 1000) -> None:
    """Turn until nothing is left, however often the world is away."""
    for _ in range(turns):
        if not bench.left():
            return
        with suppress(WorldAway, BusAway):
            loop.turn()
    raise AssertionError("it never ends")


def handled(bench: Bench, stage: Stage, watchdog: Watchdog | None = None) -> None:
    """Let a new process with `stage` do all there is."""
    drain(bench, bench.loop(stage.alone, watchdog, stage.together))


def sizes(stage: Stage) -> list[int]:
    return [len(each) for each in stage.groups]


def test_messages_are_handled_together_and_published_in_their_order() -> None:
    bench = Bench(100)
    stage = Stage(bench)
    handled(bench, stage)
    assert bench.claims() == numbers(range(100))
    assert sizes(stage) == [32, 32, 32, 4]
    assert bench.handled == numbers(range(100)), "each is handled once"
    assert stage.by_themselves == []
    assert bench.producer.flushes == 1


def test_a_message_that_comes_by_itself_is_no_group() -> None:
    bench = Bench(1)
    stage = Stage(bench)
    handled(bench, stage)
    assert (stage.groups, stage.by_themselves) == ([], ["0"])


def test_a_chunk_ends_after_100_ms_and_with_the_group_that_is_done_by_then() -> None:
    bench = Bench(200)

    def slow(message: Message) -> list[Outgoing]:
        bench.clock.advance(0.002)
        return bench.copy(message)

    handled(bench, Stage(bench, slow))
    assert [len(commit) for commit in bench.consumer.commits] == [64, 64, 64, 8]
    assert bench.claims() == numbers(range(200))


@pytest.mark.parametrize(
    ("error", "by_itself"),
    [(lambda: MessageFault("no article"), 1), (lambda: Undecodable("no article"), 1), (lambda: KeyError("x"), 3)],
)
def test_where_a_group_fails_the_one_at_fault_alone_becomes_a_dead_letter(
    error: Callable[[], Exception], by_itself: int
) -> None:
    bench = Bench(50)
    stage = Stage(bench, failing("20", error, bench.copy))
    handled(bench, stage)
    assert [letter.value for letter in bench.letters()] == [b"20"]
    assert bench.letters()[0].headers["attempts"] == str(by_itself)
    assert bench.claims() == numbers(range(20), range(21, 50))
    assert sizes(stage) == [32, 18], "the same ones are not tried together again"
    assert sorted(set(stage.by_themselves), key=int) == numbers(range(32))


def test_a_group_that_is_given_back_short_is_handled_one_by_one() -> None:
    bench = Bench(5)
    stage = Stage(bench)
    drain(bench, bench.loop(stage.alone, together=lambda messages: stage.together(messages)[1:]))
    assert bench.claims() == numbers(range(5))
    assert stage.by_themselves == numbers(range(5))


def test_while_the_world_is_away_one_message_is_tried_and_what_came_before_is_done() -> None:
    bench = Bench(40)
    stage = Stage(bench, failing("5", lambda: WorldFault("away"), bench.copy, times=4))
    handled(bench, stage)
    assert bench.claims() == numbers(range(40))
    assert bench.letters() == []
    assert sizes(stage) == [32, 8]
    assert stage.by_themselves.count("5") == 4
    assert bench.consumer.commits == [numbers(range(5)), numbers(range(5, 40))]


def test_suspects_are_handled_by_themselves_and_in_their_turn() -> None:
    bench = Bench(6)
    kill(bench, failing("3", Killed, bench.copy))
    bench.publish(numbers(range(6, 10)))
    stage = Stage(bench)
    handled(bench, stage)
    assert stage.by_themselves == numbers(range(6))
    assert stage.groups == [numbers(range(6, 10))]
    assert bench.consumer.commits[:6] == [[number] for number in numbers(range(6))]


def test_a_message_that_kills_a_group_three_times_is_a_dead_letter_and_its_neighbours_are_done() -> None:
    bench = Bench(20)
    stage = Stage(bench, failing("7", Killed, bench.copy))
    for _ in range(3):
        with pytest.raises(Killed):
            handled(bench, stage)
        bench.consumer.close()
    handled(bench, stage)
    assert [letter.value for letter in bench.letters()] == [b"7"]
    assert sorted(set(bench.claims()), key=int) == numbers(range(7), range(8, 20))
    assert bench.left() == 0


def test_a_group_that_hangs_ends_the_process_and_only_who_hangs_alone_is_a_dead_letter() -> None:
    bench = Bench(8)

    def ended() -> None:
        raise Killed

    watchdog = Watchdog(60, bench.deliveries.overran, bench.clock, end=ended)

    def endless(message: Message) -> Iterable[Outgoing]:
        if message.value == b"4":
            bench.clock.advance(61)
            watchdog.check()
        return bench.copy(message)

    stage = Stage(bench, endless)
    for overran in (set(), {"4"}):
        with pytest.raises(Killed):
            handled(bench, stage, watchdog)
        assert {offset for _, offset in bench.deliveries.ran_over} == overran
        bench.consumer.close()
    handled(bench, stage, watchdog)
    (letter,) = bench.letters()
    assert letter.value == b"4"
    assert "ran too long" in letter.headers["error"]
    assert sizes(stage) == [8]
    assert sorted(set(bench.claims())) == numbers(range(4), range(5, 8))


def test_a_flush_that_fails_has_all_that_it_held_handled_again() -> None:
    bench = Bench(40)
    stage = Stage(bench)

    class Failing(MemoryProducer):
        failures = 2

        def flush(self) -> None:
            if self.failures:
                self.failures -= 1
                self.taken = []
                raise BusAway("gone, with all that was taken")
            super().flush()

    loop = bench.loop(stage.alone, together=stage.together)
    drain(bench, Loop(replace(loop._parts, producer=Failing(bench.bus))))
    assert bench.claims() == numbers(range(40))
    assert sizes(stage) == [32, 8] * 3


def test_results_too_large_for_the_server_are_found_one_by_one() -> None:
    bench = Bench(10)
    stage = Stage(bench)

    class Strict(MemoryProducer):
        def flush(self) -> None:
            if any(message.value == b"6" and message.topic == "claims" for message in self.taken):
                self.taken = [message for message in self.taken if message.value != b"6"]
                raise MessageFault("too large")
            super().flush()

    loop = bench.loop(stage.alone, together=stage.together)
    drain(bench, Loop(replace(loop._parts, producer=Strict(bench.bus))))
    assert [letter.value for letter in bench.letters()] == [b"6"]
    assert set(bench.claims()) == {*numbers(range(6), range(7, 10))}
    assert stage.groups == [numbers(range(10))]
    assert stage.by_themselves == numbers(range(10))


def test_a_dead_letter_amid_a_group_leaves_the_rest_as_it_was_made() -> None:
    bench = Bench(6)

    def giant(message: Message) -> list[Outgoing]:
        made = bench.copy(message)
        return [replace(each, value=bytes(5_000_000)) for each in made] if message.value == b"2" else made

    stage = Stage(bench, giant)
    handled(bench, stage)
    assert bench.claims() == ["0", "1", "3", "4", "5"]
    assert [letter.value for letter in bench.letters()] == [b"2"]
    assert bench.handled == numbers(range(6))
    assert bench.consumer.commits == [["0", "1", "2"], ["3", "4", "5"]]


def test_a_stop_finishes_what_was_made_ahead() -> None:
    bench = Bench(40)

    def stopping(message: Message) -> list[Outgoing]:
        bench.stop.set()
        return bench.copy(message)

    stage = Stage(bench, stopping)
    bench.loop(stage.alone, together=stage.together).run()
    assert bench.claims() == numbers(range(40))
    assert bench.left() == 0


def test_what_was_made_before_redis_lost_something_is_made_anew() -> None:
    bench = Bench(0)
    bench.bus = MemoryBus(partitions=2)
    producer = bench.bus.producer()
    keys = sorted("abcdefgh", key=lambda key: partition_of(key, 2))
    for key in keys:
        producer.publish(Outgoing(topic="articles", key=key, value=key.encode()))
    producer.flush()
    lost, kept = ([m.value.decode() for m in log] for log in bench.bus.logs["articles"])

    def poison(message: Message) -> list[Outgoing]:
        made = bench.copy(message)
        return [replace(each, value=bytes(5_000_000)) for each in made] if message.value == lost[-1].encode() else made

    stage = Stage(bench, poison)
    loop = bench.loop(stage.alone, together=stage.together)
    loop = Loop(replace(loop._parts, applied=LosesOnce(lost[-1].encode(), 0)))
    loop.turn()
    assert (stage.groups, bench.left()) == ([[*lost, *kept]], 8)
    drain(bench, loop)
    assert stage.groups[1:] == [kept]
    assert stage.by_themselves == lost, "they were in hand before"
    assert [letter.value.decode() for letter in bench.letters()] == [lost[-1]] * 2


def test_while_spans_are_made_messages_are_handled_one_by_one() -> None:
    bench = Bench(5)
    stage = Stage(bench)
    loop = bench.loop(stage.alone, together=stage.together)
    drain(bench, Loop(replace(loop._parts, tracer=NoTracer())))  # not the one that is off
    assert (stage.groups, stage.by_themselves) == ([], numbers(range(5)))


def test_each_message_is_observed_with_its_share_of_the_time() -> None:
    def observed(what: str) -> float:
        return REGISTRY.get_sample_value(f"figurewatch_handling_seconds_{what}", {"loop": "test"}) or 0.0

    bench = Bench(10)

    def slow(message: Message) -> list[Outgoing]:
        bench.clock.advance(0.5)
        return bench.copy(message)

    count, total = observed("count"), observed("sum")
    handled(bench, Stage(bench, slow))
    assert observed("count") == count + 10
    assert observed("sum") == pytest.approx(total + 5.0)


def big(number: int, size: int) -> Message:
    return Message(topic="t", key="k", value=bytes(size), partition=0, offset=str(number))


def test_what_is_large_goes_by_itself_or_with_little_else() -> None:
    small, large, giant = 1000, MOST_BYTES - 2500, MOST_BYTES + 1
    assert group([big(0, giant), big(1, small)], set()) == []
    assert len(group([big(0, large), big(1, small), big(2, small), big(3, small)], set())) == 3
    assert len(group([big(number, 0) for number in range(100)], set())) == MOST
    assert len(group([big(0, small), big(1, giant), big(2, small)], set())) == 1


KINDS = ("good", "none", "two", "fault", "bug", "giant", "large", "away")


def a_handler(bench: Bench) -> Handler:
    """Return a handler that does what the words of a message say."""
    away = set[bytes]()

    def handle(message: Message) -> Iterable[Outgoing]:
        kind = message.value.split()[1].decode()
        out = Outgoing(topic="claims", key=message.key, value=message.value)
        if kind == "fault":
            raise MessageFault("no article")
        if kind == "bug":
            raise KeyError("x")
        if kind == "away" and message.value not in away:
            away.add(message.value)
            raise ConnectionError
        if kind == "giant":
            return [Outgoing(topic="claims", key="k", value=bytes(5_000_000))]
        return {"none": [], "two": [out, out]}.get(kind, [out])

    return handle


@given(st.lists(st.sampled_from(KINDS), min_size=1, max_size=80), st.integers(0, 40), st.booleans())
def test_whatever_comes_together_says_what_one_by_one_says(kinds: list[str], suspects: int, slow: bool) -> None:
    def ran(with_groups: bool) -> object:
        bench = Bench(0, limit=1000)
        bench.publish(f"{number} {kind} ".ljust(200_000 if kind == "large" else 0) for number, kind in enumerate(kinds))
        bench.deliveries.begin(bench.bus.messages("articles")[:suspects])  # in hand of a process that died
        inner = a_handler(bench)

        def handler(message: Message) -> Iterable[Outgoing]:
            bench.clock.advance(0.03 if slow else 0)
            return inner(message)

        stage = Stage(bench, handler)
        drain(bench, bench.loop(stage.alone, together=stage.together if with_groups else None))
        letters = [(letter.value, letter.headers["error"], letter.headers["attempts"]) for letter in bench.letters()]
        return bench.claims(), letters, bench.halt.letters, bench.deliveries.begun

    assert ran(True) == ran(False)
