"""One POST: within a time, to one address, and what came of it. Redirects are not followed."""

import http.client
import math
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import quote, urlsplit

from alerts.channels.deadline import deadline
from alerts.channels.port import Failed, reason_of_status

_AS_IT_IS = "%/:=&?~#+!$,;@()*'[]"
"""Characters of an address that travel as they are; what is beyond ASCII is percent-encoded, as browsers do."""

LONGEST = 1_000_000
"""Bytes read of an answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered: its status, its header retry-after, and its body."""

    status: int
    retry_after: str | None
    body: bytes


def post(url: str, body: bytes, headers: Mapping[str, str], *, timeout: float) -> Answer | Failed:
    """Post `body` to `url` (see `wire.settings.fields.http_url`) and return the answer, or why there was none within
    `timeout` seconds.

    Nothing of the address is in what is returned.
    """
    parts = urlsplit(url)
    connection = _connection(parts.scheme, parts.hostname or "", parts.port, timeout)
    path = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=_AS_IT_IS)
    try:
        with deadline(timeout, lambda: connection.sock):
            connection.request("POST", path, body, {"user-agent": "figurewatch", **headers})
            answer = connection.getresponse()
            return Answer(answer.status, answer.getheader("retry-after"), answer.read(LONGEST))
    except TimeoutError:
        return Failed("timeout")
    except (OSError, http.client.HTTPException):
        return Failed("unreachable")
    finally:
        connection.close()


def failure(answer: Answer, now: datetime) -> Failed | None:
    """Return why the server did not take what it was sent at `now`, None where it did (any status of the 200s)."""
    if 200 <= answer.status < 300:
        return None
    return Failed(reason_of_status(answer.status), wait_of(answer.retry_after, now))


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


def _connection(scheme: str, host: str, port: int | None, timeout: float) -> http.client.HTTPConnection:
    if scheme == "https":
        return http.client.HTTPSConnection(host, port, timeout=timeout, context=ssl.create_default_context())
    return http.client.HTTPConnection(host, port, timeout=timeout)
