"""What goes wrong in the chaos suite: servers, disks, networks, clocks and memberships, each as something that can be
taken away for a while and given back.
"""

import os
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from signal import SIGKILL
from typing import Any

import redis

from desk.options import Failure, settings_of
from desk.servers import on_redis, opened_bus
from tests.servers.kafka_broker import KafkaBroker
from tests.servers.proxy import Proxy
from tests.servers.redis_server import RedisServer
from tests.service.installation import Installation, Outage, embedded, eventually, signalled
from tests.service.service import Service
from wire.bus.port import Outgoing
from wire.redis import connect
from wire.settings.model import Settings

JUNK = b"\xff\xfe not a message \x00"
POISONED = ("articles", "claims", "contradictions", "articles.dead", "claims.dead", "contradictions.dead")
GROUPS = (("articles", "enrich"), ("claims", "judge"), ("contradictions", "notifier"))
JUMP = 60 if os.environ.get("CHAOS") else 5
ROOMY = 2_048
"""Megabytes of a disk that is not full; only what is written takes memory."""


class Disk:
    """A disk of our own, in memory, that can be full. `Disk.possible()` says whether this user may mount one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        _mount("-t", "tmpfs", "-o", f"size={ROOMY}m", "figurewatch-chaos", folder)

    @staticmethod
    def possible(folder: Path) -> bool:
        """Return whether a disk can be mounted below `folder`."""
        try:
            Disk(folder / "probe").close()
        except (OSError, subprocess.CalledProcessError):
            return False
        return True

    def fill(self) -> None:
        """Leave no byte free."""
        for _ in range(10):
            found = os.statvfs(self.folder)
            used = (found.f_blocks - found.f_bfree) * found.f_frsize
            with suppress(subprocess.CalledProcessError):  # more may be in use by now
                _mount("-o", f"remount,size={used + 262_144}", self.folder)
                break
        with suppress(OSError), (self.folder / "ballast").open("wb", buffering=0) as ballast:
            while True:
                ballast.write(bytes(4_096))

    def free(self) -> None:
        """Make room again."""
        _mount("-o", f"remount,size={ROOMY}m", self.folder)
        (self.folder / "ballast").unlink(missing_ok=True)

    def close(self) -> None:
        """Unmount it, whatever still has files open there."""
        subprocess.run(["umount", "--lazy", self.folder], check=True, capture_output=True)


def _mount(*words: str | Path) -> None:
    subprocess.run(["mount", *words], check=True, capture_output=True)


class WallClock:
    """The time of day as the processes with `environment` see it; their monotonic clock goes on as ever."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "clock"
        self.jump(0)
        paths = os.pathsep.join(filter(None, [str(Path(__file__).parent / "clock"), os.environ.get("PYTHONPATH")]))
        self.environment = {"WRONG_CLOCK": str(self._file), "PYTHONPATH": paths}

    def jump(self, seconds: int) -> None:
        """Let the clock be so far ahead of the true time, or behind it."""
        self._file.write_text(f"{seconds}", encoding="utf-8")


def networks(name: str, proxy: Proxy) -> dict[str, Outage]:
    """Return what the network to the server `name` can do."""

    def back() -> None:
        proxy.become("open")

    return {
        f"network to {name} cut": Outage(lambda: proxy.become("cut"), back),
        f"network to {name} stalled": Outage(lambda: proxy.become("stalled"), back),
        f"connections to {name} half-open": Outage(lambda: proxy.become("half-open"), back),
    }


def full_memory(url: Callable[[], str]) -> Outage:
    """Return the outage of a Redis that has used up its `maxmemory` and refuses every write."""

    def limit(value: str) -> None:
        client = connect(url())
        try:
            client.config_set("maxmemory", value)
        finally:
            client.close()

    return Outage(lambda: limit("1mb"), lambda: eventually(lambda: _done(lambda: limit("0"))))


def _done(act: Callable[[], object]) -> bool:
    try:
        act()
    except redis.RedisError:
        return False
    return True


def jumps(clock: WallClock, seconds: int) -> dict[str, Outage]:
    """Return the jumps of the clock; feeds polled while it is ahead then wait for as long as it was."""
    return {
        f"clock {seconds} s ahead": Outage(lambda: clock.jump(seconds), lambda: clock.jump(0)),
        f"clock {seconds} s behind": Outage(lambda: clock.jump(-seconds), lambda: clock.jump(0)),
    }


@contextmanager
def embedded_chaos(folder: Path, config: dict[str, Any]) -> Iterator[Installation]:
    """Run everything as one command; its Redis hangs, dies, is full, and so is the disk; the clock jumps."""
    with ExitStack() as stack:
        outages: dict[str, Outage] = {}
        if Disk.possible(folder):
            disk = Disk(folder / "disk")
            stack.callback(disk.close)
            config = {**config, "data": str(disk.folder / "data")}
            outages["disk full"] = Outage(disk.fill, disk.free)
        clock = WallClock(folder)
        outages |= jumps(clock, JUMP)
        installation = stack.enter_context(embedded(folder, config, clock.environment))
        data = Path(config["data"])
        outages["Redis hangs"] = installation.outages["redis"]
        outages["Redis killed"] = Outage(lambda: eventually(lambda: signalled(data, SIGKILL), 300), lambda: None)
        outages["Redis out of memory"] = full_memory(installation.redis_url)
        yield Installation(installation.service, installation.redis_url, outages)


@contextmanager
def kafka_chaos(folder: Path, config: dict[str, Any], workers: int = 2) -> Iterator[Installation]:
    """Run the stages over a broker and a Redis behind bad networks, on disks that can be full; the clock jumps."""
    with ExitStack() as stack:
        to_kafka, to_redis = Proxy(), Proxy()
        stack.callback(to_kafka.close)
        stack.callback(to_redis.close)
        disks = [Disk(folder / name) for name in ("kafka", "redis")] if Disk.possible(folder) else []
        for disk in disks:
            stack.callback(disk.close)
        advertised = {"advertised.listeners": f"PLAINTEXT://127.0.0.1:{to_kafka.port}"}
        logs = {"log.dirs": str(disks[0].folder / "data")} if disks else {}
        broker = KafkaBroker(extra={**advertised, **logs})
        server = RedisServer(durable=True, extra=["--dir", str(disks[1].folder)] if disks else [])
        stack.callback(broker.dispose)
        stack.callback(server.dispose)
        broker.start()
        server.start()
        host, _, port = broker.bootstrap_servers.partition(":")
        to_kafka.target, to_redis.target = (host, int(port)), server.socket
        outages = {
            "Kafka restarted": Outage(broker.stop, broker.start),
            "Kafka killed": Outage(broker.kill, broker.start),
            "Redis restarted": Outage(server.stop, server.start),
            "Redis killed": Outage(server.kill, server.start),
            **networks("Kafka", to_kafka),
            **networks("Redis", to_redis),
            "Redis out of memory": full_memory(lambda: server.url),
        }
        # Both end by themselves when they cannot write, sooner or later.
        if disks:
            full = Outage(disks[0].fill, _in_order(disks[0].free, broker.kill, broker.start))
            outages["disk of Kafka full"] = full
            full = Outage(disks[1].fill, _in_order(disks[1].free, server.kill, server.start))
            outages["disk of Redis full"] = full
        clock = WallClock(folder)
        outages |= jumps(clock, JUMP)
        bus = {"kind": "kafka", "kafka": {"bootstrap_servers": f"127.0.0.1:{to_kafka.port}"}}
        place = {"url": f"redis://127.0.0.1:{to_redis.port}"}
        stages = ["ingest", *["enrich"] * workers, *["alert"] * workers, "pages"]
        with Service(folder, {**config, "bus": bus, "redis": place}, stages, clock.environment) as service:
            yield Installation(service, lambda: server.url, outages)


def _in_order(*acts: Callable[[], object]) -> Callable[[], None]:
    def all_of_them() -> None:
        for act in acts:
            act()

    return all_of_them


def poison(installation: Installation, topics: Sequence[str] = POISONED) -> None:
    """Put what is no message onto each of `topics`, however long that takes."""
    eventually(lambda: _put(installation, topics), 300)


def _put(installation: Installation, topics: Sequence[str]) -> bool:
    try:
        with opened_bus(on_redis_or_kafka(installation)) as bus, closing(bus.producer()) as producer:
            for topic in topics:
                producer.publish(Outgoing(topic=topic, key="k", value=JUNK))
            producer.flush()
    except Failure:  # the bus is away
        return False
    return True


def rebalance(installation: Installation, number: int) -> bool:
    """Let a member join a group and leave it again, which are two rebalances; return whether that came about."""
    topic, group = GROUPS[number % len(GROUPS)]
    try:
        with opened_bus(on_redis_or_kafka(installation)) as bus, closing(bus.consumer(topic, group)) as consumer:
            consumer.poll(most=1, wait=1.0)
            time.sleep(0.2)
    except Failure:  # the bus is away
        return False
    return True


def on_redis_or_kafka(installation: Installation) -> Settings:
    """Return the settings by which a process of the tests finds the bus of `installation`."""
    settings = settings_of(installation.service.config)
    return settings if settings.bus.kind == "kafka" else on_redis(settings, installation.redis_url())
