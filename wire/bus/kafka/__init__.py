"""The bus on Apache Kafka, by kafka-python 3.

Producers are idempotent with acks=all; consumers share partitions by the cooperative-sticky protocol, commit by hand
and start from the earliest message. kafka-python's clients connect in their constructors and keep a thread each, so
they are made on first use, after a check that the cluster answers, and dropped when they have failed.
"""

from wire.bus.kafka.bus import KafkaBus

__all__ = ["KafkaBus"]
