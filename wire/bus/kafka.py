"""The bus on Apache Kafka, by kafka-python 3.

Producers are idempotent with acks=all; consumers share partitions by the cooperative-sticky protocol, commit by hand
and start from the earliest message. kafka-python's clients connect in their constructors and keep a thread each, so
they are made on first use, after a check that the cluster answers, and dropped when they have failed.
"""

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka import errors as kafka_errors
from kafka.coordinator.assignors.cooperative_sticky import CooperativeStickyAssignor
from kafka.net.compat import KafkaNetClient
from kafka.net.sasl.oauth import AbstractTokenProvider
from kafka.structs import MemberState, OffsetAndMetadata

from wire.bus.port import MAX_VALUE, NO_HEADERS, BusAway, Lag, Message, Outgoing
from wire.bus.security import Tokens, tls
from wire.bus.topics import RETENTION
from wire.faults import MessageFault
from wire.settings.model import KafkaSettings

log = logging.getLogger(__name__)

MAX_REQUEST = MAX_VALUE + 64 * 1024
"""Bytes of a message with its key, headers and framing."""
CHECK_TIMEOUT = 2.0
IDLE_CHECK = 2.0
"""Seconds without a message after which a consumer asks whether the cluster is there at all."""

JOIN_WAIT = 2.0
"""Seconds that a poll may take while the group shares out its partitions."""
COORDINATOR_TIMEOUT = 10.0
"""Seconds to wait for the coordinator of a group, which the cluster elects when the first group is asked for."""

_NO_COORDINATOR = (
    kafka_errors.CoordinatorNotAvailableError,
    kafka_errors.CoordinatorLoadInProgressError,
    kafka_errors.NotCoordinatorError,
)
_TOO_LARGE = (kafka_errors.MessageSizeTooLargeError, kafka_errors.RecordListTooLargeError)
_REBALANCING = (kafka_errors.CommitFailedError, kafka_errors.RebalanceInProgressError)


@contextmanager
def _away(doing: str) -> Iterator[None]:
    """Turn kafka-python's errors into `BusAway`."""
    try:
        yield
    except kafka_errors.KafkaError as error:
        raise BusAway(f"Kafka does not answer ({doing}): {type(error).__name__} {error}") from error


def _connection(settings: KafkaSettings) -> dict[str, Any]:
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


def _made(kind: Callable[..., Any], options: dict[str, Any]) -> Any:
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


class _Admin:
    """An admin client, made on first use and again after a failure; one thread at a time."""

    def __init__(self, connection: dict[str, Any]) -> None:
        self._options = {**connection, "request_timeout_ms": int(CHECK_TIMEOUT * 1000)}
        self._lock = threading.Lock()
        self._client: Any = None

    @contextmanager
    def asking(self, doing: str) -> Iterator[Any]:
        """Lend the client. Raises `BusAway` where what is done with it raises an error of Kafka's."""
        with self._lock, _away(doing):
            try:
                if self._client is None:
                    self._client = _made(KafkaAdminClient, self._options)
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


class KafkaBus:
    """The bus on the cluster that `settings` name; topics and groups carry the namespace before a dot.

    `takeover` is the session timeout in seconds: how long the partitions of a killed consumer rest.
    """

    def __init__(self, settings: KafkaSettings, *, namespace: str, takeover: float = 10.0) -> None:
        self._settings = settings
        self._takeover = takeover
        self._namespace = namespace
        self._connection = _connection(settings)
        self._admin = _Admin(self._connection)
        self._checker = _Admin(self._connection)

    def producer(self) -> "KafkaBusProducer":
        """Return a new producer; it connects on first use."""
        return KafkaBusProducer(self, self._connection)

    def consumer(self, topic: str, group: str) -> "KafkaBusConsumer":
        """Return a new consumer of `topic` in `group`; it connects on first use."""
        return KafkaBusConsumer(self, self._connection, topic, group, self._takeover)

    def ensure_topics(self) -> None:
        """Create the topics that do not exist, with their retention. Raises `BusAway`."""
        with self._admin.asking("creating topics") as admin:
            there = set(admin.list_topics())
            wanted = {
                self.topic(name): {
                    "num_partitions": self._settings.partitions,
                    "replication_factor": self._settings.replication,
                    "configs": {
                        "cleanup.policy": "delete",
                        "retention.ms": str(seconds * 1000),
                        "max.message.bytes": str(MAX_REQUEST),
                    },
                }
                for name, seconds in RETENTION.items()
                if self.topic(name) not in there
            }
            if wanted:
                with suppress(kafka_errors.TopicAlreadyExistsError):  # another process was faster
                    admin.create_topics(wanted)
                admin.wait_for_topics(list(wanted), timeout_ms=10_000)

    def too_few(self) -> Mapping[str, int]:
        """Return the topics that have fewer partitions than the settings ask for, and how many. Raises `BusAway`."""
        with self._admin.asking("counting partitions") as admin:
            found = admin.describe_topics([self.topic(name) for name in RETENTION])
            counts = {each["name"]: len(each["partitions"]) for each in found}
        return {
            name: counts[self.topic(name)]
            for name in RETENTION
            if 0 < counts.get(self.topic(name), 0) < self._settings.partitions
        }

    def grow(self, topics: Collection[str]) -> None:
        """Give `topics` as many partitions as the settings ask for. Raises `BusAway`.

        A key may lie on another partition from then on: its messages come in order only once all older ones are done.
        """
        with self._admin.asking("adding partitions") as admin:
            admin.create_partitions({self.topic(name): self._settings.partitions for name in topics})

    def backlog(self, topic: str, group: str) -> int:
        """Return how many messages of `topic` the group has not acknowledged yet. Raises `BusAway`."""
        return sum(last - first for first, last in self.waiting(topic, group).values())

    def waiting(self, topic: str, group: str) -> dict[int, tuple[int, int]]:
        """Return for each partition the first offset not acknowledged and the end. Raises `BusAway`."""
        with self._admin.asking("reading offsets") as admin:
            found = admin.describe_topics([self.topic(topic)])
            parts = [TopicPartition(self.topic(topic), p["partition_index"]) for p in found[0]["partitions"]]
            first = admin.list_partition_offsets(dict.fromkeys(parts, -2))  # -2 asks for the earliest, -1 for the end
            last = admin.list_partition_offsets(dict.fromkeys(parts, -1))
            done = self._committed(admin, group, parts)
            return {part.partition: (max(done.get(part, 0), first[part].offset), last[part].offset) for part in parts}

    def _committed(self, admin: Any, group: str, parts: Collection[Any]) -> dict[Any, int]:
        """Return what the group has committed; a cluster that has just started may take seconds to know."""
        deadline = time.monotonic() + COORDINATOR_TIMEOUT
        while True:
            try:
                offsets = admin.list_group_offsets({self.group(group): list(parts)})[self.group(group)]
            except (kafka_errors.GroupIdNotFoundError, KeyError):
                return {}
            except _NO_COORDINATOR:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
            else:
                return {part: offset.offset for part, offset in offsets.items() if offset.offset >= 0}

    def browse(self, topic: str, group: str) -> Iterator[Message]:
        """Yield what `group` has not acknowledged by now, oldest first in each partition. Raises `BusAway`."""
        for partition, (first, last) in self.waiting(topic, group).items():
            if first < last:
                yield from self._read(topic, partition, first, last)

    def _read(self, topic: str, partition: int, first: int, last: int) -> Iterator[Message]:
        part = TopicPartition(self.topic(topic), partition)
        with _away("reading"):
            options = {**self._connection, "enable_auto_commit": False, "auto_offset_reset": "earliest"}
            client = _made(KafkaConsumer, options)
        try:
            client.assign([part])
            client.seek(part, first)
            at, deadline = first, time.monotonic() + 10
            while at < last:
                with _away("reading"):
                    records = client.poll(timeout_ms=500).get(part, [])
                    at = client.position(part, timeout_ms=2_000) or at
                if records:
                    deadline = time.monotonic() + 10
                elif time.monotonic() > deadline:
                    raise BusAway(f"Kafka gives nothing more of {topic} after offset {at}")
                yield from (_message(topic, record) for record in records if record.offset < last)
        finally:
            client.close()

    def check(self) -> None:
        """Return if the cluster answers; else raise `BusAway` within about 2 seconds."""
        with self._checker.asking("checking") as admin:
            admin.describe_cluster()

    def close(self) -> None:
        """Let go of the admin clients. Never raises."""
        self._admin.close()
        self._checker.close()

    def topic(self, topic: str) -> str:
        """Return the topic's name on the cluster."""
        return f"{self._namespace}.{topic}"

    def group(self, group: str) -> str:
        """Return the group's name on the cluster."""
        return f"{self._namespace}.{group}"


class KafkaBusProducer:
    """Publishes; a failed flush drops the client, because an idempotent one does not recover from a lost batch."""

    def __init__(self, bus: KafkaBus, connection: dict[str, Any]) -> None:
        self._bus = bus
        self._connection = connection
        self._client: Any = None
        self._sent: list[Any] = []

    def publish(self, message: Outgoing) -> None:
        """Take `message` for sending. Raises `MessageFault` for a giant, `BusAway`."""
        if len(message.value) > MAX_VALUE:
            raise MessageFault(f"a message of {len(message.value)} bytes is beyond the limit of {MAX_VALUE}")
        headers = [(name, value.encode()) for name, value in message.headers.items()]
        try:
            with _away("publishing"):
                client = self._connected()
                topic = self._bus.topic(message.topic)
                self._sent.append(client.send(topic, value=message.value, key=message.key.encode(), headers=headers))
        except BusAway:
            self._drop()
            raise

    def flush(self) -> None:
        """Return when all in-sync replicas have everything taken. Raises `BusAway`, `MessageFault` for a giant."""
        sent, self._sent = self._sent, []
        if not sent:
            return
        try:
            with _away("flushing"):
                self._client.flush(timeout=25)
                for future in sent:
                    if future.failed():
                        raise future.exception
        except BusAway as error:
            self._drop()
            if isinstance(error.__cause__, _TOO_LARGE):
                raise MessageFault(f"Kafka refuses a message as too large: {error.__cause__}") from error
            raise

    def close(self) -> None:
        """Send what was taken, if Kafka answers, and disconnect. Never raises."""
        with suppress(Exception):
            self.flush()
        self._drop()

    def _connected(self) -> Any:
        if self._client is None:
            self._bus.check()
            options = {
                **self._connection,
                "acks": "all",
                "enable_idempotence": True,
                "linger_ms": 20,  # whoever publishes flushes; until then one request for many messages
                "batch_size": 256 * 1024,
                "max_request_size": MAX_REQUEST,
                "max_block_ms": 10_000,
                "delivery_timeout_ms": 20_000,
                "allow_auto_create_topics": False,
                "metrics_enabled": False,
            }
            self._client = _made(KafkaProducer, options)
        return self._client

    def _drop(self) -> None:
        client, self._client, self._sent = self._client, None, []
        if client is not None:
            try:
                client.close(timeout=1)
            except Exception:  # close() flushes first and gives up half-way where that fails
                client._sender.force_close()


class KafkaBusConsumer:
    """One member of a group on one topic."""

    def __init__(self, bus: KafkaBus, connection: dict[str, Any], topic: str, group: str, takeover: float) -> None:
        self._bus = bus
        self._connection = connection
        self._topic = topic
        self._group = group
        self._takeover = takeover
        self._client: Any = None
        self._waiting: list[Message] = []
        self._heard = float("-inf")
        self._delivered: dict[int, list[tuple[int, float]]] = {}
        """By partition, offset and time of birth (seconds since 1970) of each message not yet acknowledged."""

    def poll(self, *, most: int = 200, wait: float = 0.1) -> Sequence[Message]:
        """Return at most `most` new messages, waiting up to `wait` seconds for the first. Raises `BusAway`."""
        with _away("polling"):
            client = self._connected()
            self._resume()
            if not self._waiting:
                self._fetch(client, int(wait * 1000), most)
        if not self._waiting and time.monotonic() - self._heard > IDLE_CHECK:
            self._bus.check()
            self._heard = time.monotonic()
        messages, self._waiting = self._waiting[:most], self._waiting[most:]
        return messages

    def acknowledge(self, messages: Sequence[Message]) -> None:
        """Commit the offsets after `messages`; those of partitions that have gone to others are left to them.

        Raises `BusAway`.
        """
        last = {message.partition: message.offset for message in messages}
        deadline = time.monotonic() + 30
        while True:
            mine = self._client.assignment() if self._client else ()
            done = {
                part: OffsetAndMetadata(int(last[part.partition]) + 1, "", -1)
                for part in mine
                if part.partition in last
            }
            if not done:
                return
            try:
                with _away("committing"):
                    self._client.commit(done, timeout_ms=10_000)
            except BusAway as error:
                if not isinstance(error.__cause__, _REBALANCING) or time.monotonic() > deadline:
                    raise
                self.keep_alive()  # a rebalance goes on only while somebody polls
                time.sleep(0.05)
                continue
            self._heard = time.monotonic()
            for partition, offset in last.items():
                delivered = self._delivered.get(partition, [])
                self._delivered[partition] = [entry for entry in delivered if entry[0] > int(offset)]
            return

    def rewind(self, partition: int, offset: int) -> None:
        """Deliver `partition` again from `offset` on, if it is still held."""
        part = TopicPartition(self._bus.topic(self._topic), partition)
        self._waiting = [message for message in self._waiting if message.partition != partition]
        if self._client is not None and part in self._client.assignment():
            self._client.seek(part, offset)
            self._delivered[partition] = []

    def keep_alive(self) -> None:
        """Take part in the group without taking messages; what comes all the same waits for `poll`. Never raises."""
        if self._client is None:
            return
        try:
            assigned = self._client.assignment()
            if assigned:
                self._client.pause(*assigned)
            self._fetch(self._client, 0, 200)
        except kafka_errors.KafkaError as error:
            log.debug("not kept alive", extra={"error": repr(error)})

    def lag(self) -> Lag:
        """Return how far the group is behind on the partitions held. Raises `BusAway`."""
        mine = {part.partition for part in self._client.assignment()} if self._client else set()
        waiting = self._bus.waiting(self._topic, self._group)
        behind = sum(last - first for partition, (first, last) in waiting.items() if partition in mine)
        oldest = min((entries[0][1] for entries in self._delivered.values() if entries), default=None)
        age = time.time() - oldest if behind and oldest is not None else 0.0
        return Lag(messages=behind, seconds=max(age, 0.0))

    def close(self) -> None:
        """Leave the group. Never raises."""
        client, self._client, self._waiting = self._client, None, []
        if client is not None:
            with suppress(Exception):
                client.close(autocommit=False, timeout_ms=5_000)

    def _connected(self) -> Any:
        if self._client is None:
            self._bus.check()
            options = {
                **self._connection,
                "group_id": self._bus.group(self._group),
                "partition_assignment_strategy": (CooperativeStickyAssignor,),
                "enable_auto_commit": False,
                "auto_offset_reset": "earliest",
                "session_timeout_ms": int(self._takeover * 1000),
                "heartbeat_interval_ms": int(self._takeover * 1000 / 4),
                "max_poll_interval_ms": 300_000,
                "fetch_max_wait_ms": 500,
                "allow_auto_create_topics": False,
                "metrics_enabled": False,
            }
            client = _made(KafkaConsumer, options)
            client.subscribe([self._bus.topic(self._topic)])
            self._client = client
        return self._client

    def _resume(self) -> None:
        paused = self._client.paused()
        if paused:
            self._client.resume(*paused)

    def _fetch(self, client: Any, timeout_ms: int, most: int) -> None:
        """Poll the client and put what comes to what waits; forget what waits of partitions that have gone."""
        if client.group_metadata().state != MemberState.STABLE:
            # kafka-python 3.0.12 forgets a join that a poll's timeout interrupts: the answer is dropped, the heartbeat
            # stays off, and the consumer gets nothing for ever. Asking for the join again makes each poll go on with
            # it, and a longer wait lets it end within one.
            client._coordinator.request_rejoin()
            timeout_ms = max(timeout_ms, int(JOIN_WAIT * 1000))
        records = client.poll(timeout_ms=timeout_ms, max_records=most)
        mine = {part.partition for part in client.assignment()}
        self._waiting = [message for message in self._waiting if message.partition in mine]
        self._delivered = {partition: self._delivered.get(partition, []) for partition in mine}
        for batch in records.values():
            self._heard = time.monotonic()
            for record in batch:
                self._delivered[record.partition].append((record.offset, record.timestamp / 1000))
                self._waiting.append(_message(self._topic, record))


def _message(topic: str, record: Any) -> Message:
    return Message(
        topic=topic,
        key=(record.key or b"").decode(errors="replace"),
        value=record.value or b"",
        headers={name: value.decode(errors="replace") for name, value in record.headers} or NO_HEADERS,
        partition=record.partition,
        offset=str(record.offset),
    )
