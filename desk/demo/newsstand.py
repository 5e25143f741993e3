"""Serves the sample feeds over HTTP on loopback, with validators, as publishers do."""

import hashlib
import re
import threading
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from types import TracebackType

TYPES = {".rss": "application/rss+xml", ".atom": "application/atom+xml"}

_ENTRY = re.compile(rb"<(?:item|entry)>")
_ENTRIES = re.compile(rb"<(item|entry)>.*</\1>", re.DOTALL)


def sample_feeds() -> dict[str, bytes]:
    """Return the sample feeds by file name, in order of name."""
    folder = files("desk.demo") / "samples"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(tuple(TYPES)))
    return {name: (folder / name).read_bytes() for name in names}


class Newsstand:
    """An HTTP server on a free port of 127.0.0.1 that serves `feeds` by name; use it as a context manager.

    Whoever asks for a feed for the first time gets it without its entries: what a feed holds when a service first
    reads it is old news to that service, and the demo's articles are to arrive afterwards, as news does.
    """

    def __init__(self, feeds: Mapping[str, bytes]) -> None:
        self._feeds = feeds
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(feeds))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), name="newsstand", daemon=True)

    @property
    def articles(self) -> int:
        """How many articles the feeds hold."""
        return sum(len(_ENTRY.findall(body)) for body in self._feeds.values())

    def addresses(self) -> list[str]:
        """Return the address of each feed."""
        port = self._server.server_address[1]
        return [f"http://127.0.0.1:{port}/{name}" for name in self._feeds]

    def __enter__(self) -> "Newsstand":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler(feeds: Mapping[str, bytes]) -> type[BaseHTTPRequestHandler]:
    asked: set[str] = set()

    def edition(name: str) -> bytes | None:
        body = feeds.get(name)
        if body is None or name in asked:
            return body
        asked.add(name)
        return _ENTRIES.sub(b"", body)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            name = self.path.lstrip("/")
            body = edition(name)
            if body is None:
                self._answer(HTTPStatus.NOT_FOUND, b"", {})
                return
            tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            headers = {"ETag": tag, "Content-Type": TYPES["." + name.rsplit(".", 1)[-1]]}
            if self.headers.get("If-None-Match") == tag:
                self._answer(HTTPStatus.NOT_MODIFIED, b"", headers)
            else:
                self._answer(HTTPStatus.OK, body, headers)

        def _answer(self, status: HTTPStatus, body: bytes, headers: Mapping[str, str]) -> None:
            self.send_response(status)
            for key, value in headers.items():
                self.send_header(key, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Keep requests off the terminal, which shows alerts."""

    return Handler
