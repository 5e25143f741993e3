"""A newsroom's webhook: takes alerts as the service delivers them, and checks who signed them."""

import base64
import hashlib
import hmac
import queue
import secrets
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

import msgspec

from alerts.messages import Contradiction


class Delivery(msgspec.Struct, frozen=True):
    """What a webhook carries, as far as the demo needs it."""

    data: Contradiction


class Inbox:
    """An HTTP server at `address` (0: a free port); what arrives, rightly signed, waits in `alerts`.

    A context manager. `secret` is the key that deliveries must be signed with, as settings give it; a new one where
    none is given. Raises ValueError for one that is none.
    """

    def __init__(self, address: tuple[str, int] = ("127.0.0.1", 0), secret: str | None = None) -> None:
        self._key = secrets.token_bytes(24) if secret is None else base64.b64decode(secret.removeprefix("whsec_"))
        self.secret = "whsec_" + base64.b64encode(self._key).decode()
        self.alerts: queue.SimpleQueue[Contradiction] = queue.SimpleQueue()
        self._server = ThreadingHTTPServer(address, _handler(self._key, self.alerts))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), name="inbox", daemon=True)

    @property
    def url(self) -> str:
        """Where deliveries go."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/alerts"

    def __enter__(self) -> "Inbox":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def signed(key: bytes, body: bytes, *, id_: str, timestamp: str, signature: str) -> bool:
    """Whether `signature` (several with spaces between) holds one by `key`, after the Standard Webhooks rules."""
    digest = hmac.new(key, f"{id_}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    wanted = "v1," + base64.b64encode(digest).decode()
    return any(hmac.compare_digest(wanted, each) for each in signature.split())


def _handler(key: bytes, alerts: "queue.SimpleQueue[Contradiction]") -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self._answer(self._take(body))

        def _take(self, body: bytes) -> HTTPStatus:
            heads = {name: self.headers.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature")}
            if not signed(key, body, id_=heads["id"], timestamp=heads["timestamp"], signature=heads["signature"]):
                return HTTPStatus.UNAUTHORIZED
            try:
                alerts.put(msgspec.json.decode(body, type=Delivery).data)
            except msgspec.DecodeError:
                return HTTPStatus.BAD_REQUEST
            return HTTPStatus.NO_CONTENT

        def _answer(self, status: HTTPStatus) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Keep requests off the terminal, which shows alerts."""

    return Handler
