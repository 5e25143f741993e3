"""A server as a child process that never outlives the test session."""

import ctypes
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path


class Unavailable(RuntimeError):
    """A server cannot be had on this machine; the text says why in one sentence."""


def free_port() -> int:
    """Return a TCP port on loopback that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def free_ports(count: int) -> int:
    """Return the first of `count` TCP ports on loopback, one after the other, that were free a moment ago."""
    while True:
        first = free_port()
        with ExitStack() as probes:
            try:
                for port in range(first, first + count):
                    probes.enter_context(socket.socket()).bind(("127.0.0.1", port))
            except (OSError, OverflowError):
                continue
            return first


def _die_with_parent() -> None:
    """Ask the kernel to kill this child when the session dies, even by SIGKILL (Linux: PR_SET_PDEATHSIG is 1)."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def spawn(
    command: list[str], log: Path, env: dict[str, str] | None = None, cwd: Path | None = None
) -> subprocess.Popen[bytes]:
    """Start `command` with its output in the file `log`, as a process that dies with this one."""
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=cwd,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )


def end(process: subprocess.Popen[bytes] | None, *, force: bool = False, patience: float = 20.0) -> None:
    """End `process` (SIGTERM, after `patience` seconds SIGKILL; at once with `force`) and reap it."""
    if process is None or process.poll() is not None:
        return
    if force:
        process.kill()
    else:
        process.terminate()
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
