"""What `figurewatch doctor` looks at, from the settings to the feeds, and what to do about it."""

import os
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import redis

import wire.redis
from alerts.notify.away import StoreAway
from alerts.notify.lines import RedisLines
from alerts.notify.recipients import recipient
from desk.commands.config import check_channels, remarks
from desk.options import Failure
from desk.servers import opened_bus, opened_redis
from wire.bus import Bus, BusAway
from wire.bus.topics import ARTICLES, CLAIMS, CONTRADICTIONS, dead
from wire.clock import SystemClock
from wire.deadletters import GROUP as LETTERS
from wire.embedded import NoRedis, find_server
from wire.halt import halted_loops
from wire.settings.model import Settings
from wire.tracing import open_tracer

Grade = Literal["fine", "note", "wrong"]

GROUPS = ((ARTICLES, "enrich"), (CLAIMS, "judge"), (CONTRADICTIONS, "notifier"))
LEAST_DISK = 1_000_000_000
"""Bytes free on the disk of the data folder below which the private Redis may soon be unable to write."""

SKEW = 2.0
"""Seconds by which the clocks of this machine and of Redis may differ."""

SLOW = 0.05
"""Seconds for an answer of Redis beyond which each batch waits noticeably."""

FULL = 0.85
"""Share of its memory beyond which Redis needs more soon."""

MANY = 1_000
"""Messages waiting beyond which a loop is behind."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found out about `area`, in a sentence that says what to do where that is not fine."""

    area: str
    grade: Grade
    says: str


def examine(settings: Settings) -> Iterator[Finding]:
    """Yield what can be found out about an installation with `settings`; looks only, and sends nothing."""
    yield from _settings(settings)
    yield from _disk(settings)
    if settings.bus.kind == "embedded" and not Path(settings.data).is_dir():
        yield from _before_the_first_run(settings)
        return
    yield from _reached("Redis", lambda: _with_redis(settings))
    yield from _reached("bus", lambda: _with_bus(settings))


def _reached(area: str, look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from look()
    except (Failure, redis.RedisError, BusAway, StoreAway, wire.redis.RedisUnfit) as error:
        yield Finding(area, "wrong", f"{' '.join(str(error).split()).rstrip('.')}.")


def _settings(settings: Settings) -> Iterator[Finding]:
    for remark in remarks(settings):
        yield Finding("settings", "note", remark)
    try:
        check_channels(settings)
    except Failure as error:
        yield Finding("channels", "wrong", str(error))
    else:
        count = sum(len(recipient(each, settings.alerts, SystemClock()).channels) for each in settings.subscribers)
        yield Finding(
            "channels", "fine", f"{count} addresses can be used; `figurewatch subscribers test NAME` tries one."
        )
    try:
        open_tracer(settings.tracing, "doctor").close()
    except ValueError as error:
        yield Finding("traces", "wrong", f"{error}.")


def _disk(settings: Settings) -> Iterator[Finding]:
    if settings.bus.kind != "embedded":
        return
    folder = Path(settings.data)
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if not os.access(folder, os.W_OK):
        yield Finding("disk", "wrong", f"{folder} cannot be written to; the private Redis needs that.")
    elif free < LEAST_DISK:
        yield Finding(
            "disk", "wrong", f"{free / 1e9:.1f} GB are free at {folder}: make room before Redis cannot write."
        )
    else:
        yield Finding("disk", "fine", f"{free / 1e9:.0f} GB are free at {folder}.")


def _before_the_first_run(settings: Settings) -> Iterator[Finding]:
    try:
        server, version = find_server()
    except NoRedis as error:
        yield Finding("Redis", "wrong", f"{error}.")
        return
    yield Finding("Redis", "fine", f"The private Redis will be {server}, version {'.'.join(map(str, version))}.")
    yield Finding("Redis", "note", f"Nothing has run here yet: the first run makes the data folder {settings.data}.")


def _with_redis(settings: Settings) -> Iterator[Finding]:
    with opened_redis(settings) as client:
        began = time.monotonic()
        wire.redis.check(client)
        took = (time.monotonic() - began) / 2  # it asks twice
        info: Any = client.info("server")
        slow: Grade = "fine" if took < SLOW else "note"
        yield Finding("Redis", slow, f"Redis {info['redis_version']} answers within {took * 1000:.1f} ms.")
        for remark in wire.redis.remarks(client):
            yield Finding("Redis", "note", f"{remark}.")
        yield from _memory(client)
        yield from _clock(client)
        yield from _halted(client, settings)
        yield from _lines(client, settings)
        yield from _feeds(client, settings)


def _memory(client: "redis.Redis") -> Iterator[Finding]:
    used, limit = wire.redis.memory(client)
    if limit and used > FULL * limit:
        yield Finding("Redis", "wrong", f"It uses {used / limit:.0%} of its memory: raise maxmemory before it is full.")
    else:
        yield Finding("Redis", "fine", f"It uses {used / 1e6:.0f} MB{f' of {limit / 1e6:.0f}' if limit else ''}.")


def _clock(client: "redis.Redis") -> Iterator[Finding]:
    seconds, micros = client.time()
    skew = abs(time.time() - (seconds + micros / 1e6))
    if skew > SKEW:
        yield Finding("clock", "wrong", f"The clocks here and on Redis are {skew:.0f} s apart: let both follow NTP.")
    else:
        yield Finding("clock", "fine", f"The clocks here and on Redis agree within {max(skew, 0.1):.1f} s.")


def _halted(client: "redis.Redis", settings: Settings) -> Iterator[Finding]:
    for each in halted_loops(client, settings.namespace):
        yield Finding(
            "loops",
            "wrong",
            f"{each.loop} is halted since {each.since}: `figurewatch dead list` says why, "
            f"`figurewatch dead resume {each.loop}` lets it go on.",
        )


def _lines(client: "redis.Redis", settings: Settings) -> Iterator[Finding]:
    lines = RedisLines(client, namespace=settings.namespace)
    for subscriber in settings.subscribers:
        try:
            channels = recipient(subscriber, settings.alerts, SystemClock()).channels
        except ValueError:  # told of with the settings
            continue
        for name in channels:
            if (since := lines.of(name).since) is not None:
                told = f"{name} has taken nothing since {since:%d %b, %H:%M} UTC"
                yield Finding("channels", "note", f"{told}: `figurewatch subscribers test {subscriber.name}` says why.")


def _feeds(client: "redis.Redis", settings: Settings) -> Iterator[Finding]:
    from ingest.condition import condition
    from ingest.seen.redis import RedisSeen

    if not settings.feeds:
        return
    store, now = RedisSeen(client, namespace=settings.namespace), datetime.now(UTC)
    counts = Counter(condition(each.state, now) for each in store.listed([feed.url for feed in settings.feeds]))
    told = ", ".join(f"{count} {name}" for name, count in counts.most_common())
    bad = counts["failing"] + counts["gone"] + counts["silent"]
    yield Finding("feeds", "note" if bad else "fine", f"{told}; `figurewatch feeds list` names them.")


def _with_bus(settings: Settings) -> Iterator[Finding]:
    with opened_bus(settings) as bus:
        kind = "Kafka" if settings.bus.kind == "kafka" else "the streams on Redis"
        yield Finding("bus", "fine", f"{kind[0].upper()}{kind[1:]} can be reached.")
        for topic, group in GROUPS:
            yield from _topic(bus, topic, group)


def _topic(bus: Bus, topic: str, group: str) -> Iterator[Finding]:
    try:
        count = bus.backlog(topic, group)
        letters = bus.backlog(dead(topic), LETTERS)
    except BusAway as error:
        if "UnknownTopic" not in str(error):
            raise
        yield Finding(
            "bus", "note", f"There is no topic {topic} yet: `figurewatch topics ensure` makes it, or a start."
        )
        return
    if count > MANY:
        yield Finding("loops", "note", f"{count} messages wait for {group}: is it running, and are there enough of it?")
    else:
        yield Finding("loops", "fine", f"{count} messages wait for {group}.")
    if letters:
        many = "1 dead letter lies" if letters == 1 else f"{letters} dead letters lie"
        yield Finding("dead letters", "note", f"{many} on {topic}: `figurewatch dead list {topic}` says why.")
