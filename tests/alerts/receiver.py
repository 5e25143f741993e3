"""A real HTTP server on loopback that takes messages and answers as a test tells it to."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any


@dataclass(frozen=True, slots=True)
class Request:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Receiver:
    """Answers with `status` and `headers` after `delay` seconds; `drip` seconds between the bytes of the answer.

    `answer` gives the body for a path and what was posted there; else it is `body`.
    """

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    drip: float = 0.0
    nonsense: bool = False
    body: bytes = b""
    answer: Callable[[str, bytes], bytes] | None = None
    requests: list[Request] = field(default_factory=list)
    _server: ThreadingHTTPServer | None = None

    @property
    def port(self) -> int:
        assert self._server is not None
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def __enter__(self) -> "Receiver":
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", "0")))
                named = {name.lower(): value for name, value in self.headers.items()}
                receiver.requests.append(Request(self.path, named, body))
                time.sleep(receiver.delay)
                if receiver.nonsense:
                    self.wfile.write(b"\x00\x01 nonsense\r\n\r\n")
                    return
                if receiver.drip:
                    for byte in b"HTTP/1.1 200 OK\r\nx: " + b"x" * 100:
                        self.wfile.write(bytes([byte]))
                        time.sleep(receiver.drip)
                self.send_response(receiver.status)
                for name, value in receiver.headers.items():
                    self.send_header(name, value)
                answered = receiver.answer(self.path, body) if receiver.answer else receiver.body
                self.send_header("content-length", str(len(answered)))
                self.end_headers()
                self.wfile.write(answered)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()
