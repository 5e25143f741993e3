"""Signatures after the Standard Webhooks rules: HMAC-SHA256 over id, time and body, one for each secret."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable

PREFIX = "whsec_"


def key_of(secret: str) -> bytes:
    """Return the key that `secret` ("whsec_" and base64, or base64 alone) stands for.

    Raises `ValueError`, whose text does not hold the secret, for one that is no base64 or has less than 16 bytes.
    """
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError('a webhook secret is not base64 (with or without "whsec_" before it)') from None
    if len(key) < 16:
        raise ValueError("a webhook secret is shorter than 16 bytes")
    return key


def signature(keys: Iterable[bytes], id: str, timestamp: int, body: bytes) -> str:
    """Return the header webhook-signature: "v1,BASE64" for each of `keys`, separated by blanks."""
    signed = f"{id}.{timestamp}.".encode() + body
    digests = (hmac.new(key, signed, hashlib.sha256).digest() for key in keys)
    return " ".join("v1," + base64.b64encode(digest).decode() for digest in digests)
