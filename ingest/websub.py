"""Subscribing to feeds that push their changes (WebSub, https://www.w3.org/TR/websub/): what to do when. Pure.

A hub is asked to subscribe us, asks our callback back whether we meant it, and from then on posts what is new, signed
with a secret that only the two of us know, until the lease ends. Polling goes on meanwhile: hubs fall silent too.
"""

import hashlib
import hmac
from typing import Literal

import msgspec

LEASE = 5 * 86_400
"""Seconds for which a subscription is asked for."""

LONGEST = 30 * 86_400
"""Seconds of a lease that a hub is believed to have given."""

RENEWED = 0.2
"""Share of the lease before its end at which it is asked for anew."""

UNANSWERED = 3_600_000
"""Milliseconds after which a hub that has not asked back is asked again."""

DENIED = 86_400_000
"""Milliseconds after which a hub that has denied us is asked again."""

METHODS = ("sha1", "sha256", "sha384", "sha512")
"""Hashes that signatures may be made with (section 7.1)."""


class Subscription(msgspec.Struct, frozen=True, kw_only=True):
    """A subscription to one feed; times in milliseconds since the epoch.

    Attributes:
        feed: address of the feed as configured.
        hub, topic: whom we asked, for what.
        secret: what pushes are signed with.
        asked: when the hub was asked last.
        status: "asked" until the hub has asked back, then "active", or "denied".
        until: when the lease ends, 0 where there is none.
        lease: its length in seconds.
    """

    feed: str
    hub: str
    topic: str
    secret: str
    asked: int
    status: Literal["asked", "active", "denied"] = "asked"
    until: int = 0
    lease: int = LEASE


def wanted(known: Subscription | None, *, hub: str, topic: str, now: int) -> bool:
    """Return whether the hub is to be asked to subscribe us now, given what is known of an earlier request."""
    if not hub or not topic:
        return False
    if known is None or (known.hub, known.topic) != (hub, topic):
        return True
    if known.status == "denied":
        return now - known.asked >= DENIED
    if known.status == "asked":
        return now - known.asked >= UNANSWERED
    left = int(known.lease * 1000 * RENEWED)
    # Hubs may give leases of minutes: a renewal without an answer is asked for again in time.
    return now >= known.until - left and now - known.asked >= min(UNANSWERED, left // 4)


def verified(known: Subscription | None, *, mode: str, topic: str, lease: str, now: int) -> Subscription | None:
    """Return the subscription after the hub has asked back whether we meant it; None if we did not (section 5.3)."""
    if known is None or mode != "subscribe" or topic != known.topic or known.status == "denied":
        return None
    seconds = min(int(lease), LONGEST) if lease.isascii() and lease.isdigit() and len(lease) < 12 else LEASE
    return msgspec.structs.replace(known, status="active", until=now + seconds * 1000, lease=seconds)


def signed(body: bytes, signature: str, secret: str) -> bool:
    """Return whether `signature`, the header X-Hub-Signature, is that of `body` under `secret` (section 7.1)."""
    method, _, digest = signature.strip().partition("=")
    if method not in METHODS:
        return False
    made = hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()
    return hmac.compare_digest(made.encode(), digest.strip().lower().encode("utf-8", "replace"))
