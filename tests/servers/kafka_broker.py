"""A real Apache Kafka for the tests: one broker in KRaft mode, its jars fetched by name with Maven.

`python -m tests.servers.kafka_broker` fetches the jars ahead of the tests.
"""

import base64
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from tests.servers.process import Unavailable, end, free_port, spawn

POM = Path(__file__).parent / "kafka" / "pom.xml"
JVM = ["-Xms128m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]


def jars() -> Path:
    """Return the folder with the broker's jars, fetching them on first use. Raises `Unavailable`."""
    for tool in ("java", "mvn"):
        if shutil.which(tool) is None:
            raise Unavailable(f"Apache Kafka needs {tool} on the PATH")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "figurewatch-tests"
    cache.mkdir(parents=True, exist_ok=True)
    stamp = uuid.uuid5(uuid.NAMESPACE_URL, POM.read_text()).hex[:12]
    ready = cache / f"kafka-{stamp}"
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            with tempfile.TemporaryDirectory(dir=cache) as folder:
                found = Path(folder) / "jars"
                command = ["mvn", "-q", "-B", "-f", str(POM), "dependency:copy-dependencies"]
                command += [f"-DoutputDirectory={found}", "-DincludeScope=runtime"]
                done = subprocess.run(command, capture_output=True, text=True)
                if done.returncode != 0:
                    raise Unavailable(f"Maven could not fetch Apache Kafka: {done.stdout.strip()[:300]}")
                found.rename(ready)
    return ready


class KafkaBroker:
    """One broker, controller included, on loopback; `stop` and `start` keep its port and what it holds.

    Beside the plain listener at `bootstrap_servers` it has one for each of `listeners`, name to security protocol,
    whose address is in `addresses`; `extra` are further broker settings, `scram` users ("SCRAM-SHA-256=[name=...]").
    """

    def __init__(
        self,
        *,
        listeners: Mapping[str, str] = MappingProxyType({}),
        extra: Mapping[str, str] = MappingProxyType({}),
        scram: Sequence[str] = (),
    ) -> None:
        self._jars = jars()
        self._folder = Path(tempfile.mkdtemp(prefix="fw-kafka-"))
        self._port, controller = free_port(), free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.bootstrap_servers = f"127.0.0.1:{self._port}"
        self.addresses = {name: f"127.0.0.1:{free_port()}" for name in listeners}
        self._config = self._folder / "server.properties"
        places = {"PLAINTEXT": self.bootstrap_servers, **self.addresses}
        protocols = {"PLAINTEXT": "PLAINTEXT", "CONTROLLER": "PLAINTEXT", **listeners}
        advertised = ",".join(f"{name}://{address}" for name, address in places.items())
        settings = {
            "process.roles": "broker,controller",
            "node.id": "1",
            "controller.quorum.voters": f"1@127.0.0.1:{controller}",
            "listeners": f"{advertised},CONTROLLER://127.0.0.1:{controller}",
            "advertised.listeners": advertised,
            "controller.listener.names": "CONTROLLER",
            "listener.security.protocol.map": ",".join(f"{name}:{each}" for name, each in protocols.items()),
            "log.dirs": str(self._folder / "data"),
            "auto.create.topics.enable": "false",
            "group.initial.rebalance.delay.ms": "0",
            "offsets.topic.num.partitions": "4",
            "offsets.topic.replication.factor": "1",
            "transaction.state.log.num.partitions": "2",
            "transaction.state.log.replication.factor": "1",
            "transaction.state.log.min.isr": "1",
            "group.min.session.timeout.ms": "1000",
            "log.cleaner.dedupe.buffer.size": "4194304",
            "controlled.shutdown.enable": "false",
            **extra,
        }
        self._config.write_text("".join(f"{key}={value}\n" for key, value in settings.items()))
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode()
        users = [word for user in scram for word in ("--add-scram", user)]
        self._java("kafka.tools.StorageTool", "format", f"--cluster-id={cluster}", "-c", str(self._config), *users)

    def _command(self, main: str, *arguments: str) -> list[str]:
        return ["java", *JVM, "-cp", f"{self._jars}/*", main, *arguments]

    def _java(self, main: str, *arguments: str) -> None:
        done = subprocess.run(self._command(main, *arguments), capture_output=True, text=True)
        if done.returncode != 0:
            raise Unavailable(f"{main} failed: {(done.stderr or done.stdout).strip()[-300:]}")

    def start(self) -> None:
        """Start the broker and return when it accepts connections."""
        if self._process is not None and self._process.poll() is None:
            return
        log = self._folder / "log"
        self._process = spawn(self._command("kafka.Kafka", str(self._config)), log)
        deadline = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", self._port), timeout=1).close()
                return
            except OSError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    end(self._process, force=True)
                    raise Unavailable(f"Apache Kafka did not start: {log.read_text()[-500:]}") from None
                time.sleep(0.1)

    def stop(self) -> None:
        """Shut the broker down in order."""
        end(self._process)

    def kill(self) -> None:
        """End the broker by SIGKILL."""
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
        """Kill the broker and delete its folder."""
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)


if __name__ == "__main__":
    try:
        jars()
    except Unavailable as error:
        sys.exit(f"{error}.")
