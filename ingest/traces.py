"""Traces of articles begin here: each article that is published begins one, at the time of its fetch."""

from collections.abc import Mapping

from ingest.messages import TOPIC, Article
from wire.bus.port import Outgoing, Producer
from wire.codec import decode
from wire.settings.masking import masked_url
from wire.tracing import OFF, Facts, Tracer, carrying


def traced(producer: Producer, tracer: Tracer) -> Producer:
    """Return what publishes by `producer`, each article with the headers of a trace of its own; off, `producer`."""
    return producer if tracer is OFF else TracedProducer(producer, tracer)


class TracedProducer:
    """Publishes by another producer, and begins traces."""

    def __init__(self, producer: Producer, tracer: Tracer) -> None:
        self._producer = producer
        self._tracer = tracer

    def publish(self, message: Outgoing) -> None:
        """Take `message` for sending, with the headers of a new trace. Raises as the other producer does."""
        self._producer.publish(carrying(message, self._begun(message)) if message.topic == TOPIC else message)

    def _begun(self, message: Outgoing) -> Mapping[str, str]:
        article = decode(message.value, Article)
        facts: Facts = {"article": article.id, "revision": article.revision, "feed": masked_url(article.feed)}
        return self._tracer.begin("fetch", article.fetched, facts)

    def flush(self) -> None:
        """Return when everything taken is durable. Raises as the other producer does."""
        self._producer.flush()

    def close(self) -> None:
        """Close the other producer. Never raises."""
        self._producer.close()
