"""Serves the sample feeds over HTTP on loopback, with validators, as publishers do: article by article."""

import hashlib
import re
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from types import TracebackType

TYPES = {".rss": "application/rss+xml", ".atom": "application/atom+xml"}

_ENTRY = re.compile(rb"[ ]*<(item|entry)>.*?</\1>\n?", re.DOTALL)
_PUBLISHED = re.compile(rb"<(?:pubDate|published)>([^<]+)</")


def sample_feeds() -> dict[str, bytes]:
    """Return the sample feeds by file name, in order of name."""
    folder = files("desk.demo") / "samples"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(tuple(TYPES)))
    return {name: (folder / name).read_bytes() for name in names}


class Newsstand:
    """An HTTP server that serves `feeds` by name at `address` (0: a free port); use it as a context manager.

    The feeds are empty at first: what a feed holds when a service reads it for the first time is old news to that
    service. Each `release` adds the next article in order of publication, in whatever feed it is.
    """

    def __init__(self, feeds: Mapping[str, bytes], address: tuple[str, int] = ("127.0.0.1", 0)) -> None:
        self._feeds = feeds
        self._times = sorted(published(entry) for body in feeds.values() for entry in _entries(body))
        self._asked: set[str] = set()
        self.released = 0
        self._server = ThreadingHTTPServer(address, _handler(self._edition))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), name="newsstand", daemon=True)

    @property
    def articles(self) -> int:
        """How many articles the feeds hold in the end."""
        return len(self._times)

    @property
    def open(self) -> bool:
        """Whether every feed has been asked for, so that what is released from now on is news."""
        return self._asked == set(self._feeds)

    def release(self) -> None:
        """Let the next article appear, if there is one left."""
        self.released = min(self.released + 1, self.articles)

    def addresses(self) -> list[str]:
        """Return the address of each feed."""
        port = self._server.server_address[1]
        return [f"http://127.0.0.1:{port}/{name}" for name in self._feeds]

    def _edition(self, name: str) -> bytes | None:
        """Return the feed called `name` as it is now, None where there is none."""
        body = self._feeds.get(name)
        if body is None:
            return None
        self._asked.add(name)
        shown = self._times[: self.released]
        return _ENTRY.sub(lambda entry: entry[0] if published(entry[0]) in shown else b"", body)

    def __enter__(self) -> "Newsstand":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def published(entry: bytes) -> datetime:
    """Return the time of publication that an RSS or Atom entry gives."""
    found = _PUBLISHED.search(entry)
    if found is None:
        raise ValueError("an entry of the sample feeds has no date")
    text = found[1].decode("ascii")
    return parsedate_to_datetime(text) if "," in text else datetime.fromisoformat(text)


def _entries(body: bytes) -> list[bytes]:
    return [entry[0] for entry in _ENTRY.finditer(body)]


def _handler(edition: Callable[[str], bytes | None]) -> type[BaseHTTPRequestHandler]:
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
