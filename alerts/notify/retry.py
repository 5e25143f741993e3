"""When a failed delivery is tried again: a pure schedule."""

FIRST = 5.0
FACTOR = 3.0
MOST = 3_600.0
PATIENCE = 6 * 3_600.0
"""Seconds beyond which a server's own wish (Retry-After) is not followed: the news would be old."""


def delay(attempt: int, *, jitter: float, retry_after: float | None = None) -> float:
    """Return the seconds from the failure of try number `attempt` (from 1) to the next try.

    It grows threefold from 5 seconds to an hour; `jitter` (0 to 1) places it between half of that and all of it, so
    that many failures do not come back at once. Never sooner than `retry_after` seconds, where the server said so.
    """
    full = min(MOST, FIRST * FACTOR ** min(attempt - 1, 32))
    return max(full * (0.5 + jitter / 2), min(retry_after or 0.0, PATIENCE))
