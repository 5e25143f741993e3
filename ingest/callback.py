"""The server that hubs call back: answers their questions, and takes what they push.

It stands in a network that anybody can reach, behind the newsroom's proxy: addresses are long and random, bodies
bounded, and nothing is believed that is not signed. In threads of its own; what was pushed is handed to the poller.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

from ingest import metrics
from ingest.seen.port import SeenAway
from ingest.subscriptions import Subscriptions
from ingest.websub import signed, verified
from wire.clock import Clock

log = logging.getLogger(__name__)

PATH = "/websub/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """What a hub has sent for a feed."""

    feed: str
    body: bytes
    content_type: str


class Callback:
    """Serves from `start` to `close`; `take` is called with each signed push, from any thread."""

    def __init__(
        self,
        *,
        host: str,
        port: int,
        subscriptions: Subscriptions,
        take: Callable[[Push], None],
        max_bytes: int,
        clock: Clock,
    ) -> None:
        """Take the port. Raises OSError with a clear text where the address cannot be had."""
        answers = _Answers(subscriptions, take, max_bytes, clock)

        class Handler(BaseHTTPRequestHandler):
            timeout = 10

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                query = {name: values[0] for name, values in parse_qs(parts.query[:8_000]).items()}
                self._answer(*answers.question(parts.path, query))

            def do_POST(self) -> None:
                length = self.headers.get("Content-Length", "")
                if not length.isdigit() or int(length) > max_bytes:
                    metrics.PUSHES.labels("too_large").inc()
                    self._answer(413)
                    return
                body = self.rfile.read(int(length))
                kind, signature = self.headers.get("Content-Type", ""), self.headers.get("X-Hub-Signature", "")
                self._answer(answers.push(urlsplit(self.path).path, body, kind, signature))

            def _answer(self, status: int, body: bytes = b"") -> None:
                self.send_response(status)
                self.send_header("Content-Type", "text/plain; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                log.debug("callback request")  # what it asks for is anybody's text

        try:
            self._server = ThreadingHTTPServer((host, port), Handler)
        except OSError as error:
            raise OSError(f"the address {host}:{port} for hubs cannot be had: {error.strerror}") from error
        self._server.daemon_threads = True

    def start(self) -> int:
        """Serve; return the port."""
        Thread(target=self._server.serve_forever, name="websub", daemon=True).start()
        return int(self._server.server_address[1])

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()


@dataclass(frozen=True, slots=True)
class _Answers:
    subscriptions: Subscriptions
    take: Callable[[Push], None]
    max_bytes: int
    clock: Clock

    def question(self, path: str, query: dict[str, str]) -> tuple[int, bytes]:
        """Answer a hub that asks whether we want what it was asked for, or says that we cannot have it."""
        try:
            known = self.subscriptions.by_path(path.removeprefix(PATH))
            mode, topic = query.get("hub.mode", ""), query.get("hub.topic", "")
            if known is not None and mode == "denied" and topic == known.topic:
                self.subscriptions.deny(known)
                return 200, b""
            now = int(self.clock.now().timestamp() * 1000)
            lease = query.get("hub.lease_seconds", "")
            active = verified(known, mode=mode, topic=topic, lease=lease, now=now)
            if active is None:
                return 404, b""
            self.subscriptions.save(active)
            return 200, query.get("hub.challenge", "").encode()
        except SeenAway:
            return 503, b""

    def push(self, path: str, body: bytes, content_type: str, signature: str) -> int:
        """Take what is signed; what is not is ignored in silence, as the standard asks (section 7.1)."""
        try:
            known = self.subscriptions.by_path(path.removeprefix(PATH))
        except SeenAway:
            return 503
        if known is None or known.status != "active":
            metrics.PUSHES.labels("unknown").inc()
            return 410
        if not signed(body, signature, known.secret):
            metrics.PUSHES.labels("forged").inc()
            return 202
        metrics.PUSHES.labels("taken").inc()
        self.take(Push(feed=known.feed, body=body, content_type=content_type))
        return 202
