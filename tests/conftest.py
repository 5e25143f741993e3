"""Fixtures that every room of the tests shares: real servers, and a namespace for each test.

A server that cannot be had skips its tests with one loud line; with CI=true those tests fail instead.
"""

import logging
import os
import uuid
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.servers.certificates import Certificates
from tests.servers.kafka_broker import KafkaBroker
from tests.servers.process import Unavailable
from tests.servers.redis_server import RedisServer

# A machine that is busy with other work is no failure. (Where CI is set hypothesis knows no deadline anyway.)
settings.register_profile("unhurried", settings(), deadline=None)
settings.load_profile("unhurried")

MISSING = pytest.StashKey[dict[str, str]]()


def missing(request: pytest.FixtureRequest, server: str, error: Unavailable) -> None:
    """End the test for want of `server`: skipped, or failed where CI=true."""
    request.config.stash.setdefault(MISSING, {})[server] = str(error)
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(f"no {server}: {error}", pytrace=False)
    pytest.skip(f"no {server}: {error}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for server, why in config.stash.get(MISSING, {}).items():
        terminalreporter.write_line(f"!!! THE {server.upper()} TESTS DID NOT RUN: {why}", red=True, bold=True)


@pytest.fixture
def logging_restored() -> Iterator[None]:
    """Put handlers and level of the root logger back, which a test sets up anew."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def namespace() -> str:
    """A namespace that no other test uses."""
    return f"t-{uuid.uuid4().hex[:12]}"


@pytest.fixture(scope="session")
def redis_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a Redis that all tests share: keep to the namespace; REDIS_URL points to one already there."""
    if given := os.environ.get("REDIS_URL"):
        yield given
        return
    try:
        server = RedisServer()
        server.start()
    except Unavailable as error:
        missing(request, "redis", error)
        return
    yield server.url
    server.dispose()


@pytest.fixture(scope="session")
def kafka_servers(request: pytest.FixtureRequest) -> Iterator[str]:
    """host:port of a broker that all tests share: keep to the namespace; else KAFKA_BOOTSTRAP_SERVERS."""
    if given := os.environ.get("KAFKA_BOOTSTRAP_SERVERS"):
        yield given
        return
    try:
        broker = KafkaBroker()
        broker.start()
    except Unavailable as error:
        missing(request, "kafka", error)
        return
    yield broker.bootstrap_servers
    broker.dispose()


@pytest.fixture(scope="session")
def certificates(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Certificates]:
    """Certificates for servers on loopback."""
    try:
        yield Certificates(tmp_path_factory.mktemp("certificates"))
    except Unavailable as error:
        missing(request, "tls", error)


@pytest.fixture
def redis_server(request: pytest.FixtureRequest) -> Iterator[RedisServer]:
    """A durable Redis of the test's own, running, to stop, kill and start."""
    try:
        server = RedisServer(durable=True)
        server.start()
    except Unavailable as error:
        missing(request, "redis", error)
        return
    yield server
    server.dispose()


@pytest.fixture(scope="session")
def _second_broker(request: pytest.FixtureRequest) -> Iterator[KafkaBroker]:
    try:
        broker = KafkaBroker()
    except Unavailable as error:
        missing(request, "kafka", error)
        return
    yield broker
    broker.dispose()


@pytest.fixture
def kafka_broker(_second_broker: KafkaBroker) -> KafkaBroker:
    """A broker to stop, kill and start; running when the test begins. Keep to the namespace."""
    _second_broker.start()
    return _second_broker
