"""Addresses of pictures that anybody who has one may fetch: channels show them, and cannot sign in.

An address names an alert and carries a code made with the pages' secret, so that it opens this picture and nothing
else; nobody makes one up, or makes one from another.
"""

import base64
import hashlib
import hmac
import secrets
from typing import Any

import redis

PREFIX = "/pictures/"
"""What the path of every picture begins with."""


class PagesKey:
    """The secret behind forms and pictures, "NAMESPACE:e:key" in Redis: one for all processes, made by the first."""

    def __init__(self, client: "redis.Redis", *, namespace: str) -> None:
        """Use `client`, which must return bytes; nothing is sent before the first call."""
        self._client: Any = client
        self._name = f"{namespace}:e:key"

    def read(self) -> bytes:
        """Return the secret, 32 bytes. Raises redis errors."""
        self._client.set(self._name, secrets.token_bytes(32), nx=True)
        found = self._client.get(self._name)
        if not isinstance(found, bytes):
            raise redis.ConnectionError("the secret of the pages is not there")
        return found


def picture_path(key: bytes, alert: str) -> str:
    """Return the path of the picture for the alert called so: "/pictures/ALERT.CODE.png"."""
    return f"{PREFIX}{alert}.{_code(key, alert)}.png"


def alert_of(key: bytes, name: str) -> str | None:
    """Return the alert whose picture the last part of a path (`name`) is, None where its code is not ours."""
    alert, _, code = name.removesuffix(".png").rpartition(".")
    return alert if alert and hmac.compare_digest(code.encode(), _code(key, alert).encode()) else None


def _code(key: bytes, alert: str) -> str:
    # No name of a visitor, which the same key signs for forms, has a zero in it.
    digest = hmac.new(key, b"picture\0" + alert.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:12]).decode()
