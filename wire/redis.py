"""The Redis client: made from the settings, with explicit timeouts, and checked before it is trusted.

Redis holds what must not be lost (ledger, seen-state, due jobs, and embedded the bus), so a server that evicts keys
is refused, and so is one older than the commands in use.
"""

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from wire.settings.model import RedisSettings

OLDEST = (6, 2)

_DOWN = ("MISCONF", "CLUSTERDOWN", "MASTERDOWN", "TRYAGAIN", "NOREPLICAS", "LOADING", "BUSY ")


class RedisUnfit(RuntimeError):
    """The Redis server answers and cannot be used; the text says why and what to change."""


def connect(url: str, *, timeout: float = 5.0) -> "redis.Redis":
    """Return a client of the server at `url` (redis://, rediss:// or unix://); connects on first use.

    A command that takes longer than `timeout` seconds raises `redis.TimeoutError`. A broken connection is opened
    once more without a word; a command that timed out is not sent again, since it may have been carried out.
    """
    return redis.Redis.from_url(
        url,
        protocol=2,
        socket_timeout=timeout,
        socket_connect_timeout=2.0,
        retry=Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,)),
    )


def hasty(client: "redis.Redis", timeout: float = 2.0) -> "redis.Redis":
    """Return another client of the same server that waits at most `timeout` seconds for an answer: for checks."""
    pool = client.connection_pool
    limits = {"socket_timeout": timeout, "socket_connect_timeout": timeout}
    made = type(pool)(connection_class=pool.connection_class, **{**pool.connection_kwargs, **limits})
    return redis.Redis(connection_pool=made)


def from_settings(settings: RedisSettings) -> "redis.Redis":
    """Return a client of the server that `settings` names. Raises ValueError where they name none."""
    if settings.url is None:
        raise ValueError("redis.url is not set, and only the embedded bus brings its own Redis")
    return connect(settings.url.get_secret_value())


def is_away(error: BaseException) -> bool:
    """Return whether `error` says that the server (not our command) is at fault, so that trying later may help."""
    if isinstance(error, redis.ConnectionError | redis.TimeoutError | redis.ReadOnlyError | redis.OutOfMemoryError):
        return True
    return isinstance(error, redis.ResponseError) and str(error).startswith(_DOWN)


def check(client: "redis.Redis") -> None:
    """Return if the server can be used.

    Raises `RedisUnfit` for one older than 6.2 or with an eviction policy, and redis errors for one that is away.
    """
    info = client.info("server")
    version = str(info["redis_version"])
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST:
        raise RedisUnfit(f"Redis {version} is too old; 6.2 or newer is needed")
    policy = str(client.info("memory").get("maxmemory_policy", "noeviction"))
    if policy != "noeviction":
        raise RedisUnfit(f'Redis evicts keys under the policy "{policy}"; set maxmemory-policy to noeviction')
