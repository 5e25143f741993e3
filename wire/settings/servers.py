"""What can be set about the servers that the stages stand on: the bus, Kafka and Redis."""

import re
from typing import Literal

from pydantic import Field, SecretStr, model_validator

from wire.settings.fields import Duration, HttpUrl, Section


def _pair(cert_file: str | None, key_file: str | None) -> None:
    if (cert_file is None) != (key_file is None):
        raise ValueError("cert_file and key_file belong together")


class KafkaSettings(Section):
    """The Kafka cluster."""

    bootstrap_servers: str = Field("localhost:9092", description="host:port, several separated by commas.")
    partitions: int = Field(12, gt=0, description="Partitions of topics that have to be created.")
    replication: int = Field(1, gt=0, description="Copies of topics that have to be created.")
    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        "PLAINTEXT", description="SSL encrypts, SASL says who we are."
    )
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"] | None = Field(
        None, description="How we say who we are: with a password, or with tokens."
    )
    username: str | None = Field(None, description="For PLAIN and SCRAM; for OAUTHBEARER the client's id.")
    password: SecretStr | None = Field(None, description="For PLAIN and SCRAM; for OAUTHBEARER the client's secret.")
    token_url: HttpUrl | None = Field(None, description="OAUTHBEARER: where client credentials are turned into tokens.")
    token_scope: str | None = Field(None, description="OAUTHBEARER: the scope asked for.")
    ca_file: str | None = Field(None, description="Certificates to trust, PEM; else those of the system.")
    cert_file: str | None = Field(None, description="Our own certificate, PEM, where the brokers ask for one.")
    key_file: str | None = Field(None, description="Its key, PEM, without a passphrase.")

    @model_validator(mode="after")
    def _whole(self) -> "KafkaSettings":
        sasl = self.security_protocol.startswith("SASL")
        if sasl != (self.sasl_mechanism is not None):
            raise ValueError(
                "sasl_mechanism belongs to the security protocols SASL_PLAINTEXT and SASL_SSL, and they to it"
            )
        if sasl and (self.username is None or self.password is None):
            raise ValueError(f"{self.sasl_mechanism} needs username and password")
        if (self.sasl_mechanism == "OAUTHBEARER") != (self.token_url is not None):
            raise ValueError("token_url belongs to the mechanism OAUTHBEARER, and it to token_url")
        _pair(self.cert_file, self.key_file)
        return self


class BusSettings(Section):
    """What carries messages between the stages."""

    kind: Literal["embedded", "redis", "kafka"] = Field(
        "embedded",
        description="embedded: Redis Streams on the private Redis; redis: on redis.url; kafka: on bus.kafka.",
    )
    partitions: int = Field(4, gt=0, description="Streams per topic on Redis.")
    takeover: Duration = Field(10.0, ge=1, description="Seconds until others take over from a process that died.")
    kafka: KafkaSettings = KafkaSettings()


class RedisSettings(Section):
    """The Redis that holds ledger, seen-state and due jobs; not needed embedded, which starts its own."""

    url: SecretStr | None = Field(
        None,
        description="redis://, rediss:// (TLS) or unix:// address, with user and password where the server has an ACL; "
        "with sentinels, the name of the master stands for its host.",
    )
    ca_file: str | None = Field(None, description="rediss: certificates to trust, PEM; else those of the system.")
    cert_file: str | None = Field(None, description="rediss: our own certificate, PEM, where the server asks for one.")
    key_file: str | None = Field(None, description="rediss: its key, PEM, without a passphrase.")
    sentinels: tuple[str, ...] = Field((), description="host:port of each Sentinel that knows where the master is.")
    sentinel_password: SecretStr | None = Field(None, description="The password of the Sentinels, where they have one.")

    @model_validator(mode="after")
    def _whole(self) -> "RedisSettings":
        _pair(self.cert_file, self.key_file)
        for sentinel in self.sentinels:
            if not re.fullmatch(r"[^\s:]+:\d{1,5}", sentinel):
                raise ValueError(f'"{sentinel}" is not the host:port of a Sentinel')
        return self
