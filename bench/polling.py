"""Measures polling: 10,000 feeds on 2,000 host names, 50 ms away, of which one in five has something new.

    python bench/polling.py [--feeds 10000] [--hosts 2000] [--latency 0.05] [--news 0.2] [--plain 500]

A server of our own, in a process of its own, answers for all hosts; a resolver of our own sends their names there.
Everything is as in service: limits by host, the guard on addresses, worker processes, Redis, articles on the bus. The
poller and its workers are bound to one core; the server and Redis take the others, as they would other machines. All
feeds are read once (the first reading), then polled again with what the servers gave to ask with: that is the round
that counts. For comparison, a loop of `feedparser.parse(url)` on the same core over some of the feeds. Prints a table
in Markdown. Linux only: it reads /proc and binds processes to cores.
"""

import argparse
import asyncio
import json
import os
import random
import resource
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import aiohttp
from prometheus_client import REGISTRY

from ingest import stage
from tests.servers.redis_server import RedisServer
from wire.bus.open import open_bus
from wire.clock import SystemClock
from wire.pulse import Pulse
from wire.redis import connect
from wire.settings.model import Settings
from wire.stage import Context
from wire.stop import Stop

ENTRIES, FRESH = 20, 2
"""Entries of a feed, and how many of them a new edition brings."""

BEGAN, APART = datetime.now(UTC), timedelta(minutes=30)
"""When the newest entry of the first edition came, and how far apart entries are."""

WORDS = ("harbour", "council", "figures", "rescue", "station", "market", "winter", "valley", "report", "school")
PHRASES = (
    "the council said on Monday",
    "of people from the valley",
    "and the rescue service was there",
    "had to leave the school",
    "after a fire in the harbour",
    "with more than half of the market",
    "but figures differ",
    "which the report has not said",
)
"""What texts are made of: as many of the commonest words as in news, by which their language is told."""


def url_of(feed: int, hosts: int, port: int) -> str:
    return f"http://host{feed % hosts}.bench.test:{port}/feed/{feed}.xml"


@dataclass
class Traffic:
    """What the publishers saw since they were asked last, and which edition they are at."""

    latency: float
    news: float
    edition: int = 0
    asked: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    running: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    started: dict[str, float] = field(default_factory=dict)
    most_at_once: int = 0
    shortest_pause: float = float("inf")

    def begin(self, host: str) -> None:  # noqa: D102
        now = time.monotonic()
        if host in self.started:
            self.shortest_pause = min(self.shortest_pause, now - self.started[host])
        self.started[host] = now
        self.running[host] += 1
        self.most_at_once = max(self.most_at_once, self.running[host])

    def report(self, *, next_edition: bool) -> bytes:  # noqa: D102
        said = {"asked": self.asked, "most_at_once": self.most_at_once, "shortest_pause": self.shortest_pause}
        text = json.dumps(said).encode()
        self.__init__(self.latency, self.news, self.edition + next_edition)  # type: ignore[misc]
        return text


class Publishers(asyncio.Protocol):
    """All publishers: answer after the latency, 304 where the ETag is the edition's."""

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic
        self._data = b""

    def connection_made(self, transport: Any) -> None:  # noqa: D102
        self._transport = transport

    def data_received(self, data: bytes) -> None:  # noqa: D102
        self._data += data
        if not self._data.endswith(b"\r\n\r\n"):
            return
        lines = self._data.decode("latin-1").split("\r\n")
        path = lines[0].split(" ")[1]
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:] if line)}
        if not path.startswith("/feed/"):
            self._send("200 OK", self._traffic.report(next_edition=path == "/next"))
            return
        host = headers["host"]
        self._traffic.begin(host)
        feed = int(path[6:-4])
        edition = self._traffic.edition if feed % 1000 < 1000 * self._traffic.news else 0
        etag = f'"{feed}-{edition}"'
        unchanged = headers.get("if-none-match") == etag
        asyncio.get_running_loop().call_later(self._traffic.latency, self._answer, host, feed, edition, etag, unchanged)

    def _answer(self, host: str, feed: int, edition: int, etag: str, unchanged: bool) -> None:
        self._traffic.running[host] -= 1
        self._traffic.asked["304" if unchanged else "200"] += 1
        more = f"ETag: {etag}\r\nContent-Type: application/rss+xml\r\n"
        if unchanged:
            self._send("304 Not Modified", b"", more)
        else:
            self._send("200 OK", document(feed, edition), more)

    def _send(self, status: str, body: bytes, more: str = "") -> None:
        head = f"HTTP/1.1 {status}\r\n{more}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        self._transport.write(head.encode() + body)
        self._transport.close()


def document(feed: int, edition: int) -> bytes:
    """Return a feed of `ENTRIES` entries of about 60 words, the newest first."""
    newest = ENTRIES + edition * FRESH
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>Paper {feed}</title><link>https://paper{feed}.example/</link><description>News</description>"
        + "".join(item(feed, number) for number in range(newest, newest - ENTRIES, -1))
        + "</channel></rss>"
    ).encode()


def item(feed: int, number: int) -> str:
    chance = random.Random(feed * 1000 + number)
    text = " ".join(chance.choices(PHRASES, k=12))
    link = f"https://paper{feed}.example/2026/03/{number}-{chance.choice(WORDS)}"
    return (
        f"<item><title>{' '.join(chance.choices(WORDS, k=8))}</title><link>{link}</link><guid>{link}</guid>"
        f"<pubDate>{format_datetime(BEGAN + APART * (number - ENTRIES))}</pubDate>"
        f"<description>&lt;p&gt;{chance.randrange(2, 900)} people {text}.&lt;/p&gt;</description></item>"
    )


async def publish(latency: float, news: float) -> None:
    traffic = Traffic(latency, news)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Publishers(traffic), "127.0.0.1", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


class Everywhere(aiohttp.abc.AbstractResolver):
    """Every name is this machine."""

    async def resolve(self, host: str, port: int = 0, family: int = socket.AF_INET) -> list[Any]:  # noqa: D102
        return [{"hostname": host, "host": "127.0.0.1", "port": port, "family": socket.AF_INET, "proto": 0, "flags": 0}]

    async def close(self) -> None:  # noqa: D102
        pass


def poll_round(redis_url: str, urls: Sequence[str]) -> dict[str, float]:
    """Poll every feed once, as the stage does, and return seconds, memory and counts."""
    settings = Settings.model_validate(
        {
            "namespace": "bench",
            "feeds": [{"url": url} for url in urls],
            "ingest": {"allow_private": True, "backlog": 10_000_000},
            "bus": {"kind": "redis"},
            "redis": {"url": redis_url},
        }
    )
    client = connect(redis_url)
    bus = open_bus(settings, client)
    bus.ensure_topics()
    clock, stop = SystemClock(), Stop()
    context = Context(settings=settings, bus=bus, redis=client, clock=clock, stop=stop)
    began = time.monotonic()
    memory = 0.0

    def watch() -> None:
        nonlocal memory
        while not stop:
            if outcomes() >= len(urls):
                stop.set()
            memory = max(memory, megabytes())
            stop.wait(0.5)

    watching = threading.Thread(target=watch)
    watching.start()
    asyncio.run(stage.poll(context, Pulse("bench", clock), resolver=Everywhere()))
    seconds = time.monotonic() - began
    watching.join()
    bus.close()
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {
        "seconds": seconds,
        "memory": memory,
        "cpu": sum(one.ru_utime + one.ru_stime for one in used),
        "workers": used[1].ru_utime + used[1].ru_stime,
        "read": outcomes("read"),
        "unchanged": outcomes("unchanged"),
        "articles": sum(
            REGISTRY.get_sample_value("figurewatch_ingest_entries_total", {"verdict": verdict}) or 0
            for verdict in ("new", "revised")
        ),
    }


def outcomes(name: str | None = None) -> float:
    from ingest.metrics import POLLS

    return sum(
        sample.value
        for metric in POLLS.collect()
        for sample in metric.samples
        if sample.name.endswith("_total") and name in (None, sample.labels["outcome"])
    )


def megabytes() -> float:
    """Return the memory of this process and its children, shared pages counted once."""
    pids = [os.getpid()]
    for task in Path("/proc/self/task").iterdir():
        pids += map(int, (task / "children").read_text().split())
    total = 0
    for pid in pids:
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        total += int(rollup.partition("\nPss:")[2].split()[0])
    return total / 1024


def plain_loop(urls: Sequence[str]) -> float:
    """Return the seconds that `feedparser.parse(url)` takes for all of `urls`, one after another."""
    import feedparser

    look_up = socket.getaddrinfo
    socket.getaddrinfo = lambda host, port, *more, **named: look_up("127.0.0.1", port, *more, **named)  # type: ignore
    began = time.monotonic()
    for url in urls:
        found = feedparser.parse(url)
        assert len(found.entries) == ENTRIES, found
    return time.monotonic() - began


def apart(cores: set[int], *args: str) -> "subprocess.Popen[str]":
    """Start this file again with `args`, bound to `cores`."""
    return subprocess.Popen(
        [sys.executable, __file__, *args],
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: os.sched_setaffinity(0, cores),
    )


def told(cores: set[int], *args: str) -> Any:
    process = apart(cores, *args)
    out, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"{args[0]} failed")
    return json.loads(out.splitlines()[-1])


def row(name: str, seconds: float, feeds: int, found: dict[str, float] | None = None) -> str:
    cells = [name, f"{seconds:,.1f}", f"{feeds / seconds:,.0f}"]
    if found:
        cells += [f"{found[key]:,.0f}" for key in ("unchanged", "read", "articles")]
        cells += [f"{found['cpu']:.1f} ({found['workers']:.1f})", f"{found['memory']:.0f}"]
    else:
        cells += ["", "", "", "", ""]
    return "| " + " | ".join(cells) + " |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=10_000)
    parser.add_argument("--hosts", type=int, default=2_000)
    parser.add_argument("--latency", type=float, default=0.05, help="seconds before each answer")
    parser.add_argument("--news", type=float, default=0.2, help="share of feeds with new entries")
    parser.add_argument("--plain", type=int, default=500, help="feeds that the plain loop is timed with")
    parser.add_argument("part", nargs="*", help=argparse.SUPPRESS)
    args = parser.parse_args()
    match args.part:
        case ["publish"]:
            asyncio.run(publish(args.latency, args.news))
        case ["round", redis_url, port]:
            urls = [url_of(feed, args.hosts, int(port)) for feed in range(args.feeds)]
            print(json.dumps(poll_round(redis_url, urls)))
        case ["plain", port]:
            urls = [url_of(feed, args.hosts, int(port)) for feed in range(args.plain)]
            print(json.dumps(plain_loop(urls)))
        case _:
            compare(args)
    return 0


def compare(args: argparse.Namespace) -> None:
    cores = sorted(os.sched_getaffinity(0))
    ours, others = {cores[0]}, set(cores[1:]) or {cores[0]}
    os.sched_setaffinity(0, others)
    scale = [f"--{name}={getattr(args, name)}" for name in ("feeds", "hosts", "latency", "news", "plain")]
    server = apart(others, "publish", *scale)
    redis_server = RedisServer()
    redis_server.start()
    try:
        assert server.stdout is not None
        port = server.stdout.readline().strip()

        def control(path: str) -> Any:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
                return json.load(answer)

        print(f"{args.feeds:,} feeds on {args.hosts:,} hosts, {args.latency * 1000:g} ms away, one core\n")
        print("| | seconds | feeds a second | unchanged | read | articles | CPU (workers) | memory, MB |")
        print("| --- | --- | --- | --- | --- | --- | --- | --- |")
        first = told(ours, "round", redis_server.url, port, *scale)
        print(row("first reading", first["seconds"], args.feeds, first), flush=True)
        control("/next")
        client = connect(redis_server.url)
        for key in client.scan_iter("bench:ingest:feed:*", count=1000):
            client.hset(key, "due", 0)
        second = told(ours, "round", redis_server.url, port, *scale)
        print(row("polling", second["seconds"], args.feeds, second), flush=True)
        polite = control("/next")
        plain = told(ours, "plain", port, *scale) * args.feeds / args.plain
        print(row(f"feedparser.parse(url) (timed with {args.plain})", plain, args.feeds))
        print(f"\nPolling is {plain / second['seconds']:.1f} times as fast as the plain loop.")
        print(f"The server saw {polite['most_at_once']} requests at once to one host at most, and")
        print(f"{polite['shortest_pause']:.2f} s between two at least; it answered {polite['asked']}.")
    finally:
        server.terminate()
        redis_server.stop()


if __name__ == "__main__":
    sys.exit(main())
