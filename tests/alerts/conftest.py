"""What the tests of the alert stage share."""

from collections.abc import Iterator

import pytest
import redis

from wire.redis import connect


@pytest.fixture
def client(redis_url: str) -> Iterator["redis.Redis"]:
    """A client of the Redis that all tests share: keep to the namespace."""
    client = connect(redis_url)
    yield client
    client.close()
