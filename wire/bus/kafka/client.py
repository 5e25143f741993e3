"""kafka-python's clients: how they connect, how one is made, and what their errors mean."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from kafka import KafkaAdminClient
from kafka import errors as kafka_errors
from kafka.net.compat import KafkaNetClient
from kafka.net.sasl.oauth import AbstractTokenProvider

from wire.bus.port import NO_HEADERS, BusAway, Message
from wire.bus.security import Tokens, tls
from wire.settings.model import KafkaSettings

CHECK_TIMEOUT = 2.0


@contextmanager
def away(doing: str) -> Iterator[None]:
    """Turn kafka-python's errors into `BusAway`."""
    try:
        yield
    except kafka_errors.KafkaError as error:
        refused = isinstance(error, kafka_errors.BrokerResponseError) and not error.retriable
        raise BusAway(f"Kafka {'refuses' if refused else 'does not answer'} ({doing}): {_said(error)}") from error


def _said(error: Exception) -> str:
    """Return what `error` says, its own name first, without the request and the answer that it may quote whole."""
    text = str(error)
    return f"{type(error).__name__}: {error.description}" if "failed with response" in text else text  # type: ignore[attr-defined]


def connection(settings: KafkaSettings) -> dict[str, Any]:
    """Return the options that all clients share: where the cluster is, how to prove who we are, how long to wait."""
    options: dict[str, Any] = {
        "bootstrap_servers": [server.strip() for server in settings.bootstrap_servers.split(",")],
        "security_protocol": settings.security_protocol,
        "bootstrap_timeout_ms": int(CHECK_TIMEOUT * 1000),
        "request_timeout_ms": 10_000,
        "retry_backoff_ms": 100,
        "reconnect_backoff_ms": 50,
        "reconnect_backoff_max_ms": 1_000,
        "metadata_max_age_ms": 30_000,
    }
    if settings.sasl_mechanism == "OAUTHBEARER":
        options |= {"sasl_mechanism": "OAUTHBEARER", "sasl_oauth_token_provider": _TokenProvider(Tokens(settings))}
    elif settings.sasl_mechanism:
        options["sasl_mechanism"] = settings.sasl_mechanism
        options["sasl_plain_username"] = settings.username
        options["sasl_plain_password"] = settings.password.get_secret_value() if settings.password else None
    return options | tls(settings)


class _TokenProvider(AbstractTokenProvider):  # type: ignore[misc]
    """Tokens, as kafka-python asks for them."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    def token(self) -> str:
        """Return a token that holds for a while."""
        return self._tokens()


def made_client(kind: Callable[..., Any], options: dict[str, Any]) -> Any:
    """Return a new client of kafka-python's class `kind`.

    A constructor that finds no cluster leaves its thread and sockets behind; during a long outage that would use up
    all file descriptors, so that what it made is closed here.
    """
    made: list[KafkaNetClient] = []

    def remember(**configs: Any) -> KafkaNetClient:
        made.append(KafkaNetClient(**configs))
        return made[-1]

    try:
        return kind(kafka_client=remember, **options)
    except BaseException:
        for client in made:
            client.close()
        raise


class Admin:
    """An admin client, made on first use and again after a failure; one thread at a time."""

    def __init__(self, connection: dict[str, Any]) -> None:
        self._options = {**connection, "request_timeout_ms": int(CHECK_TIMEOUT * 1000)}
        self._lock = threading.Lock()
        self._client: Any = None

    @contextmanager
    def asking(self, doing: str) -> Iterator[Any]:
        """Lend the client. Raises `BusAway` where what is done with it raises an error of Kafka's."""
        with self._lock, away(doing):
            try:
                if self._client is None:
                    self._client = made_client(KafkaAdminClient, self._options)
                yield self._client
            except kafka_errors.KafkaError:
                self._drop()
                raise

    def close(self) -> None:
        """Let go of the client. Never raises."""
        with self._lock:
            self._drop()

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            with suppress(Exception):
                client.close()


def as_message(topic: str, record: Any) -> Message:
    """Return the message that `record` of kafka-python holds, on `topic` without namespace."""
    return Message(
        topic=topic,
        key=(record.key or b"").decode(errors="replace"),
        value=record.value or b"",
        headers={name: value.decode(errors="replace") for name, value in record.headers} or NO_HEADERS,
        partition=record.partition,
        offset=str(record.offset),
    )
