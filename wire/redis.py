"""The Redis client: made from the settings, with explicit timeouts, and checked before it is trusted.

Redis holds what must not be lost (ledger, seen-state, due jobs, and embedded the bus), so a server that evicts keys
is refused, and so is one older than the commands in use. One without an append-only file is remarked on.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote, urlsplit

import redis
from redis.backoff import NoBackoff
from redis.connection import parse_url
from redis.retry import Retry
from redis.sentinel import Sentinel, SentinelConnectionPool

from wire.settings.model import RedisSettings

OLDEST = (6, 2)

_DOWN = ("MISCONF", "CLUSTERDOWN", "MASTERDOWN", "TRYAGAIN", "NOREPLICAS", "LOADING", "BUSY ")
_WITHIN_SCRIPTS = tuple(f"-{word}" for word in ("OOM", "READONLY", *_DOWN))
"""What a Lua script ran into comes as an error of the script that quotes it: "... @user_script:1: -OOM command ..."."""


class RedisUnfit(RuntimeError):
    """The Redis server answers and cannot be used; the text says why and what to change."""


def connect(url: str, *, timeout: float = 5.0, **options: str) -> "redis.Redis":
    """Return a client of the server at `url` (redis://, rediss:// or unix://); connects on first use.

    A command that takes longer than `timeout` seconds raises `redis.TimeoutError`. A broken connection is opened
    once more without a word; a command that timed out is not sent again, since it may have been carried out.
    `options` are redis-py's for the connection.
    """
    return redis.Redis.from_url(url, **_manners(timeout), **options)


def _manners(timeout: float) -> dict[str, Any]:
    return {
        "protocol": 2,
        "socket_timeout": timeout,
        "socket_connect_timeout": min(timeout, 2.0),
        "retry": Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,)),
    }


def hasty(client: "redis.Redis", timeout: float = 2.0) -> "redis.Redis":
    """Return another client of the same server that waits at most `timeout` seconds for an answer: for checks."""
    pool = client.connection_pool
    limits = {"socket_timeout": timeout, "socket_connect_timeout": timeout}
    if isinstance(pool, SentinelConnectionPool):
        kwargs = {name: value for name, value in pool.connection_kwargs.items() if name != "connection_pool"}
        made: Any = SentinelConnectionPool(  # type: ignore[no-untyped-call]
            pool.service_name, pool.sentinel_manager, **{**kwargs, **limits}
        )
    else:
        made = type(pool)(connection_class=pool.connection_class, **{**pool.connection_kwargs, **limits})
    return redis.Redis(connection_pool=made)


def from_settings(settings: RedisSettings) -> "redis.Redis":
    """Return a client of the server that `settings` name, or of the master that their Sentinels name.

    Raises ValueError where they name none, or a file of theirs cannot be read.
    """
    if settings.url is None:
        raise ValueError("redis.url is not set, and only the embedded bus brings its own Redis")
    url = settings.url.get_secret_value()
    given = {"ssl_ca_certs": settings.ca_file, "ssl_certfile": settings.cert_file, "ssl_keyfile": settings.key_file}
    files: dict[str, Any] = {name: path for name, path in given.items() if path}
    for path in files.values():
        if not os.access(path, os.R_OK):
            raise ValueError(f"the certificates of redis cannot be read: {path}")
    encrypted = urlsplit(url).scheme == "rediss"
    if files and not encrypted:
        raise ValueError("redis.ca_file, cert_file and key_file belong to a rediss:// address in redis.url")
    if not settings.sentinels:
        return connect(url, **files)
    # The address says everything but where the master is: its name stands in the place of the host.
    parts: dict[str, Any] = parse_url(url)  # type: ignore[no-untyped-call]
    found = {name: value for name, value in parts.items() if name not in ("host", "port", "connection_class")}
    common = {**_manners(5.0), **files, **({"ssl": True} if encrypted else {})}
    password = settings.sentinel_password.get_secret_value() if settings.sentinel_password else None
    sentinel = Sentinel(  # type: ignore[no-untyped-call]
        [(host, int(port)) for host, _, port in (each.rpartition(":") for each in settings.sentinels)],
        sentinel_kwargs={**common, "socket_timeout": 2.0, "password": password},
        **common,
        **found,
    )
    name = urlsplit(url).netloc.rpartition("@")[2].partition(":")[0]  # .hostname would fold its case
    master: redis.Redis = sentinel.master_for(unquote(name))  # type: ignore[no-untyped-call]
    return master


def is_away(error: BaseException) -> bool:
    """Return whether `error` says that the server (not our command) is at fault, so that trying later may help."""
    if isinstance(error, redis.ConnectionError | redis.TimeoutError | redis.ReadOnlyError | redis.OutOfMemoryError):
        return True
    if not isinstance(error, redis.ResponseError):
        return False
    text = str(error)
    return text.startswith(_DOWN) or ("user_script" in text and any(word in text for word in _WITHIN_SCRIPTS))


@contextmanager
def answering(away: Callable[[str], Exception], what: str = "Redis") -> Iterator[None]:
    """Turn the failures of a server that is away, loading, full or only readable into what `away` makes of a sentence.

    `what` is who does not answer.
    """
    try:
        yield
    except redis.RedisError as error:
        if not is_away(error):
            raise
        raise away(f"{what} does not answer: {error}") from error


def check(client: "redis.Redis") -> None:
    """Return if the server can be used.

    Raises `RedisUnfit` for one older than 6.2, in a cluster or with an eviction policy, and redis errors for one that
    is away.
    """
    info = client.info("server")
    version = str(info["redis_version"])
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST:
        raise RedisUnfit(f"Redis {version} is too old; 6.2 or newer is needed")
    if info.get("redis_mode") == "cluster":
        raise RedisUnfit("Redis runs as a cluster, which is not supported; take one server, or a master with Sentinel")
    policy = str(client.info("memory").get("maxmemory_policy", "noeviction"))
    if policy != "noeviction":
        raise RedisUnfit(f'Redis evicts keys under the policy "{policy}"; set maxmemory-policy to noeviction')


def memory(client: "redis.Redis") -> tuple[int, int]:
    """Return how many bytes the server uses, and how many it may: its maxmemory, or where it has none its machine's.

    Where it does not say, as some that are run by others, it may use 0. Raises redis errors for one that is away.
    """
    info: Any = client.info("memory")
    return int(info["used_memory"]), int(info["maxmemory"]) or int(info.get("total_system_memory", 0))


def remarks(client: "redis.Redis") -> list[str]:
    """Return what a server that is fit does all the same less safely than it could, a sentence each.

    Raises redis errors for one that is away.
    """
    if client.info("persistence").get("aof_enabled"):
        return []
    return [
        "Redis keeps no append-only file, so that its crash loses what came since the last snapshot: appendonly yes"
    ]
