"""When to poll a feed next: a pure function of what the last poll brought."""

from dataclasses import dataclass
from datetime import datetime, timedelta

STRETCH = 6
"""Caching hints stretch the interval at most this many times: the desk's word on the pace outweighs the publisher's,
whose ttl of a day is more often forgotten than meant."""

JITTER = 0.1
"""Share of the wait that is added at random, so that feeds that were polled together drift apart."""

LONGEST_BACKOFF = 6 * 3600.0
"""Seconds between polls of a feed that keeps failing; no feed is dropped for ever."""

LONGEST_RETRY_AFTER = 24 * 3600.0
"""Seconds up to which a server's Retry-After is believed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What bears on the next poll.

    Attributes:
        interval: seconds between polls as configured.
        failures: polls in a row that failed, the last one included; 0 after a good one.
        retry_after: seconds that the server asked for, None where it did not.
        fresh_for: seconds for which HTTP caching headers call the answer fresh, None where they say nothing.
        ttl: seconds that the feed itself asks for, None where it does not.
    """

    interval: float
    failures: int = 0
    retry_after: float | None = None
    fresh_for: float | None = None
    ttl: float | None = None


def next_poll(now: datetime, reason: Reason, roll: float) -> datetime:
    """Return when to poll next, never before `now` plus the interval.

    `roll` is a random number from 0 up to 1, which spreads feeds over the jitter. After failures the wait doubles
    with each, up to six hours (or the interval if longer). A Retry-After holds whatever else is said, up to a day.
    """
    if reason.failures:
        wait = reason.interval * 2.0 ** min(reason.failures - 1, 32)
        wait = min(wait, max(reason.interval, LONGEST_BACKOFF))
        # Failures come in herds (a host goes down with all its feeds): spread the return over half the wait again.
        wait *= 1 + roll / 2
    else:
        hinted = max(reason.fresh_for or 0.0, reason.ttl or 0.0)
        wait = max(reason.interval, min(hinted, reason.interval * STRETCH))
        wait *= 1 + roll * JITTER
    if reason.retry_after is not None:
        wait = max(wait, min(reason.retry_after, LONGEST_RETRY_AFTER) * (1 + roll * JITTER))
    return now + timedelta(seconds=wait)
