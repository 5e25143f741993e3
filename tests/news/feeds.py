"""Serves items as RSS feeds on loopback, and takes notifications, as publishers and newsrooms would."""

import json
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from xml.sax.saxutils import escape

from tests.news.planted import Item


class Newsstand:
    """An HTTP server with feeds at /feed/NAME.xml and a channel at /inbox; use as a context manager.

    `put` sets the items of a feed; `inbox` holds (time received, path, JSON body) of each notification.
    """

    def __init__(self) -> None:
        self._feeds: dict[str, bytes] = {}
        self.inbox: list[tuple[datetime, str, Any]] = []
        stand = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                body = stand._feeds.get(self.path)
                self.send_response(200 if body is not None else 404)
                self.send_header("Content-Type", "application/rss+xml; charset=utf-8")
                self.send_header("Content-Length", str(len(body or b"")))
                self.end_headers()
                self.wfile.write(body or b"")

            def do_POST(self) -> None:
                data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                stand.inbox.append((datetime.now(UTC), self.path, json.loads(data)))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def feed(self, name: str) -> str:
        """Return the address of the feed called `name`."""
        return f"{self.url}/feed/{name}.xml"

    def put(self, name: str, items: Sequence[Item]) -> None:
        """Let the feed called `name` hold `items`, the newest first as feeds do."""
        self._feeds[f"/feed/{name}.xml"] = rss(name, sorted(items, key=lambda item: item.published, reverse=True))

    def __enter__(self) -> "Newsstand":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def rss(title: str, items: Sequence[Item]) -> bytes:
    """Return an RSS 2.0 document of `items`, the whole text in content:encoded."""
    entries = "".join(
        f"<item><title>{escape(item.title)}</title><link>{item.url}</link><guid>{item.url}</guid>"
        f"<pubDate>{format_datetime(item.published)}</pubDate>"
        f"<content:encoded>{escape(_html(item.body))}</content:encoded></item>"
        for item in items
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>{escape(title)}</title><link>https://example.org/</link>"
        f"<description>Invented news</description>{entries}</channel></rss>"
    ).encode()


def _html(body: str) -> str:
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in body.split("\n\n"))
