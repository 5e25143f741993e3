"""Which bus the settings ask for."""

import redis

from wire.bus.port import Bus
from wire.bus.streams import StreamsBus
from wire.settings.model import Settings


def open_bus(settings: Settings, client: redis.Redis) -> Bus:
    """Return the bus of `settings.bus`; `client` reaches the Redis that carries it where it is not Kafka.

    Connects to nothing yet. Raises nothing.
    """
    if settings.bus.kind == "kafka":
        from wire.bus.kafka import KafkaBus  # not loaded where no Kafka is in use: it costs 0.2 s at start

        return KafkaBus(settings.bus.kafka, namespace=settings.namespace)
    return StreamsBus(client, namespace=settings.namespace, partitions=settings.bus.partitions)
