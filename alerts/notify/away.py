"""A server that does not answer, as everything that notifies sees it."""

from collections.abc import Iterator
from contextlib import contextmanager

import redis

from wire.redis import is_away


class StoreAway(ConnectionError):
    """The server that keeps jobs, silences and the log of deliveries does not answer."""


@contextmanager
def reached() -> Iterator[None]:
    """Turn the failures of a Redis that is away, loading, full or only readable into `StoreAway`."""
    try:
        yield
    except redis.RedisError as error:
        if not is_away(error):
            raise
        raise StoreAway(f"the Redis that holds what is to be told does not answer: {error}") from error
