"""Which bus the settings ask for."""

import redis

from wire.bus.port import Bus
from wire.bus.streams import StreamsBus
from wire.settings.model import Settings


def open_bus(settings: Settings, client: redis.Redis | None) -> Bus:
    """Return the bus of `settings.bus`; `client` reaches the Redis that carries it, and may be None for Kafka.

    Connects to nothing yet. Raises ValueError where a Redis is needed and none is given.
    """
    if settings.bus.kind == "kafka":
        from wire.bus.kafka import KafkaBus  # not loaded where no Kafka is in use: it costs 0.2 s at start

        return KafkaBus(settings.bus.kafka, namespace=settings.namespace, takeover=settings.bus.takeover)
    if client is None:
        raise ValueError("redis.url is not set, and the bus is to be carried by Redis")
    return StreamsBus(
        client,
        namespace=settings.namespace,
        partitions=settings.bus.partitions,
        takeover=settings.bus.takeover,
    )
