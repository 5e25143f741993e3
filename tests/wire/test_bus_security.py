"""Kafka that asks who we are: TLS, SASL by password and by token, on a real broker."""

import base64
import json
import re
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from kafka import KafkaAdminClient
from kafka.admin import ACL, ACLOperation, ACLPermissionType, ACLResourcePatternType, ResourcePattern, ResourceType

from tests.conftest import missing
from tests.servers.certificates import Certificates
from tests.servers.kafka_broker import KafkaBroker
from tests.servers.process import Unavailable
from wire.bus import BusAway, Outgoing
from wire.bus.kafka import KafkaBus
from wire.bus.security import Tokens
from wire.settings.model import KafkaSettings

MODULE = "org.apache.kafka.common.security"


@pytest.fixture(scope="module")
def secured(
    request: pytest.FixtureRequest, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[KafkaBroker]:
    """A broker with a listener for each way to prove who one is."""
    keys = tmp_path_factory.mktemp("keys")
    store = keys / "server.pem"
    store.write_text(certificates.server_key.read_text() + certificates.server.read_text())
    plain = f'{MODULE}.plain.PlainLoginModule required username="b" password="b" user_desk="open sesame";'
    scram = f"{MODULE}.scram.ScramLoginModule required;"
    bearer = f'{MODULE}.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="b";'
    try:
        broker = KafkaBroker(
            listeners={"TLS": "SSL", "PLAIN": "SASL_SSL", "SCRAM": "SASL_PLAINTEXT", "BEARER": "SASL_PLAINTEXT"},
            extra={
                "ssl.keystore.type": "PEM",
                "ssl.keystore.location": str(store),
                "ssl.truststore.type": "PEM",
                "ssl.truststore.location": str(certificates.ca),
                "listener.name.tls.ssl.client.auth": "required",
                "listener.name.plain.sasl.enabled.mechanisms": "PLAIN",
                "listener.name.plain.plain.sasl.jaas.config": plain,
                "listener.name.scram.sasl.enabled.mechanisms": "SCRAM-SHA-256,SCRAM-SHA-512",
                "listener.name.scram.scram-sha-256.sasl.jaas.config": scram,
                "listener.name.scram.scram-sha-512.sasl.jaas.config": scram,
                "listener.name.bearer.sasl.enabled.mechanisms": "OAUTHBEARER",
                "listener.name.bearer.oauthbearer.sasl.jaas.config": bearer,
                "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "ssl.principal.mapping.rules": "RULE:^.*$/desk/",
                "super.users": "User:ANONYMOUS;User:desk",
            },
            scram=[
                *(f"SCRAM-SHA-{bits}=[name=desk,password=sesame]" for bits in (256, 512)),
                "SCRAM-SHA-256=[name=limited,password=sesame]",
            ],
        )
        broker.start()
    except Unavailable as error:
        missing(request, "kafka", error)
        return
    yield broker
    broker.dispose()


class TokenServer:
    """Gives unsigned tokens (the broker above takes them) to the client desk:a+b, and counts them."""

    def __init__(self, seconds: int = 300) -> None:
        self.forms: list[dict[str, list[str]]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                known = self.headers["Authorization"] == "Basic " + base64.b64encode(b"desk:a%2Bb").decode()
                outer.forms.append(parse_qs(body))
                answer = json.dumps({"access_token": _token(seconds), "expires_in": seconds}).encode()
                self.send_response(200 if known else 401)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/token"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _token(seconds: int) -> str:
    now = int(time.time())
    parts = ({"alg": "none"}, {"sub": "desk", "iat": now, "exp": now + seconds})
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."


@pytest.fixture
def token_server() -> Iterator[TokenServer]:
    server = TokenServer()
    yield server
    server.close()


def goes_through(settings: KafkaSettings, namespace: str) -> bool:
    """Whether a message goes out and comes back by `settings`, and the offset is committed."""
    bus = KafkaBus(settings, namespace=namespace)
    bus.ensure_topics()
    producer, consumer = bus.producer(), bus.consumer("articles", "enrich")
    try:
        producer.publish(Outgoing(topic="articles", key="k", value=b"hello"))
        producer.flush()
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            messages = consumer.poll(wait=0.5)
            if messages:
                consumer.acknowledge(messages)
                return [message.value for message in messages] == [b"hello"] and bus.backlog("articles", "enrich") == 0
        return False
    finally:
        consumer.close()
        producer.close()
        bus.close()


@pytest.mark.kafka
def test_tls_with_a_certificate_of_our_own(secured: KafkaBroker, certificates: Certificates, namespace: str) -> None:
    ours = {
        "ca_file": str(certificates.ca),
        "cert_file": str(certificates.client),
        "key_file": str(certificates.client_key),
    }
    settings: dict[str, Any] = {
        "bootstrap_servers": secured.addresses["TLS"],
        "security_protocol": "SSL",
        "partitions": 1,
    }
    assert goes_through(KafkaSettings.model_validate({**settings, **ours}), namespace)
    for wrong in ({"ca_file": ours["ca_file"]}, {**ours, "ca_file": str(certificates.stranger)}):
        bus = KafkaBus(KafkaSettings.model_validate({**settings, **wrong}), namespace=namespace)
        with pytest.raises(BusAway):
            bus.check()
        bus.close()


@pytest.mark.kafka
@pytest.mark.parametrize(
    ("listener", "mechanism", "password"),
    [("PLAIN", "PLAIN", "open sesame"), ("SCRAM", "SCRAM-SHA-256", "sesame"), ("SCRAM", "SCRAM-SHA-512", "sesame")],
)
def test_sasl_by_password(
    secured: KafkaBroker, certificates: Certificates, namespace: str, listener: str, mechanism: str, password: str
) -> None:
    settings = {
        "bootstrap_servers": secured.addresses[listener],
        "security_protocol": "SASL_SSL" if listener == "PLAIN" else "SASL_PLAINTEXT",
        "sasl_mechanism": mechanism,
        "username": "desk",
        "ca_file": str(certificates.ca),
        "partitions": 1,
    }
    assert goes_through(KafkaSettings.model_validate({**settings, "password": password}), namespace)
    bus = KafkaBus(KafkaSettings.model_validate({**settings, "password": "wrong-one"}), namespace=namespace)
    with pytest.raises(BusAway) as caught:
        bus.check()
    assert "wrong-one" not in str(caught.value)
    bus.close()


@pytest.mark.kafka
def test_a_user_who_may_do_what_the_handbook_says_and_no_more(secured: KafkaBroker, namespace: str) -> None:
    prefixed, literal = ACLResourcePatternType.PREFIXED, ACLResourcePatternType.LITERAL
    topics = ResourcePattern(ResourceType.TOPIC, f"{namespace}.", prefixed)
    groups = ResourcePattern(ResourceType.GROUP, f"{namespace}.", prefixed)
    cluster = ResourcePattern(ResourceType.CLUSTER, "kafka-cluster", literal)
    may = [(topics, each) for each in ("DESCRIBE", "READ", "WRITE", "CREATE")]
    may += [(groups, "READ"), (cluster, "DESCRIBE")]
    admin: Any = KafkaAdminClient(bootstrap_servers=secured.bootstrap_servers)
    admin.create_acls(
        [
            ACL(
                principal="User:limited",
                host="*",
                operation=ACLOperation[what],
                permission_type=ACLPermissionType.ALLOW,
                resource_pattern=where,
            )
            for where, what in may
        ]
    )
    admin.close()
    given = KafkaSettings.model_validate(
        {
            "bootstrap_servers": secured.addresses["SCRAM"],
            "security_protocol": "SASL_PLAINTEXT",
            "sasl_mechanism": "SCRAM-SHA-256",
            "username": "limited",
            "password": "sesame",
            "partitions": 2,
        }
    )
    assert goes_through(given, namespace)
    with pytest.raises(BusAway) as caught:
        goes_through(given, f"not-{namespace}")
    assert re.fullmatch(
        r"Kafka refuses \(creating topics\): TopicAuthorizationFailedError: [\w ,]+ not authorized [\w ,]+\.",
        str(caught.value),
    )


@pytest.mark.kafka
def test_sasl_by_token(secured: KafkaBroker, token_server: TokenServer, namespace: str) -> None:
    settings = {
        "bootstrap_servers": secured.addresses["BEARER"],
        "security_protocol": "SASL_PLAINTEXT",
        "sasl_mechanism": "OAUTHBEARER",
        "token_url": token_server.url,
        "token_scope": "kafka",
        "username": "desk",
        "partitions": 1,
    }
    assert goes_through(KafkaSettings.model_validate({**settings, "password": "a+b"}), namespace)
    assert {tuple(form["grant_type"] + form["scope"]) for form in token_server.forms} == {
        ("client_credentials", "kafka")
    }
    bus = KafkaBus(KafkaSettings.model_validate({**settings, "password": "wrong"}), namespace=namespace)
    began = time.monotonic()
    with pytest.raises(BusAway):
        bus.check()
    assert time.monotonic() - began < 5
    bus.close()


def token_settings(url: str, password: str = "a+b") -> KafkaSettings:
    return KafkaSettings.model_validate(
        {
            "security_protocol": "SASL_SSL",
            "sasl_mechanism": "OAUTHBEARER",
            "token_url": url,
            "username": "desk",
            "password": password,
        }
    )


def test_a_token_is_kept_until_shortly_before_its_end(token_server: TokenServer) -> None:
    time_ = [1000.0]
    tokens = Tokens(token_settings(token_server.url), now=lambda: time_[0])
    for after in (0, 200, 69):  # of 300 seconds the last 30 are too late
        time_[0] += after
        tokens()
    assert len(token_server.forms) == 1
    time_[0] += 2
    tokens()
    assert len(token_server.forms) == 2


def test_a_token_server_that_refuses_is_told_without_the_secret(token_server: TokenServer) -> None:
    with pytest.raises(BusAway, match=r"^The token server of Kafka answers 401: bus.kafka.username or password$"):
        Tokens(token_settings(token_server.url, "top-secret"))()


def test_a_token_server_that_is_away_is_told() -> None:
    with pytest.raises(BusAway, match=r"^The token server of Kafka gives no token: URLError$"):
        Tokens(token_settings("http://127.0.0.1:9/token"))()


def test_certificates_that_are_not_there_are_told() -> None:
    with pytest.raises(ValueError, match=r"^the certificates of bus.kafka cannot be read: /nowhere/ca.pem$"):
        KafkaBus(KafkaSettings(security_protocol="SSL", ca_file="/nowhere/ca.pem"), namespace="t")


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"sasl_mechanism": "PLAIN"}, "belongs to the security protocols"),
        ({"security_protocol": "SASL_SSL"}, "belongs to the security protocols"),
        ({"security_protocol": "SASL_SSL", "sasl_mechanism": "PLAIN", "username": "a"}, "needs username and password"),
        ({"token_url": "https://id.example/token"}, "belongs to the mechanism OAUTHBEARER"),
        ({"cert_file": "a.pem"}, "cert_file and key_file belong together"),
    ],
)
def test_settings_that_cannot_work_are_refused(given: dict[str, str], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        KafkaSettings.model_validate(given)
