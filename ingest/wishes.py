"""What a feed asks of those who poll it: ttl, skipHours and skipDays (RSS 2.0), sy:updatePeriod (RSS 1.0)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ingest.schedule import Hints

_PERIODS = {"hourly": 3600.0, "daily": 86_400.0, "weekly": 604_800.0, "monthly": 2_592_000.0, "yearly": 31_536_000.0}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SKIP = {
    name: re.compile(rf"<skip{name}s\b[^>]{{0,200}}>(.{{0,4000}}?)</skip{name}s\s*>".encode(), re.I | re.S)
    for name in ("hour", "day")
}
_ITEM = {name: re.compile(rf"<{name}\b[^>]{{0,200}}>\s*(\w{{1,10}})\s*<".encode(), re.IGNORECASE) for name in _SKIP}


def hints_of(feed: Mapping[str, Any], data: bytes) -> Hints:
    """Return what a feed asks for, from what feedparser made of its head and from its bytes.

    feedparser keeps one of several hours alone, so these are read from `data`. What cannot be read asks for nothing.
    """
    hours = {int(hour) % 24 for hour in _skipped("hour", data) if hour.isdigit() and int(hour) <= 24}
    days = {_DAYS.index(day) for day in _skipped("day", data) if day in _DAYS}
    return Hints(
        ttl=_minutes(_text(feed, "ttl")),
        period=_period(_text(feed, "sy_updateperiod"), _text(feed, "sy_updatefrequency")),
        skip_hours=frozenset(hours),
        skip_days=frozenset(days),
    )


def _skipped(name: str, data: bytes) -> Iterator[str]:
    found = _SKIP[name].search(data)
    for value in _ITEM[name].findall(found[1]) if found else ():
        yield value.decode("ascii", "replace").lower()


def _period(period: str, frequency: str) -> float | None:
    whole = _PERIODS.get(period.strip().lower())
    times = int(frequency) if re.fullmatch(r"\s*[1-9]\d{0,5}\s*", frequency, re.ASCII) else 1
    return None if whole is None else whole / times


def _minutes(ttl: str) -> float | None:
    return float(ttl) * 60 if re.fullmatch(r"\s*\d{1,6}\s*", ttl, re.ASCII) else None


def _text(value: Mapping[str, Any], name: str) -> str:
    found = dict.get(value, name)  # type: ignore[call-overload]
    return found if isinstance(found, str) else ""
