"""All stages on one machine: starts them as child processes, restarts what dies, ends them together.

Settings go to the children over their standard input (see `desk.child`), whose end tells them that this process is
gone. Each child leads a session of its own, so that a Ctrl-C at the terminal reaches this process alone.
"""

import contextlib
import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import desk
from desk.stages import STAGES
from wire.clock import Clock, SystemClock
from wire.settings.model import Settings
from wire.settings.plain import revealed
from wire.stop import Stop

log = logging.getLogger(__name__)

TICK = 0.2
"""Seconds between two looks at the children."""

STEADY = 60.0
"""Seconds after which a child that dies is started again at once, as if it had never died before."""


Launch = Callable[[str, Settings, "IO[bytes] | None"], "subprocess.Popen[bytes]"]
"""Starts the process of a stage with its settings, its output going to a file or, for None, where ours goes."""


def backoff(deaths: int) -> float:
    """Return the seconds to wait before a child that died `deaths` times in a row is started again."""
    return min(30.0, 0.5 * 2.0 ** min(deaths - 1, 6))


@dataclass
class Child:
    """A stage's process, when it was started, and how often it has died in a row."""

    stage: str
    settings: Settings
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    deaths: int = 0
    due: float = field(default=0.0)


class Supervisor:
    """Runs one process for each of `stages` until told to stop.

    `settings` are those of the stages by name; `output` is where the children's logs go (None: where ours go),
    `launch` what starts one; `chores` are done at each look, for what the stages stand on.
    """

    def __init__(
        self,
        settings: Mapping[str, Settings],
        *,
        output: IO[bytes] | None = None,
        clock: Clock | None = None,
        launch: "Launch | None" = None,
        chores: Sequence[Callable[[], object]] = (),
    ) -> None:
        self._children = [Child(stage, own) for stage, own in settings.items()]
        self._output = output
        self._clock = clock or SystemClock()
        self._launch = launch or start
        self._chores = chores
        self.restarts = 0

    def run(self, stop: Stop) -> None:
        """Keep the children running until `stop` is set, then end them; returns when all have ended."""
        try:
            while not stop:
                self.tend()
                stop.wait(TICK)
        finally:
            self.end()

    def tend(self) -> None:
        """Start the children that are due, and note those that have died."""
        for chore in self._chores:
            chore()
        now = self._clock.monotonic()
        for child in self._children:
            code = child.process.poll() if child.process else None
            if code is not None:
                self._note_death(child, code, now)
            if child.process is None and now >= child.due:
                self._start(child, now)

    def _note_death(self, child: Child, code: int, now: float) -> None:
        _close(child)
        child.deaths = 1 if now - child.started > STEADY else child.deaths + 1
        child.due = now + backoff(child.deaths)
        self.restarts += 1
        log.error(
            "%s ended by itself, starting it again", child.stage, extra={"exit_code": code, "death": child.deaths}
        )

    def _start(self, child: Child, now: float) -> None:
        child.process = self._launch(child.stage, child.settings, self._output)
        child.started = now
        log.info("%s started", child.stage, extra={"child": child.process.pid})

    def end(self, seconds: float = 30.0) -> None:
        """Ask all children to finish what they have in hand, and after `seconds` kill what still runs."""
        running = [child for child in self._children if child.process]
        for child in running:
            if child.process:
                child.process.terminate()
        deadline = self._clock.monotonic() + seconds
        for child in running:
            if child.process:
                try:
                    child.process.wait(max(0.1, deadline - self._clock.monotonic()))
                except subprocess.TimeoutExpired:
                    log.error("%s did not stop in time and was killed", child.stage)
                    child.process.kill()
                    child.process.wait()
                _close(child)


def start(stage: str, settings: Settings, output: IO[bytes] | None) -> "subprocess.Popen[bytes]":
    """Start the child process of `stage` and hand it its settings."""
    # -P keeps the working folder off the child's module path: it may well hold a folder called "wire" or "desk".
    words = [sys.executable, "-P", "-m", "desk.child", stage]
    home = str(Path(desk.__file__).parent.parent)
    paths = os.pathsep.join(filter(None, [home, os.environ.get("PYTHONPATH")]))
    process = subprocess.Popen(
        words,
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=output,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": paths},
    )
    if process.stdin:
        try:
            process.stdin.write(json.dumps(revealed(settings)).encode() + b"\n")
            process.stdin.flush()
        except BrokenPipeError:  # it died at once, which the next look finds out
            log.warning("%s did not take its settings", stage)
    return process


def _close(child: Child) -> None:
    if child.process and child.process.stdin:
        with contextlib.suppress(BrokenPipeError):
            child.process.stdin.close()
    child.process = None


def settings_by_stage(settings: Settings, stages: Sequence[str] = STAGES) -> dict[str, Settings]:
    """Return the settings for each of `stages`: http.port, where one is set, counts up from stage to stage."""
    port = settings.http.port
    return {
        stage: settings.model_copy(
            update={"http": settings.http.model_copy(update={"port": port + number if port else 0})}
        )
        for number, stage in enumerate(stages)
    }
