"""The servers behind a command: the private Redis, started or found running, and the bus on whatever carries it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis
from pydantic import SecretStr

import wire.redis
from desk.options import Failure
from wire.bus.open import open_bus
from wire.bus.port import Bus, BusAway
from wire.embedded import EmbeddedRedis
from wire.settings.model import RedisSettings, Settings


def on_redis(settings: Settings, url: str) -> Settings:
    """Return `settings` as processes get them that find their bus and ledger at `url`, whoever started it."""
    bus = settings.bus.model_copy(update={"kind": "redis"})
    return settings.model_copy(update={"bus": bus, "redis": RedisSettings(url=SecretStr(url))})


@contextmanager
def opened_redis(settings: Settings) -> Iterator["redis.Redis"]:
    """Yield a client of the Redis of `settings`, which answers; embedded, of the service's own.

    Where the embedded service is not running, its Redis runs for as long as this lasts. Raises `Failure`.
    """
    with _reachable(settings) as complete:
        if complete.redis.url is None:
            raise Failure("There is no Redis to look into: set redis.url.")
        try:
            client = wire.redis.from_settings(complete.redis)
        except ValueError as error:
            raise Failure(f"There is no way to Redis: {error}.") from error
        try:
            client.ping()
            yield client
        except redis.RedisError as error:
            if not wire.redis.is_away(error):
                raise
            raise Failure(f"Redis does not answer: {error}") from error
        finally:
            client.close()


@contextmanager
def opened_bus(settings: Settings) -> Iterator[Bus]:
    """Yield the bus of `settings`. Raises `Failure` where its server does not answer."""
    with opened_redis(settings) if settings.bus.kind != "kafka" else _no_redis() as client:
        try:
            bus = open_bus(settings, client)
        except ValueError as error:
            raise Failure(f"There is no way to the bus: {error}.") from error
        try:
            bus.check()
            yield bus
        except BusAway as error:
            raise Failure(str(error)) from error
        finally:
            bus.close()


@contextmanager
def _no_redis() -> Iterator["redis.Redis"]:
    client = redis.Redis()  # connects on first use, and on Kafka nothing uses it
    try:
        yield client
    finally:
        client.close()


@contextmanager
def _reachable(settings: Settings) -> Iterator[Settings]:
    if settings.bus.kind != "embedded":
        yield settings
        return
    data = Path(settings.data)
    url = running(data)
    if url is not None:
        yield on_redis(settings, url)
        return
    if not data.is_dir():
        raise Failure(f'Nothing has run here yet: there is no data folder "{data}".')
    with EmbeddedRedis(data) as server:
        yield on_redis(settings, server.start())


def running(data: Path) -> str | None:
    """Return the address of the private Redis that runs on the folder `data`, None where none does."""
    try:
        _, _, socket = (data / "redis.pid").read_text(encoding="utf-8").strip().partition(" ")
    except OSError:
        return None
    if not socket or not Path(socket).exists():
        return None
    client = wire.redis.connect(f"unix://{socket}", timeout=2.0)
    try:
        client.ping()
    except redis.RedisError:
        return None
    finally:
        client.close()
    return f"unix://{socket}"
