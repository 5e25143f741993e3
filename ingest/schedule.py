"""When to poll a feed next: a pure function of what the last polls brought and of what the publisher asks for."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec

STRETCH = 6
"""How many times the interval a healthy feed is left alone at most, where `slowest` is not set: the desk's word on the
pace outweighs the publisher's, whose ttl of a day is more often forgotten than meant."""

JITTER = 0.1
"""Share of the wait that is added at random, so that feeds that were polled together drift apart."""

PER_ARTICLE = 4
"""Polls that a feed gets in the time in which it brings one article, as far as its bounds allow."""

CROWDED = 0.5
"""Share of new entries in a document above which some may have dropped out of it unseen: poll as fast as allowed."""

REMEMBERED = 0.3
"""Weight of the latest articles in the mean time between articles."""

LONGEST_BACKOFF = 6 * 3600.0
"""Seconds between polls of a feed that keeps failing; no feed is dropped for ever."""

GONE = 24 * 3600.0
"""Seconds between polls of a feed whose server says that it is gone for good."""

LONGEST_RETRY_AFTER = 24 * 3600.0
"""Seconds up to which a server's Retry-After is believed."""

WEIGHTS = {"throttled": 2.0, "refused": 8.0, "too_large": 4.0, "not_a_feed": 2.0, "parser": 4.0}
"""How many times longer the first wait is after failures that do not pass by themselves; 1 for the others."""


class Rhythm(msgspec.Struct, frozen=True, kw_only=True):
    """How a feed brings articles.

    Attributes:
        gap: mean seconds between two articles, None where not known yet.
        latest: when the last new article was met, milliseconds since the epoch; None for never.
        fresh: share of the entries of the last document read that were new; 0 in the first.
    """

    gap: float | None = None
    latest: int | None = None
    fresh: float = 0.0

    def after(self, *, now: int, entries: int, new: int) -> "Rhythm":
        """Return the rhythm after a document of `entries` entries, `new` of them new, read at `now` milliseconds."""
        share = new / entries if entries else 0.0
        if not new:
            return Rhythm(gap=self.gap, latest=self.latest, fresh=share)
        gap = self.gap
        if self.latest is not None:
            seen = max(1.0, (now - self.latest) / 1000) / new
            weight = 1 - (1 - REMEMBERED) ** new
            gap = seen if gap is None else gap + weight * (seen - gap)
        return Rhythm(gap=gap, latest=now, fresh=share)

    def pace(self, now: datetime) -> float:
        """Return the seconds between polls that would suit the feed, without any bounds; 0 for as fast as possible."""
        if self.gap is None or self.latest is None or self.fresh > CROWDED:
            return 0.0
        silent = now.timestamp() - self.latest / 1000
        return max(self.gap, silent) / PER_ARTICLE


class Hints(msgspec.Struct, frozen=True, kw_only=True):
    """What a feed asks for; nothing where it does not.

    Attributes:
        ttl: seconds that the feed itself asks for (RSS ttl).
        period: seconds between its updates (sy:updatePeriod and sy:updateFrequency).
        skip_hours: hours of the day, 0 to 23 UTC, in which it is not to be polled (RSS skipHours).
        skip_days: days of the week, 0 for Monday, in which it is not to be polled (RSS skipDays).
    """

    ttl: float | None = None
    period: float | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()


NO_RHYTHM, NO_HINTS = Rhythm(), Hints()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What bears on the next poll.

    Attributes:
        interval: seconds between polls at least.
        slowest: seconds between polls of a healthy feed at most (before jitter and skipped hours); None for `STRETCH`
            times the interval.
        rhythm: the feed's own.
        hints: what the feed asks for.
        fresh_for: seconds for which HTTP caching headers call the answer fresh (Cache-Control, Expires), None where
            they say nothing.
        failures: polls in a row that failed, the last one included; 0 after a good one.
        failure: the kind of the last failure (see `ingest.errors`), "" after a good poll.
        retry_after: seconds that the server asked for, None where it did not.
    """

    interval: float
    slowest: float | None = None
    rhythm: Rhythm = NO_RHYTHM
    hints: Hints = NO_HINTS
    fresh_for: float | None = None
    failures: int = 0
    failure: str = ""
    retry_after: float | None = None


SILENT = 20
"""How many times its mean time between articles a feed has to be without one to count as silent."""

SILENT_LEAST = 3 * 86_400.0
"""Seconds without an article below which no feed counts as silent."""


def silence(rhythm: Rhythm, now: datetime) -> float | None:
    """Return for how many times its mean time between two articles a feed has had none; None where not known yet."""
    if rhythm.gap is None or rhythm.latest is None:
        return None
    return max(0.0, now.timestamp() - rhythm.latest / 1000) / max(1.0, rhythm.gap)


def silent(rhythm: Rhythm, now: datetime) -> bool:
    """Return whether a feed has been without new articles for long, by its own rhythm."""
    times = silence(rhythm, now)
    if times is None or rhythm.latest is None:
        return False
    return times > SILENT and now.timestamp() - rhythm.latest / 1000 > SILENT_LEAST


def next_poll(now: datetime, reason: Reason, roll: float) -> datetime:
    """Return when to poll next, never before `now` plus the interval.

    `roll` is a random number from 0 up to 1, which spreads feeds over the jitter. A healthy feed is polled at its own
    pace and at the publisher's wish, within the interval and `slowest`, and not in hours that it wants skipped. After
    failures the wait doubles with each, up to six hours (or the interval if longer). A Retry-After holds whatever else
    is said, up to a day.
    """
    if reason.failures:
        wait = backoff(reason)
        # Failures come in herds (a host goes down with all its feeds): spread the return over half the wait again.
        wait *= 1 + roll / 2
    else:
        hints = reason.hints
        wished = max(reason.rhythm.pace(now), reason.fresh_for or 0.0, hints.ttl or 0.0, hints.period or 0.0)
        wait = max(reason.interval, min(wished, slowest(reason)))
        wait *= 1 + roll * JITTER
    if reason.retry_after is not None:
        wait = max(wait, min(reason.retry_after, LONGEST_RETRY_AFTER) * (1 + roll * JITTER))
    return opening(now + timedelta(seconds=wait), reason.hints, roll)


def slowest(reason: Reason) -> float:
    """Return the seconds between polls of a healthy feed at most, before jitter; never less than the interval."""
    return max(reason.interval, reason.interval * STRETCH if reason.slowest is None else reason.slowest)


def backoff(reason: Reason) -> float:
    """Return the seconds to wait after failures, before jitter."""
    longest = max(reason.interval, LONGEST_BACKOFF)
    if reason.failure == "gone":
        return max(longest, GONE)
    first = reason.interval * WEIGHTS.get(reason.failure, 1.0)
    return max(reason.interval, min(first * 2.0 ** min(reason.failures - 1, 32), longest))


def opening(moment: datetime, hints: Hints, roll: float) -> datetime:
    """Return `moment`, or the first one after it that lies outside the skipped hours and days.

    What was held back is spread over ten minutes by `roll`. Hints that leave no hour of the week are ignored.
    """
    if not hints.skip_hours and not hints.skip_days:
        return moment
    if len(hints.skip_hours) >= 24 or len(hints.skip_days) >= 7:
        return moment
    utc = moment.astimezone(UTC)
    if not _skipped(utc, hints):
        return moment
    hour = utc.replace(minute=0, second=0, microsecond=0)
    while _skipped(hour, hints):
        hour += timedelta(hours=1)
    return hour + timedelta(seconds=600 * roll)


def _skipped(utc: datetime, hints: Hints) -> bool:
    return utc.hour in hints.skip_hours or utc.weekday() in hints.skip_days
