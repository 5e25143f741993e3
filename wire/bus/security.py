"""How figurewatch proves to Kafka who it is: TLS, SASL with a password, SASL with tokens (RFC 7628)."""

import base64
import json
import os
import ssl
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from typing import Any

from wire.bus.port import BusAway
from wire.settings.model import KafkaSettings

TIMEOUT = 5.0
"""Seconds that the token server may take."""

EARLY = 30.0
"""Seconds before the end of a token at which a new one is fetched."""

LEAST = 60.0
"""Seconds that a token is kept where the server does not say how long it holds."""


def tls(settings: KafkaSettings) -> dict[str, Any]:
    """Return kafka-python's options for certificates, empty where none are given. Raises ValueError for a lost file."""
    given = {"ssl_cafile": settings.ca_file, "ssl_certfile": settings.cert_file, "ssl_keyfile": settings.key_file}
    files = {name: path for name, path in given.items() if path}
    for path in files.values():
        if not os.access(path, os.R_OK):
            raise ValueError(f"the certificates of bus.kafka cannot be read: {path}")
    return files


class Tokens:
    """Access tokens by client credentials (RFC 6749, section 4.4), each fetched once and kept until it ends.

    Calling it returns a token that holds for the next half minute at least. Safe to use from several threads.
    Raises `BusAway` where the token server gives none.
    """

    def __init__(self, settings: KafkaSettings, *, now: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._now = now
        self._lock = threading.Lock()
        self._token = ""
        self._until = float("-inf")

    def __call__(self) -> str:
        """Return a token."""
        with self._lock:
            if self._now() >= self._until:
                self._token, seconds = self._fetch()
                self._until = self._now() + max(seconds - EARLY, seconds / 2)
            return self._token

    def _fetch(self) -> tuple[str, float]:
        settings = self._settings
        form = {"grant_type": "client_credentials", **({"scope": settings.token_scope} if settings.token_scope else {})}
        secret = settings.password.get_secret_value() if settings.password else ""
        # Both are form-encoded before they are joined: RFC 6749, section 2.3.1.
        name = ":".join(urllib.parse.quote_plus(part) for part in (settings.username or "", secret))
        request = urllib.request.Request(  # noqa: S310 - the settings admit http and https alone
            settings.token_url or "",
            data=urllib.parse.urlencode(form).encode(),
            headers={
                "Authorization": f"Basic {base64.b64encode(name.encode()).decode()}",
                "Accept": "application/json",
            },
        )
        context = ssl.create_default_context(cafile=settings.ca_file) if request.type == "https" else None
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT, context=context) as answer:  # noqa: S310
                found = json.loads(answer.read(1_000_000))
            return str(found["access_token"]), float(found.get("expires_in", LEAST))
        except urllib.error.HTTPError as error:
            raise BusAway(f"The token server of Kafka answers {error.code}: bus.kafka.username or password") from None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BusAway(f"The token server of Kafka gives no token: {type(error).__name__}") from error
