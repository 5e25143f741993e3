from collections.abc import Callable, Iterable
from datetime import UTC, datetime

import pytest

from tests.fakes.bus import MemoryBus, MemoryConsumer, MemoryProducer
from tests.fakes.loop import MemoryDeliveries, MemoryHalt
from wire import metrics
from wire.bus import BusAway, Message, Outgoing
from wire.clock import FakeClock
from wire.codec import Undecodable
from wire.faults import MessageFault, WorldFault
from wire.handling import Handler, Together, WorldAway
from wire.loop import Loop, Parts
from wire.pulse import Pulse
from wire.stop import Stop
from wire.watchdog import Watchdog


class Killed(BaseException):
    """The process ends in the middle of handling."""


class Bench:
    """Topic `articles` with one partition, a loop on it, and a handler that copies to `claims`."""

    def __init__(self, messages: int, *, limit: int = 100) -> None:
        self.bus = MemoryBus(partitions=1)
        self.deliveries = MemoryDeliveries()
        self.halt = MemoryHalt(limit)
        self.clock = FakeClock(datetime(2026, 1, 1, tzinfo=UTC))
        self.stop = Stop()
        self.pulse = Pulse("test", self.clock)
        self.handled: list[str] = []
        self.publish([str(number) for number in range(messages)])

    def publish(self, values: Iterable[str]) -> None:
        producer = self.bus.producer()
        for value in values:
            producer.publish(Outgoing(topic="articles", key="k", value=value.encode()))
        producer.flush()

    def copy(self, message: Message) -> list[Outgoing]:
        self.handled.append(message.value.decode())
        return [Outgoing(topic="claims", key=message.key, value=message.value)]

    def loop(
        self, handler: Handler | None = None, watchdog: Watchdog | None = None, together: Together | None = None
    ) -> Loop:
        """A new process."""
        self.consumer = MemoryConsumer(self.bus, "articles", "enrich")
        self.producer = MemoryProducer(self.bus)
        return Loop(
            Parts(
                name="test",
                consumer=self.consumer,
                producer=self.producer,
                handler=handler or self.copy,
                together=together,
                deliveries=self.deliveries,
                halt=self.halt,
                watchdog=watchdog or Watchdog(60, self.deliveries.overran, self.clock, end=lambda: None),
                pulse=self.pulse,
                stop=self.stop,
                clock=self.clock,
            )
        )

    def run(self, handler: Handler | None = None) -> None:
        """Run a new process until nothing is left to do."""
        self.loop(self.stopping(handler or self.copy)).run()

    def stopping(self, handler: Handler) -> Handler:
        """`handler`, with a stop once the topic's last message is given to it."""
        last = self.bus.messages("articles")[-1].value

        def handle(message: Message) -> Iterable[Outgoing]:
            if message.value == last:
                self.stop.set()
            return handler(message)

        return handle

    def claims(self) -> list[str]:
        return [message.value.decode() for message in self.bus.messages("claims")]

    def letters(self) -> list[Message]:
        return self.bus.messages("articles.dead")

    def left(self) -> int:
        return self.bus.backlog("articles", "enrich")


def failing(on: str, error: Callable[[], BaseException], then: Handler, times: int = 10**9) -> Handler:
    """A handler that raises `error` for the message `on`, so many times, and is `then` for the rest."""
    left = [times]

    def handle(message: Message) -> Iterable[Outgoing]:
        if message.value.decode() == on and left[0] > 0:
            left[0] -= 1
            raise error()
        return then(message)

    return handle


def numbers(*ranges: range) -> list[str]:
    return [str(number) for each in ranges for number in each]


def test_a_batch_costs_one_flush_and_one_commit() -> None:
    bench = Bench(450)
    bench.run()
    assert bench.claims() == numbers(range(450))
    assert [len(commit) for commit in bench.consumer.commits] == [200, 200, 50]
    assert bench.producer.flushes == 3


def test_a_slow_handler_is_committed_every_100_ms() -> None:
    bench = Bench(10)

    def slow(message: Message) -> list[Outgoing]:
        bench.clock.advance(0.03)
        return bench.copy(message)

    bench.run(slow)
    assert [len(commit) for commit in bench.consumer.commits] == [4, 4, 2]


@pytest.mark.parametrize("error", [lambda: MessageFault("no article"), lambda: Undecodable("no article")])
def test_a_message_at_fault_is_a_dead_letter_at_once_and_the_rest_goes_on(error: Callable[[], Exception]) -> None:
    bench = Bench(5)
    bench.run(failing("2", error, bench.copy))
    assert bench.claims() == ["0", "1", "3", "4"]
    (letter,) = bench.letters()
    assert (letter.key, letter.value) == ("k", b"2")
    assert dict(letter.headers) == {
        "error": "no article",
        "stage": "test",
        "topic": "articles",
        "partition": "0",
        "offset": "2",
        "attempts": "1",
        "time": "2026-01-01T00:00:00.000+00:00",
    }
    assert bench.left() == 0
    assert bench.halt.letters == 1


def test_our_fault_is_tried_again_and_may_pass() -> None:
    bench = Bench(3)
    bench.run(failing("1", lambda: KeyError("x"), bench.copy, times=2))
    assert bench.claims() == ["0", "1", "2"]
    assert bench.letters() == []


def test_our_fault_is_a_dead_letter_after_three_attempts() -> None:
    bench = Bench(3)
    tried: list[str] = []

    def handler(message: Message) -> Iterable[Outgoing]:
        tried.append(message.value.decode())
        return failing("1", lambda: KeyError("x"), bench.copy)(message)

    bench.run(handler)
    assert tried == ["0", "1", "1", "1", "2"]
    (letter,) = bench.letters()
    assert letter.headers["error"] == "KeyError: 'x'"
    assert letter.headers["attempts"] == "3"


def test_nothing_of_a_message_that_fails_half_way_is_published() -> None:
    bench = Bench(2)

    def half(message: Message) -> Iterable[Outgoing]:
        yield from bench.copy(message)
        if message.value == b"0":
            raise MessageFault("no second half")

    bench.run(half)
    assert bench.claims() == ["1"]


def test_a_giant_result_is_the_messages_fault() -> None:
    bench = Bench(3)

    def giant(message: Message) -> Iterable[Outgoing]:
        return (
            [Outgoing(topic="claims", key="k", value=bytes(5_000_000))]
            if message.value == b"1"
            else bench.copy(message)
        )

    bench.run(giant)
    assert bench.claims() == ["0", "2"]
    assert [letter.value for letter in bench.letters()] == [b"1"]


@pytest.mark.parametrize("error", [WorldFault, ConnectionError, TimeoutError])
def test_the_worlds_fault_commits_what_came_before_and_tries_the_same_message_again(error: type[Exception]) -> None:
    bench = Bench(5)
    bench.run(failing("2", lambda: error("away"), bench.copy, times=4))
    assert bench.claims() == numbers(range(5))
    assert bench.handled == numbers(range(5))
    assert bench.consumer.commits == [["0", "1"], ["2", "3", "4"]]
    assert bench.consumer.kept_alive > 0
    assert bench.letters() == []


def test_a_flush_that_fails_acknowledges_nothing_and_all_is_handled_again() -> None:
    bench = Bench(3)
    calls = 0

    def handler(message: Message) -> Iterable[Outgoing]:
        nonlocal calls
        calls += 1
        bench.bus.away = calls == 3  # the server goes while the batch is handled, and is back for the next try
        return bench.copy(message)

    class Back(MemoryProducer):
        def flush(self) -> None:
            try:
                super().flush()
            finally:
                bench.bus.away = False

    loop = bench.loop(bench.stopping(handler))
    object.__setattr__(loop._parts, "producer", Back(bench.bus))
    bench.stop = Stop()
    for _ in range(2):
        try:
            loop.turn()
        except BusAway:
            assert bench.left() == 3
    assert bench.handled == ["0", "1", "2"] * 2
    assert bench.claims() == ["0", "1", "2"]
    assert bench.left() == 0


def test_a_failed_publish_puts_back_what_may_be_lost_with_it() -> None:
    bench = Bench(4)

    class Losing(MemoryProducer):
        failures = 1

        def publish(self, message: Outgoing) -> None:
            if message.value == b"2" and self.failures:
                self.failures = 0
                self.taken = []
                raise BusAway("gone, with all that was taken")
            super().publish(message)

    loop = bench.loop(bench.stopping(bench.copy))
    object.__setattr__(loop._parts, "producer", Losing(bench.bus))
    loop.run()
    assert bench.claims() == ["0", "1", "2", "3"]
    assert bench.left() == 0


def test_a_bus_away_while_polling_is_waited_for() -> None:
    bench = Bench(2)
    bench.bus.away = True
    waits: list[float] = []
    sleep = bench.clock.sleep

    def sleeping(seconds: float) -> None:
        waits.append(seconds)
        sleep(seconds)
        bench.bus.away = bench.clock.monotonic() < 30

    bench.clock.sleep = sleeping  # type: ignore[method-assign]
    bench.run()
    assert bench.claims() == ["0", "1"]
    assert max(waits) <= 0.5, "a stop must not wait for the back-off"


def kill(bench: Bench, handler: Handler) -> None:
    """Run a process that `handler` kills; its consumer is gone without a word."""
    loop = bench.loop(handler)
    with pytest.raises(Killed):
        loop.run()


def test_a_message_that_kills_the_process_three_times_is_a_dead_letter_and_its_neighbours_are_done() -> None:
    bench = Bench(20)
    killer = failing("7", Killed, bench.copy)
    for _ in range(3):
        kill(bench, killer)
    bench.run(killer)
    assert [letter.value for letter in bench.letters()] == [b"7"]
    assert "ended the process 3 times" in bench.letters()[0].headers["error"]
    assert sorted(set(bench.claims()), key=int) == numbers(range(7), range(8, 20))
    assert bench.left() == 0
    assert bench.deliveries.begun == {}, "counts of what is done are forgotten"


def test_two_kills_are_forgiven() -> None:
    bench = Bench(20)
    killer = failing("7", Killed, bench.copy, times=2)
    for _ in range(2):
        kill(bench, killer)
    bench.run(killer)
    assert bench.letters() == []
    assert sorted(set(bench.claims()), key=int) == numbers(range(20))


def test_suspects_are_committed_one_by_one() -> None:
    bench = Bench(5)
    kill(bench, failing("3", Killed, bench.copy))
    bench.run()
    assert bench.consumer.commits == [["0"], ["1"], ["2"], ["3"], ["4"]]


def test_restarts_while_the_world_is_away_do_not_condemn_a_suspect() -> None:
    bench = Bench(3)
    kill(bench, failing("1", Killed, bench.copy))
    for _ in range(5):
        loop = bench.loop(failing("1", lambda: WorldFault("away"), bench.copy))
        with pytest.raises(WorldAway):  # noqa: PT012 - the turn after the one that does "0"
            for _ in range(2):
                loop.turn()
        bench.consumer.close()
    bench.run()
    assert bench.letters() == []
    assert bench.left() == 0


def test_a_message_that_runs_too_long_ends_the_process_and_is_a_dead_letter_then() -> None:
    bench = Bench(3)

    def ended() -> None:
        raise Killed

    watchdog = Watchdog(60, bench.deliveries.overran, bench.clock, end=ended)

    def endless(message: Message) -> Iterable[Outgoing]:
        if message.value == b"1":
            bench.clock.advance(61)
            watchdog.check()
        return bench.copy(message)

    with pytest.raises(Killed):
        bench.loop(endless, watchdog).run()
    bench.run()
    (letter,) = bench.letters()
    assert letter.value == b"1"
    assert "ran too long" in letter.headers["error"]
    assert sorted(set(bench.claims())) == ["0", "2"]


def test_the_watchdog_leaves_a_message_within_the_limit_and_idleness_alone() -> None:
    bench = Bench(1)
    ended: list[bool] = []
    watchdog = Watchdog(60, bench.deliveries.overran, bench.clock, end=lambda: ended.append(True))
    message = bench.bus.messages("articles")[0]
    watchdog.begin(message)
    bench.clock.advance(60)
    watchdog.check()
    watchdog.done()
    bench.clock.advance(1_000)
    watchdog.check()
    assert ended == []


def test_at_the_limit_of_dead_letters_the_loop_stops_consuming_and_stays_alive() -> None:
    bench = Bench(10, limit=3)
    loop = bench.loop(failing_all)
    for _ in range(20):
        loop.turn()
        bench.pulse.beat()
    assert [letter.value for letter in bench.letters()] == [b"0", b"1", b"2"]
    assert bench.left() == 7
    assert bench.pulse.obstacle() == "test has stopped consuming after too many dead letters"
    assert bench.pulse.stuck() is None
    assert bench.consumer.kept_alive > 0


def failing_all(message: Message) -> Iterable[Outgoing]:
    raise MessageFault("a bad release")


def test_a_halted_loop_goes_on_where_it_was_once_resumed() -> None:
    bench = Bench(10, limit=3)
    broken = bench.loop(failing_all)
    for _ in range(8):
        broken.turn()
    bench.consumer.close()
    bench.halt.resume()
    bench.run()
    assert bench.claims() == numbers(range(3, 10))
    assert bench.pulse.obstacle() is None


def waiting() -> float:
    return float(metrics.LAG_MESSAGES.labels("test")._value.get())


def test_a_halted_loop_tells_what_piles_up_also_in_a_process_that_was_started_halted() -> None:
    bench = Bench(10, limit=3)
    for _ in ("the one that halts", "one that is started later"):
        loop = bench.loop(failing_all)
        for _ in range(8):
            loop.turn()
            bench.clock.advance(20)
        assert waiting() == bench.left()
        bench.publish(["more"] * 5)
        loop.turn()
        assert waiting() == bench.left()
        bench.consumer.close()
    assert bench.left() == 17
    assert bench.claims() == []


def test_a_halted_loop_can_be_stopped() -> None:
    bench = Bench(10, limit=1)
    loop = bench.loop(failing_all)
    loop.turn()
    assert bench.halt.stopped
    bench.stop.set()
    loop.run()
    assert bench.consumer.closed
    assert bench.left() == 9


def test_stopping_finishes_the_batch_in_hand_and_takes_no_other() -> None:
    bench = Bench(500)

    def handler(message: Message) -> Iterable[Outgoing]:
        bench.stop.set()
        return bench.copy(message)

    bench.loop(handler).run()
    assert bench.claims() == numbers(range(200))
    assert bench.left() == 300
    assert bench.consumer.closed
    assert bench.producer.closed


def test_stopping_does_not_wait_for_a_batch_that_would_take_minutes() -> None:
    bench = Bench(200)

    def handler(message: Message) -> Iterable[Outgoing]:
        bench.stop.set()
        bench.clock.advance(1.0)
        return bench.copy(message)

    bench.loop(handler).run()
    assert 10 <= len(bench.claims()) <= 13
    assert bench.left() == 200 - len(bench.claims())


def test_stopping_while_the_world_is_away_ends_at_once() -> None:
    bench = Bench(3)

    def handler(message: Message) -> Iterable[Outgoing]:
        bench.stop.set()
        raise WorldFault("away")

    bench.loop(handler).run()
    assert bench.consumer.closed
    assert bench.left() == 3


def test_a_handler_that_takes_long_keeps_the_partitions() -> None:
    bench = Bench(4)

    def handler(message: Message) -> Iterable[Outgoing]:
        bench.clock.advance(6)
        return bench.copy(message)

    bench.run(handler)
    assert bench.consumer.kept_alive >= 3
