"""The small HTTP server of each process: /metrics, /healthz and /readyz.

/healthz says whether the loops turn, whatever is away: restarting does not bring Kafka back. /readyz says whether bus
and Redis answer and no loop is halted. Both answer 200 or 503 with one line for each thing that is wrong.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest

from wire.settings.model import HttpSettings

log = logging.getLogger(__name__)

Probe = Callable[[], Sequence[str]]
"""Returns what is wrong, a sentence each; nothing where all is well. Never raises, and answers within seconds."""


class HealthServer:
    """Serves in threads of its own from `start` to `close`."""

    def __init__(
        self, settings: HttpSettings, *, alive: Probe, ready: Probe, registry: CollectorRegistry = REGISTRY
    ) -> None:
        self._settings = settings
        self._probes = {"/healthz": alive, "/readyz": ready}
        self._registry = registry
        self._server: ThreadingHTTPServer | None = None

    def start(self) -> int:
        """Bind and serve; return the port. Raises OSError with a clear text where the address cannot be had."""
        host, port = self._settings.host, self._settings.port
        try:
            server = ThreadingHTTPServer((host, port), _handler(self._probes, self._registry))
        except OSError as error:
            raise OSError(
                f"the address {host}:{port} for /metrics and health cannot be had: {error.strerror}"
            ) from error
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, name="health", daemon=True).start()
        self._server = server
        log.info("health server", extra={"host": host, "port": server.server_port})
        return server.server_port

    def close(self) -> None:
        """Stop serving."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


def _handler(probes: dict[str, Probe], registry: CollectorRegistry) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path == "/metrics":
                self._answer(200, CONTENT_TYPE_LATEST, generate_latest(registry))
            elif path in probes:
                wrong = probes[path]()
                text = "".join(f"{sentence}\n" for sentence in wrong) or "ok\n"
                self._answer(503 if wrong else 200, "text/plain; charset=utf-8", text.encode())
            else:
                self._answer(404, "text/plain; charset=utf-8", b"not found: /metrics, /healthz and /readyz are here\n")

        def _answer(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            log.debug("health request", extra={"request": format % args})

    return Handler
