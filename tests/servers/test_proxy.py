"""The proxy that plays bad networks, on a server that echoes."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.servers.proxy import Proxy


class Echo(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        with suppress(ConnectionResetError):  # the network is meant to be bad
            while data := self.request.recv(100):
                self.request.sendall(data)


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Echo) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        made = Proxy(("127.0.0.1", server.server_address[1]))
        yield made
        made.close()
        server.shutdown()


def connected(proxy: Proxy) -> socket.socket:
    made = socket.create_connection(("127.0.0.1", proxy.port), timeout=5)
    made.settimeout(0.5)
    return made


def said(client: socket.socket, word: bytes) -> bytes:
    client.sendall(word)
    return client.recv(100)


def test_open_it_passes_everything_on(proxy: Proxy) -> None:
    with connected(proxy) as client:
        assert said(client, b"one") == b"one"


def test_cut_it_resets_and_refuses_until_it_is_open_again(proxy: Proxy) -> None:
    with connected(proxy) as client:
        said(client, b"one")
        proxy.become("cut")
        with pytest.raises(ConnectionError):
            said(client, b"two")
    with pytest.raises(ConnectionRefusedError):
        connected(proxy)
    proxy.become("open")
    with connected(proxy) as client:
        assert said(client, b"three") == b"three"


def test_stalled_it_keeps_what_comes_and_delivers_it_later(proxy: Proxy) -> None:
    with connected(proxy) as client:
        said(client, b"one")
        proxy.become("stalled")
        with pytest.raises(TimeoutError):
            said(client, b"two")
        with connected(proxy) as other, pytest.raises(TimeoutError):
            said(other, b"three")
        proxy.become("open")
        assert client.recv(100) == b"two"


def test_half_open_it_forgets_what_is_connected_and_takes_new_connections(proxy: Proxy) -> None:
    with connected(proxy) as client:
        said(client, b"one")
        proxy.become("half-open")
        with pytest.raises(TimeoutError):
            said(client, b"two")
        with connected(proxy) as other:
            assert said(other, b"three") == b"three"
        with pytest.raises(TimeoutError):
            client.recv(100)
