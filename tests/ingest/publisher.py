"""A publisher's web server on loopback whose every answer a test writes."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType


@dataclass
class Page:
    """An answer: status, headers and the body in pieces. `wait` seconds pass before it, `between` after each piece."""

    body: bytes | Callable[[], Iterator[bytes]] = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0.0
    between: float = 0.0
    conditional: bool = True

    def pieces(self) -> Iterator[bytes]:
        if callable(self.body):
            yield from self.body()
        else:
            yield self.body


class Publisher:
    """Serves `pages` by path; `requests` lists what was asked, path and headers, `spans` from when to when.

    Use as a context manager.

    A page with an ETag or Last-Modified answers 304 where the request repeats it exactly.
    """

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.requests: list[tuple[str, Mapping[str, str]]] = []
        self.spans: list[tuple[str, float, float]] = []
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                began = time.monotonic()
                publisher.requests.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
                page = publisher.pages.get(self.path, Page(status=404))
                time.sleep(page.wait)
                publisher.spans.append((self.path, began, time.monotonic()))
                unchanged = page.conditional and any(
                    name in page.headers and self.headers.get(asked) == page.headers[name]
                    for name, asked in (("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since"))
                )
                self.send_response(304 if unchanged else page.status)
                for name, value in page.headers.items():
                    self.send_header(name, value)
                self.send_header("Connection", "close")
                self.end_headers()
                self.close_connection = True
                if unchanged:
                    return
                try:
                    for piece in page.pieces():
                        self.wfile.write(piece)
                        time.sleep(page.between)
                except OSError:
                    pass  # the reader has had enough

            def log_message(self, format: str, *args: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            block_on_close = False

        self._server = Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def put(self, path: str, page: Page) -> str:
        """Let `path` answer with `page`; return its address."""
        self.pages[path] = page
        return self.url + path

    def __enter__(self) -> "Publisher":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def item(name: str, text: str = "", *, date: str = "Fri, 08 Dec 2023 10:00:00 GMT", guid: str | None = None) -> str:
    """Return an RSS item at /NAME on news.example."""
    return (
        f"<item><title>{name}</title><link>https://news.example/{name}</link><guid>{guid or name}</guid>"
        f"<pubDate>{date}</pubDate><description>{text or f'About {name}.'}</description></item>"
    )


def rss(*items: str, title: str = "News") -> bytes:
    """Return an RSS 2.0 document."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{title}</title>'
        f"<link>https://news.example/</link><description>d</description>{''.join(items)}</channel></rss>"
    ).encode()
