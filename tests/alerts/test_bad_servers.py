"""Servers that hang, drip, flood, hang up and answer nonsense: for every kind of channel, each costs the timeout."""

import contextlib
import itertools
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from alerts.channels.apprise import AppriseChannel
from alerts.channels.mail import Mail
from alerts.channels.port import Channel, Failed
from alerts.channels.slack import Slack
from alerts.channels.teams import Teams
from alerts.channels.webhook import Webhook
from alerts.letter import alert
from alerts.render.message import Reader
from tests.alerts.makers import START, a_contradiction
from tests.alerts.test_channels import SECRET
from wire.clock import FakeClock
from wire.settings.model import SmtpSettings

TIMEOUT = 0.25


def silent(line: socket.socket, stop: threading.Event) -> None:
    stop.wait(20)


def dripping(line: socket.socket, stop: threading.Event) -> None:
    for byte in itertools.cycle(b"HTTP/1.1 200 OK\r\nx: x\r\n" + b"y: y\r\n" * 1000):
        line.sendall(bytes([byte]))
        if stop.wait(0.05):
            return


def flooding(line: socket.socket, stop: threading.Event) -> None:
    line.sendall(b"HTTP/1.1 500 Sorry\r\ntransfer-encoding: chunked\r\n\r\n")
    while not stop.is_set():
        line.sendall(b"ffff\r\n" + b"x" * 0xFFFF + b"\r\n")


def babbling(line: socket.socket, stop: threading.Event) -> None:
    line.sendall(bytes(range(256)) * 40 + b"\r\n\r\n")


def hanging_up(line: socket.socket, stop: threading.Event) -> None:
    pass


BEHAVIOURS = (silent, dripping, flooding, babbling, hanging_up)


@pytest.fixture(params=BEHAVIOURS, ids=lambda each: each.__name__)
def port(request: pytest.FixtureRequest) -> Iterator[int]:
    """The port of a server that behaves so on every connection."""
    behave: Callable[[socket.socket, threading.Event], None] = request.param
    stop, server = threading.Event(), socket.create_server(("127.0.0.1", 0))

    def serve(line: socket.socket) -> None:
        with line, contextlib.suppress(OSError):
            behave(line, stop)

    def accept() -> None:
        while True:
            try:
                line, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(line,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    yield server.getsockname()[1]
    stop.set()
    server.close()


def made(kind: str, port: int) -> Channel:
    here: dict[str, Any] = {"subscriber": "desk", "reader": Reader(), "timeout": TIMEOUT}
    if kind == "apprise":
        return AppriseChannel(f"json://127.0.0.1:{port}/x", **here)
    here["clock"] = FakeClock(START)
    match kind:
        case "webhook":
            return Webhook(f"http://127.0.0.1:{port}/x", [SECRET], **here)
        case "teams":
            return Teams(f"http://127.0.0.1:{port}/x", **here)
        case "slack":
            return Slack("xoxb-1", "C1", api=f"http://127.0.0.1:{port}/api", **here)
        case _:
            return Mail("ann@desk.example", SmtpSettings(host="127.0.0.1", port=port, security="none"), **here)


@pytest.mark.parametrize("kind", ["webhook", "teams", "slack", "mail", "apprise"])
def test_a_bad_server_is_a_failure_within_the_timeout(kind: str, port: int) -> None:
    channel, began = made(kind, port), time.monotonic()
    assert isinstance(channel.send(alert(a_contradiction()), "msg_1"), Failed)
    assert time.monotonic() - began < 2 * TIMEOUT + 0.6


@pytest.mark.parametrize("port", [dripping], indirect=True, ids=["dripping"])
def test_while_one_try_goes_on_behind_no_other_is_begun(port: int) -> None:
    channel, before = made("apprise", port), threading.active_count()
    for _ in range(3):
        assert channel.send(alert(a_contradiction()), "msg_1") == Failed("timeout")
    assert sum(each.name.startswith("apprise") for each in threading.enumerate()) <= 1
    assert threading.active_count() <= before + 2
