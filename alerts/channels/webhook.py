"""A generic webhook: a signed POST with the whole alert as JSON, after the Standard Webhooks rules."""

import contextlib
import http.client
import logging
import math
import socket
import ssl
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec

from alerts.channels.naming import channel_name
from alerts.channels.port import Failed, Outcome, Sent, reason_of_status
from alerts.channels.signing import key_of, signature
from alerts.messages import Contradiction
from alerts.render.story import compose
from wire.clock import Clock

log = logging.getLogger(__name__)


class Webhook:
    """Posts alerts to one address; see `alerts.channels.port`.

    Redirects are not followed: the address that was configured is the one that is trusted.
    """

    kind = "webhook"

    def __init__(
        self,
        url: str,
        secrets: Sequence[str],
        *,
        subscriber: str,
        zone: str,
        public_url: str | None,
        timeout: float,
        clock: Clock,
    ) -> None:
        """Post to `url`, signed with each of `secrets`, within `timeout` seconds.

        Raises `ValueError` for a secret that is none.
        """
        self.name = channel_name(subscriber, self.kind, url)
        self._parts = urlsplit(url)
        self._keys = [key_of(secret) for secret in secrets]
        self._zone = zone
        self._public_url = public_url
        self._timeout = timeout
        self._clock = clock

    def send(self, contradiction: Contradiction, key: str) -> Outcome:
        """Post the alert with `key` as its webhook-id; any answer of the 200s counts as taken."""
        now = self._clock.now()
        body = payload(contradiction, zone=self._zone, public_url=self._public_url)
        headers = {
            "content-type": "application/json",
            "user-agent": "figurewatch",
            "webhook-id": key,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": signature(self._keys, key, int(now.timestamp()), body),
        }
        try:
            status, retry_after = self._post(body, headers)
        except TimeoutError:
            return Failed("timeout")
        except (OSError, http.client.HTTPException) as error:
            log.debug("webhook not reached", extra={"channel": self.name, "error": type(error).__name__})
            return Failed("unreachable")
        if 200 <= status < 300:
            return Sent()
        return Failed(reason_of_status(status), wait_of(retry_after, now))

    def _post(self, body: bytes, headers: dict[str, str]) -> tuple[int, str | None]:
        """Return the status and the header retry-after.

        Raises TimeoutError after the timeout, else OSError or HTTPException.
        """
        connection = self._connect()
        # The socket's own timeout starts again with every byte; this one does not.
        late = threading.Event()
        watch = threading.Timer(self._timeout, _cut, (connection, late))
        watch.daemon = True
        watch.start()
        try:
            path = (self._parts.path or "/") + (f"?{self._parts.query}" if self._parts.query else "")
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.getheader("retry-after")
        except (OSError, http.client.HTTPException):
            if late.is_set():
                raise TimeoutError from None
            raise
        finally:
            watch.cancel()
            connection.close()

    def _connect(self) -> http.client.HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        if self._parts.scheme == "https":
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(host, port, timeout=self._timeout, context=context)
        return http.client.HTTPConnection(host, port, timeout=self._timeout)


def payload(contradiction: Contradiction, *, zone: str, public_url: str | None) -> bytes:
    """Return the body of the request: the type of event, its time, and the alert with everything known of it."""
    story = compose(contradiction, zone=zone, public_url=public_url)
    data: dict[str, Any] = msgspec.to_builtins(contradiction)
    for side in ("new", "prior"):
        del data[side]["fingerprint"]
    data |= {"finding": story.finding, "page": story.page or None}
    event = {"type": f"figure.{contradiction.relation}", "timestamp": contradiction.decided, "data": data}
    return msgspec.json.encode(event)


def wait_of(header: str | None, now: datetime) -> float | None:
    """Return how many seconds the header retry-after (seconds, or a date) asks to wait; None where it says nothing."""
    if header is None:
        return None
    try:
        seconds = float(header)
    except ValueError:
        try:
            date = parsedate_to_datetime(header)
        except ValueError:
            return None
        seconds = ((date if date.tzinfo else date.replace(tzinfo=UTC)) - now).total_seconds()
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _cut(connection: http.client.HTTPConnection, late: threading.Event) -> None:
    late.set()
    if connection.sock is not None:
        with contextlib.suppress(OSError):  # closed already, which is what was wanted
            connection.sock.shutdown(socket.SHUT_RDWR)
