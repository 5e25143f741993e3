"""Senders: each message once, in spite of failures and deaths; no channel waits for another."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from alerts import metrics
from alerts.channels.port import Failed, Outcome
from alerts.notify.away import StoreAway
from alerts.notify.corrections import MemoryCorrections
from alerts.notify.deliveries import MemoryDeliveries
from alerts.notify.lines import MemoryLines
from alerts.notify.memory import MemoryJobs
from alerts.notify.sender import Desk, Sender
from alerts.notify.senders import SenderFailed, Senders
from alerts.render.background import NOTHING
from tests.alerts.channels import FakeChannel
from tests.alerts.makers import START, a_contradiction, changed
from wire.clock import Clock, FakeClock
from wire.settings.model import SubscriberSettings
from wire.stop import Stop

LEASE = 2 * 15 + 5


class Killed(BaseException):
    """Stands for kill -9: nothing of ours runs after it."""


def queued(*ids: str, channels: tuple[str, ...] = ("desk/fake-1",)) -> MemoryJobs:
    jobs = MemoryJobs()
    for id in ids:
        jobs.add(a_contradiction(id, quantity=f"q-{id}"), channels, START, thread=f"q-{id}")
    return jobs


def a_desk(jobs: Any, clock: Clock, **more: Any) -> Desk:
    values: dict[str, Any] = {
        "jobs": jobs,
        "lines": MemoryLines(),
        "deliveries": MemoryDeliveries(),
        "corrections": MemoryCorrections(),
        "silenced": lambda *_: "",
        "background": lambda _: NOTHING,
        "clock": clock,
        "attempts": 4,
        "jitter": lambda: 1.0,
    }
    return Desk(**{**values, **more})


def wishes(**more: Any) -> SubscriberSettings:
    return SubscriberSettings.model_validate({"name": "desk", "channels": ["json://x"], **more})


def a_sender(channel: Any, jobs: Any, clock: Clock | None = None, attempts: int = 4) -> Sender:
    return Sender(channel, wishes(), a_desk(jobs, clock or FakeClock(START), attempts=attempts))


def run_for(sender: Sender, clock: FakeClock, seconds: float) -> None:
    end = clock.now() + timedelta(seconds=seconds)
    while clock.now() < end:
        clock.sleep(min(sender.step() or 0.001, 1.0))


def test_a_message_is_sent_once_with_its_key() -> None:
    channel, clock = FakeChannel(), FakeClock(START)
    run_for(a_sender(channel, queued("c1", "c2"), clock), clock, 10_000)
    assert channel.sent == [("c1", "msg_c1"), ("c2", "msg_c2")]


@pytest.mark.parametrize("late", ["new", "prior"])
def test_the_delay_counts_from_the_report_that_was_fetched_last(late: str) -> None:
    found = a_contradiction()
    fetched = {side: START + timedelta(hours=1 if side == late else 0) for side in ("new", "prior")}
    jobs, channel = MemoryJobs(), FakeChannel()
    found = changed(found, **{side: changed(getattr(found, side), fetched=at) for side, at in fetched.items()})
    jobs.add(found, ("desk/fake-1",), START, thread="q1")
    total = metrics.DELAY.labels(channel.kind)._sum
    before = total.get()
    a_sender(channel, jobs, FakeClock(START + timedelta(hours=1, seconds=2))).step()
    assert len(channel.sent) == 1
    assert total.get() - before == 2


def test_a_failed_message_is_tried_again_on_schedule_under_the_same_key() -> None:
    times: list[float] = []
    clock = FakeClock(START)
    channel = FakeChannel(
        outcomes=[Failed("server"), Failed("unreachable")], before=lambda: times.append(clock.monotonic())
    )
    run_for(a_sender(channel, queued("c1"), clock), clock, 10_000)
    assert channel.sent == [("c1", "msg_c1")] * 3
    assert [round(later - sooner) for sooner, later in pairwise(times)] == [5, 15]


def test_retry_after_is_honoured() -> None:
    times: list[float] = []
    clock = FakeClock(START)
    channel = FakeChannel(outcomes=[Failed("rate_limited", 300.0)], before=lambda: times.append(clock.monotonic()))
    run_for(a_sender(channel, queued("c1"), clock), clock, 10_000)
    assert 300 <= times[1] - times[0] < 302


def test_a_message_that_waits_does_not_hold_the_next() -> None:
    clock = FakeClock(START)
    channel = FakeChannel(outcomes=[Failed("client")])
    run_for(a_sender(channel, queued("c1", "c2"), clock), clock, 60)
    assert [id for id, _ in channel.sent] == ["c1", "c2", "c1"]


def test_after_the_last_attempt_a_message_is_given_up() -> None:
    clock, jobs = FakeClock(START), queued("c1")
    channel = FakeChannel(outcomes=[Failed("client")] * 9)
    run_for(a_sender(channel, jobs, clock), clock, 100_000)
    assert len(channel.sent) == 4
    assert jobs.waiting(channel.name) == 0


def test_a_process_killed_after_sending_and_before_noting_it_repeats_once() -> None:
    clock, jobs = FakeClock(START), queued("c1")
    channel = FakeChannel()

    def die(*_: object) -> None:
        raise Killed

    dying: Any = MemoryJobs()
    dying.lease, dying.begin, dying.done = jobs.lease, jobs.begin, die
    with pytest.raises(Killed):
        a_sender(channel, dying, clock).step()
    assert channel.sent == [("c1", "msg_c1")]
    run_for(a_sender(channel, jobs, clock), clock, LEASE - 1)
    assert channel.sent == [("c1", "msg_c1")]
    run_for(a_sender(channel, jobs, clock), clock, 10_000)
    assert channel.sent == [("c1", "msg_c1")] * 2


def test_a_message_that_kills_the_process_each_time_is_given_up() -> None:
    clock, jobs = FakeClock(START), queued("c1")

    def die() -> None:
        raise Killed

    channel = FakeChannel(before=die)
    for _ in range(4):
        with pytest.raises(Killed):
            a_sender(channel, jobs, clock).step()
        clock.advance(LEASE)
    a_sender(channel, jobs, clock).step()
    assert jobs.waiting(channel.name) == 0


def running(senders: Senders, stop: Stop) -> threading.Thread:
    thread = threading.Thread(target=senders.run, args=(stop,), daemon=True)
    thread.start()
    return thread


def until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def test_a_channel_that_hangs_does_not_delay_another() -> None:
    release = threading.Event()

    def hang() -> None:
        release.wait(20)

    dead = FakeChannel("desk/dead-1", before=hang)
    live = FakeChannel("desk/live-1")
    jobs = MemoryJobs()
    clock = FakeClock(START)
    senders = Senders([a_sender(each, jobs, clock) for each in (dead, live)], jobs)
    stop = Stop()
    thread = running(senders, stop)
    for number in range(20):
        for name in jobs.add(a_contradiction(f"c{number}"), [dead.name, live.name], clock.now(), thread=f"q{number}"):
            senders.wake(name)
    until(lambda: len(live.sent) == 20, 5.0)
    assert dead.sent == []
    release.set()
    until(lambda: len(dead.sent) == 20)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()


def test_a_keeper_of_jobs_that_is_away_is_waited_for() -> None:
    jobs: Any = MemoryJobs()
    jobs.add(a_contradiction(), ["desk/fake-1"], START, thread="q1")
    answers, lease = iter([True, True]), jobs.lease

    def away_twice(*args: Any) -> Any:
        if next(answers, False):
            raise StoreAway("nobody there")
        return lease(*args)

    jobs.lease = away_twice
    channel, stop = FakeChannel(), Stop()
    thread = running(Senders([a_sender(channel, jobs, FakeClock(START))], jobs), stop)
    until(lambda: len(channel.sent) == 1)
    stop.set()
    thread.join(10)


def test_a_sender_that_fails_by_our_fault_ends_the_stage() -> None:
    class Broken(FakeChannel):
        def send(self, letter: object, key: str) -> Outcome:
            raise RuntimeError("a fault of ours")

    jobs = queued("c1")
    with pytest.raises(SenderFailed, match="desk/fake-1"):
        Senders([a_sender(Broken(), jobs, FakeClock(START))], jobs).run(Stop())
