"""Runs figurewatch's processes as an orchestrator would: starts them from a file, restarts what dies."""

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any

import yaml

NOTHING: Mapping[str, str] = MappingProxyType({})
COMMANDS = ("ingest", "enrich", "alert", "pages", "run")


class Service:
    """Processes of `figurewatch`, one for each of `commands`, restarted when they die; a context manager.

    Embedded it is one command (`run`), whose children are the stages; over Kafka one for each stage and worker.
    `environment` is theirs beside that of this process.
    """

    def __init__(
        self, folder: Path, settings: dict[str, Any], commands: Sequence[str], environment: Mapping[str, str] = NOTHING
    ) -> None:
        self.folder = folder
        self.config = folder / "figurewatch.yaml"
        self.config.write_text(yaml.safe_dump(settings), encoding="utf-8")
        self._commands = list(commands)
        self._environment = {**os.environ, **environment}
        self._processes: list[subprocess.Popen[bytes]] = []
        self._ended = threading.Event()
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        self.restarts = 0

    def __enter__(self) -> "Service":
        self._processes = [self._start(number) for number in range(len(self._commands))]
        self._keeper.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self, seconds: float = 30.0) -> list[int]:
        """End all processes as an orchestrator does, SIGTERM first; return their exit codes."""
        self._ended.set()
        self._keeper.join()
        for process in self._processes:
            process.send_signal(signal.SIGTERM)
        codes = []
        for process in self._processes:
            try:
                codes.append(process.wait(seconds))
            except subprocess.TimeoutExpired:
                process.kill()
                codes.append(process.wait())
        return codes

    def stages(self) -> dict[int, str]:
        """Return the processes that run a stage now: pid to command, children of `run` included."""
        mine = {process.pid for process in self._processes}
        found = {}
        for pid, parent, words in _process_table():
            if pid in mine or parent in mine:
                stage = next((word for word in words if word in COMMANDS), "")
                if stage:
                    found[pid] = stage
        return found

    def kill(self, stage: str) -> bool:
        """Kill one process of `stage` with signal 9; return whether there was one."""
        pids = [pid for pid, name in self.stages().items() if name == stage]
        if pids:
            os.kill(random.choice(pids), signal.SIGKILL)
        return bool(pids)

    def log(self) -> str:
        """Return what all processes have logged so far."""
        return "".join(path.read_text(encoding="utf-8") for path in sorted(self.folder.glob("*.log")))

    def _start(self, number: int) -> "subprocess.Popen[bytes]":
        command = self._commands[number]
        with (self.folder / f"{number}-{command}.log").open("ab") as log:
            words = [sys.executable, "-m", "desk.cli", command, "-c", str(self.config)]
            return subprocess.Popen(words, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=self._environment)

    def _keep(self) -> None:
        while not self._ended.wait(0.2):
            for number, process in enumerate(self._processes):
                if process.poll() is not None:
                    self.restarts += 1
                    self._processes[number] = self._start(number)


def _process_table() -> list[tuple[int, int, list[str]]]:
    """Return (pid, parent's pid, command line) of every process, as Linux tells it."""
    table = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[1])
                words = (entry / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")
            except (OSError, IndexError, ValueError):
                continue
            table.append((int(entry.name), parent, words))
    return table
