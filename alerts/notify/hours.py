"""Quiet hours and the times of digests, in the subscriber's time zone: pure functions."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from wire.settings.model import SubscriberSettings

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_STEP = timedelta(minutes=1)
_AHEAD = timedelta(days=8)


def is_quiet(moment: datetime, subscriber: SubscriberSettings) -> bool:
    """Return whether `moment` lies in the quiet hours of `subscriber`; they hold by the clock on the wall."""
    local = moment.astimezone(ZoneInfo(subscriber.timezone))
    return any(_within(local, hours) for hours in subscriber.quiet_hours)


def quiet_end(now: datetime, subscriber: SubscriberSettings) -> datetime:
    """Return the first full minute after `now` that is not quiet; where it is always quiet, one in eight days."""
    at, end = now.replace(second=0, microsecond=0) + _STEP, now + _AHEAD
    while is_quiet(at, subscriber) and at < end:
        at += _STEP
    return at


def next_digest(now: datetime, subscriber: SubscriberSettings) -> datetime:
    """Return when what is held back at `now` goes out: the next full hour, or time of day, that is not quiet.

    A daily digest whose time lies in quiet hours goes out when they end. Where it is always quiet, after eight days.
    """
    zone = ZoneInfo(subscriber.timezone)
    if subscriber.digest == "hourly":
        at = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        step = timedelta(hours=1)
    else:
        wall = now.astimezone(zone)
        at_clock = time.fromisoformat(subscriber.digest_at)
        on_day = datetime.combine(wall.date(), at_clock, tzinfo=zone)
        if on_day <= wall:
            on_day = datetime.combine(wall.date() + timedelta(days=1), at_clock, tzinfo=zone)
        at = on_day.astimezone(now.tzinfo)
        step = _STEP
    end = now + _AHEAD
    while is_quiet(at, subscriber) and at < end:
        at += step
    return at


def _within(local: datetime, hours: str) -> bool:
    days, _, span = hours.rpartition(" ")
    begin, end = (_minutes(text) for text in span.split("-"))
    minute = local.hour * 60 + local.minute
    if begin < end:
        return begin <= minute < end and _on(local.weekday(), days)
    # Over midnight: the evening belongs to its day, the morning to the day before.
    evening = minute >= begin and _on(local.weekday(), days)
    morning = minute < end and _on((local.weekday() - 1) % 7, days)
    return evening or morning


def _on(weekday: int, days: str) -> bool:
    if not days:
        return True
    first, _, last = days.partition("-")
    begin = _DAYS.index(first)
    end = _DAYS.index(last or first)
    return (weekday - begin) % 7 <= (end - begin) % 7


def _minutes(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)
