"""A server that does not answer, as everything that notifies sees it."""

from contextlib import AbstractContextManager

from wire.redis import answering


class StoreAway(ConnectionError):
    """The server that keeps jobs, silences and the log of deliveries does not answer."""


def reached() -> AbstractContextManager[None]:
    """Turn the failures of a Redis that is away, loading, full or only readable into `StoreAway`."""
    return answering(StoreAway, "the Redis that holds what is to be told")
