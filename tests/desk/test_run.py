"""The supervisor: what dies is started again, what is stopped ends, and nothing outlives its parent."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import pytest

from desk.run import Supervisor, backoff, settings_by_stage
from wire.clock import FakeClock
from wire.settings.model import Settings
from wire.stop import Stop

OBEDIENT = "import time; time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
WATCHING = """
import sys, threading, time
from desk.child import stop_with_parent
threading.Thread(target=stop_with_parent, daemon=True).start()
print("up", flush=True)
time.sleep(60)
"""
PARENT = f"""
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", {WATCHING!r}], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
child.stdout.readline()
print(child.pid, flush=True)
time.sleep(60)
"""


class Launched:
    """Starts `program` for every stage and remembers the processes."""

    def __init__(self, program: str) -> None:
        self.program = program
        self.processes: list[subprocess.Popen[bytes]] = []

    def __call__(self, stage: str, settings: Settings, output: IO[bytes] | None) -> "subprocess.Popen[bytes]":
        words = [sys.executable, "-c", self.program]
        process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.processes.append(process)
        return process


@contextmanager
def supervised(program: str, stages: int = 1) -> Iterator[tuple[Supervisor, Launched, FakeClock]]:
    launched, clock = Launched(program), FakeClock(datetime(2024, 1, 1, tzinfo=UTC))
    names = [f"stage-{number}" for number in range(stages)]
    try:
        yield Supervisor(settings_by_stage(Settings(), names), clock=clock, launch=launched), launched, clock
    finally:
        for process in launched.processes:
            process.kill()
            process.wait()


def test_what_dies_is_started_again_after_a_wait() -> None:
    with supervised("raise SystemExit(3)") as (supervisor, launched, clock):
        supervisor.tend()
        launched.processes[0].wait()
        supervisor.tend()
        assert len(launched.processes) == 1
        clock.advance(backoff(1))
        supervisor.tend()
        assert len(launched.processes) == 2
        assert supervisor.restarts == 1


def test_waits_grow_to_half_a_minute_and_no_further() -> None:
    waits = [backoff(deaths) for deaths in range(1, 12)]
    assert waits[0] == 0.5
    assert waits == sorted(waits)
    assert waits[-1] == backoff(10_000) == 30.0


def test_a_death_after_a_steady_run_counts_as_the_first() -> None:
    with supervised(OBEDIENT) as (supervisor, launched, clock):
        for _ in range(3):
            supervisor.tend()
            clock.advance(61)
            launched.processes[-1].kill()
            launched.processes[-1].wait()
            supervisor.tend()
            clock.advance(backoff(1))
        supervisor.tend()
        assert len(launched.processes) == 4


def test_one_stage_that_dies_leaves_the_others_alone() -> None:
    with supervised(OBEDIENT, stages=3) as (supervisor, launched, clock):
        supervisor.tend()
        launched.processes[1].kill()
        launched.processes[1].wait()
        supervisor.tend()
        clock.advance(1)
        supervisor.tend()
        assert [process.poll() is None for process in launched.processes] == [True, False, True, True]


def test_what_the_stages_stand_on_is_looked_after_before_they_are_started() -> None:
    order: list[str] = []
    launched = Launched(OBEDIENT)

    def launch(stage: str, settings: Settings, output: IO[bytes] | None) -> "subprocess.Popen[bytes]":
        order.append(stage)
        return launched(stage, settings, output)

    supervisor = Supervisor({"ingest": Settings()}, launch=launch, chores=[lambda: order.append("redis")])
    try:
        supervisor.tend()
        supervisor.tend()
        assert order == ["redis", "ingest", "redis"]
    finally:
        supervisor.end(5)


def test_a_stop_ends_all_children() -> None:
    with supervised(OBEDIENT, stages=3) as (supervisor, launched, _):
        stop = Stop()
        runner = threading.Thread(target=supervisor.run, args=(stop,))
        runner.start()
        while len(launched.processes) < 3:
            time.sleep(0.01)
        stop.set()
        runner.join(20)
        assert not runner.is_alive()
        assert [process.returncode for process in launched.processes] == [-signal.SIGTERM] * 3


def test_a_child_that_does_not_stop_is_killed() -> None:
    with supervised(STUBBORN) as (supervisor, launched, _):
        supervisor.tend()
        assert launched.processes[0].stdout
        launched.processes[0].stdout.readline()
        supervisor.end(0.2)
        assert launched.processes[0].returncode == -signal.SIGKILL


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at /proc")
def test_no_child_outlives_a_parent_that_was_killed() -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE)
    assert parent.stdout
    child = int(parent.stdout.readline())
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    deadline = time.monotonic() + 10
    while _runs(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _runs(child)


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_a_fixed_port_counts_up_from_stage_to_stage() -> None:
    settings = Settings.model_validate({"http": {"port": 9100}})
    ports = [own.http.port for own in settings_by_stage(settings).values()]
    assert ports == [9100, 9101, 9102, 9103]
    assert {own.http.port for own in settings_by_stage(Settings()).values()} == {0}
