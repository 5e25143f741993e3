"""What is said of a Redis that does not answer."""

from collections.abc import Iterator
from contextlib import contextmanager

import redis

from ingest.seen.port import SeenAway
from wire.redis import is_away


@contextmanager
def away() -> Iterator[None]:
    """Turn the errors of a Redis that does not answer into `SeenAway`."""
    try:
        yield
    except redis.RedisError as error:
        if is_away(error):
            raise SeenAway(f"Redis does not answer: {error}") from error
        raise
