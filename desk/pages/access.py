"""Who may look, and who may act: a pure decision from the settings and one request's headers."""

import base64
import binascii
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from wire.settings.model import PagesSettings, is_loopback

LOCAL = "local"
"""The name of whoever sits at the machine itself, where nobody has to sign in."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks; `known` is whether we know who it is, so that they may act and see to whom alerts went."""

    name: str
    known: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """Why nothing is shown: the HTTP status, a sentence, whether a browser should ask for name and password, and after
    how many seconds it is worth trying again."""

    status: int
    why: str
    ask: bool = False
    wait: float = 0.0


def visitor(
    settings: PagesSettings, public_url: str | None, headers: Mapping[str, str], peer: str
) -> Visitor | Refused:
    """Return who asks with `headers` (names in lower case) from the address `peer`, or why they are refused.

    The header of a proxy is believed from the proxies' own addresses alone. Where nobody has to sign in on loopback,
    the host that was asked for has to be this machine or that of `public_url`: a page elsewhere that has its own name
    point here (DNS rebinding) reads nothing.
    """
    if settings.user_header and peer in settings.proxies:
        name = headers.get(settings.user_header.lower(), "").strip()
        if name:
            return Visitor(name[:80], known=True)
    if settings.readers:
        return _signed_in(settings, headers.get("authorization", ""))
    if settings.user_header:
        return Refused(403, "Nobody is signed in: these pages are reached through a proxy that says who asks.")
    if not is_loopback(settings.host):
        return Visitor("", known=False)
    ours = {urlsplit(public_url).hostname} if public_url else set()
    host = urlsplit(f"//{headers.get('host', '')}").hostname or ""
    if not is_loopback(host) and host not in ours:
        return Refused(421, f'These pages are not called "{host[:80]}"; alerts.public_url says what they are called.')
    return Visitor(LOCAL, known=True)


def _signed_in(settings: PagesSettings, authorization: str) -> Visitor | Refused:
    name, password = _basic(authorization)
    found = None
    for reader in settings.readers:  # all of them, so that the time taken tells nothing
        right = hmac.compare_digest(password.encode(), reader.password.get_secret_value().encode())
        if hmac.compare_digest(name.encode(), reader.name.encode()) and right:
            found = reader.name
    if found is None:
        return Refused(401, "Name and password are needed here.", ask=True)
    return Visitor(found, known=True)


def _basic(authorization: str) -> tuple[str, str]:
    kind, _, coded = authorization.partition(" ")
    if kind.lower() != "basic":
        return "", ""
    try:
        name, _, password = base64.b64decode(coded, validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return name, password
