"""What is said of a Redis that does not answer."""

from contextlib import AbstractContextManager

from ingest.seen.port import SeenAway
from wire.redis import answering


def away() -> AbstractContextManager[None]:
    """Turn the errors of a Redis that does not answer into `SeenAway`."""
    return answering(SeenAway)
