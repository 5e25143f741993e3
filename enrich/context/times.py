"""Times that a text names, resolved against its time of publication."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Literal

Kind = Literal["moment", "since", "span", "era"]

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH_OF = {name: i + 1 for i, name in enumerate(_MONTHS)} | {
    name[:3]: i + 1 for i, name in enumerate(_MONTHS) if name != "may"
}
_MONTH_OF["sept"] = 9
_MONTH = (
    r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_YEAR = r"(?P<year>1[4-9]\d\d|20\d\d)"
_DAY = r"(?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_SMALL = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40,
    "fifty": 50, "hundred": 100,
}  # fmt: skip
_COUNT = r"(?P<count>\d+|" + "|".join(sorted(_SMALL, key=len, reverse=True)) + r")"
_UNIT = r"(?P<unit>hour|day|week|month|year|decade|centur(?:y|ie))s?"
_LENGTH = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.44, "year": 365.25, "decade": 3652.5}

_FULL = re.compile(rf"\b(?:{_MONTH}\s+{_DAY}(?:,?\s+{_YEAR})?|{_DAY}(?:\s+of)?\s+{_MONTH}(?:,?\s+{_YEAR})?)\b".replace(
    "(?P<month>", "(?P<m1>", 1).replace("(?P<day>", "(?P<d1>", 1).replace("(?P<year>", "(?P<y1>", 1))  # fmt: skip
_ISO = re.compile(r"\b(?P<year>20\d\d|19\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)\b")
_MONTH_YEAR = re.compile(rf"\b(?:(?:early|late|mid)[- ])?{_MONTH}(?:\s+of)?,?\s+{_YEAR}\b")
_MONTH_ONLY = re.compile(
    rf"\b(?:(?i:in|since|until|during|by|of|from|last|this)|(?:(?i:in|since)\s+)?(?i:early|late"
    rf"|mid)[- ]?)\s*{_MONTH}\b(?!\s*\d)"
)
_YEAR_ONLY = re.compile(
    r"(?:\b(?i:in|since|of|during|from|until|by|for|year|quarter|before|after)\s+(?:the\s+)?|\b(?i:the)\s+|\("
    r"|\b)(?P<year>1[4-9]\d\d|20\d\d)\b"
    r"(?![-,.]?\d|\s*(?:people|dead|homes|men|women|km|\$|%|percent|per cent))"
)
_WEEKDAY = re.compile(
    r"\b(?:(?P<which>last|next|this|the previous)\s+)?(?P<name>Mon|Tues?|Wed(?:nes)?|Thur?s?|Fri|Satur"
    r"|Sun)day(?:'s|’s)?\b"
    r"(?:\s+(?P<part>morning|afternoon|evening|night))?"
)
_RELATIVE = re.compile(
    r"\b(?P<word>yesterday|today|tonight|tomorrow|overnight|last night|this morning|this afternoon|this evening"
    r"|last week|last month|last year|this week|this month|this year|next week|next month|next year"
    r"|a year earlier|a year ago|the (?:previous|prior) (?:day|week|month|year)|the day before|a day earlier"
    r"|the following day|a year before)\b",
    re.I,
)
_AGO = re.compile(rf"\b(?:about |some |nearly |almost |more than )?{_COUNT}\s+{_UNIT}\s+(?:ago|earlier|before)\b", re.I)
_SPAN = re.compile(
    rf"\b(?:in|over|within|during|for)\s+the\s+(?:last|past|preceding|previous|first"
    rf"|next)\s+(?:(?:{_COUNT})\s+)?{_UNIT}\b",
    re.I,
)
_CLOCK = re.compile(
    r"\b(?P<hour>[01]?\d|2[0-4])(?:[:.](?P<minute>[0-5]\d))?\s*(?P<half>[ap])\.?m\b\.?|\b(?P<h24>[01]\d"
    r"|2[0-4]):(?P<m24>[0-5]\d)\b"
    r"|\b(?P<word>midnight|noon|midday)\b",
    re.I,
)
_DECADE = re.compile(r"\b(?:in|during|of|since)\s+the\s+(?P<year>1[4-9]\d0|20\d0)s\b")
_SINCE = re.compile(r"\b(since|from|after)\s+(?:the\s+|early\s+|late\s+|mid-?)?$", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeWords:
    """A time named in the text.

    `start`, `end` are offsets in the text given; `first` and `last` bound the time meant (UTC, `last` exclusive);
    `kind`: a moment (a day or a part of it), the start of a span that runs until now ("since Sunday"), a span
    ("in the last 48 hours"), or an era (a month, a year, a decade).
    """

    start: int
    end: int
    text: str
    first: datetime
    last: datetime
    kind: Kind


@lru_cache(maxsize=32)
def times(text: str, reference: datetime) -> tuple[TimeWords, ...]:
    """Return the times that `text` names, in order, without overlaps, as seen from `reference` (aware, UTC).

    Kept for a while: every figure of a sentence asks.
    """
    found: list[TimeWords] = []
    for words in _all(text, reference):
        if not any(words.start < other.end and other.start < words.end for other in found):
            found.append(words)
    return tuple(sorted(found, key=lambda words: words.start))


def dateline(body: str, published: datetime) -> datetime | None:
    """Return the day that the body's opening dates itself to ("LEMERY, Jan 13 (MW) -"), None where it does not.

    Only a day from three days before publication up to it counts: anything else is no dateline, or a mistake.
    """
    head = re.match(r"[^\n]{0,120}?(?:\s[-–—]{1,2}\s|\s\|\s|\n|$)|^\s*date\s+\S+", body)
    if not head:
        return None
    for words in times(head.group(), published):
        if words.kind == "moment" and timedelta(0) <= published - words.first < timedelta(days=4):
            return words.first
    return None


def _all(text: str, reference: datetime) -> Iterator[TimeWords]:
    today = reference.replace(hour=0, minute=0, second=0, microsecond=0)
    for m in _SPAN.finditer(text):
        days = _days(m["count"] or "one", m["unit"].lower())
        ahead = " next " in m.group().lower()
        first = reference if ahead else reference - timedelta(days=days)
        yield _made(m, first, reference + timedelta(days=days if ahead else 0), "span")
    for m in _AGO.finditer(text):
        days = _days(m["count"], m["unit"].lower())
        moment = _back(today, days)
        yield _made(m, moment, moment + timedelta(days=1), "moment" if days < 300 else "era")
    for m in _ISO.finditer(text):
        yield from _day(m, int(m["year"]), int(m["month"]), int(m["day"]))
    for m in _FULL.finditer(text):
        month = _MONTH_OF[(m["m1"] or m["month"]).lower().rstrip(".")]
        number = int(m["d1"] or m["day"])
        year = m["y1"] or m["year"]
        yield from _day(m, int(year) if year else _year(month, number, today), month, number, text)
    for m in _MONTH_YEAR.finditer(text):
        yield from _month(m, int(m["year"]), _MONTH_OF[m["month"].lower().rstrip(".")])
    for m in _DECADE.finditer(text):
        yield _made(
            m, datetime(int(m["year"]), 1, 1, tzinfo=UTC), datetime(int(m["year"]) + 10, 1, 1, tzinfo=UTC), "era"
        )
    for m in _MONTH_ONLY.finditer(text):
        month = _MONTH_OF[m["month"].lower().rstrip(".")]
        yield from _month(m, _year(month, 1, today), month, text)
    for m in _YEAR_ONLY.finditer(text):
        year = int(m["year"])
        bare = m.group() == m["year"]
        if year <= reference.year + 30 and not (bare and not _stands_alone(text, m)):
            yield _made(m, datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC), "era", text)
    for m in _WEEKDAY.finditer(text):
        yield _weekday(m, today, text)
    for m in _RELATIVE.finditer(text):
        yield _relative(m, today)


def _stands_alone(text: str, m: re.Match[str]) -> bool:
    """Tell whether a bare four-digit number reads as a year: before a common noun ("2004 tsunami") or a mark."""
    if re.search(r"(?<!^)\b[A-Z]\w+\s$", text[max(0, m.start() - 20) : m.start()]) or re.fullmatch(
        r"[A-Z]\w+\s", text[: m.start()]
    ):
        return False  # "Flight 1900", "Route 1950"
    return bool(re.match(r"(?:'s|’s)?\s+(?!people|homes|men|women|were|have|had)[a-z]{3,}|\s*[,)]|$", text[m.end() :]))


def _made(m: re.Match[str], first: datetime, last: datetime, kind: Kind, text: str = "") -> TimeWords:
    if text and kind in ("moment", "era") and _SINCE.search(text[max(0, m.start() - 14) : m.start()] or m.group()[:6]):
        kind = "since"
    if text and kind == "era" and m.group().lower().startswith("since"):
        kind = "since"
    return TimeWords(start=m.start(), end=m.end(), text=m.group(), first=first, last=last, kind=kind)


def _days(count: str, unit: str) -> float:
    number = _SMALL.get(count.lower()) or (int(count) if count.isdigit() and len(count) < 5 else 1)
    return number * _LENGTH.get(unit, 36525.0)


def _back(today: datetime, days: float) -> datetime:
    try:
        return today - timedelta(days=round(days))
    except OverflowError:
        return datetime(1, 1, 1, tzinfo=UTC)


def _year(month: int, day: int, today: datetime) -> int:
    """Return the year in which month and day lie nearest to today, the past preferred: news looks back."""
    if (month, day) <= (today.month, today.day):
        return today.year
    ahead = (month - today.month) * 30.4 + day - today.day
    return today.year if ahead <= 60 else today.year - 1


def _day(m: re.Match[str], year: int, month: int, day: int, text: str = "") -> Iterator[TimeWords]:
    try:
        first = datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return
    clock = _clock(text, m) if text else None
    if clock is not None:
        yield _made(m, first + clock, first + clock + timedelta(minutes=1), "moment", text)
    else:
        yield _made(m, first, first + timedelta(days=1), "moment", text)


def _clock(text: str, m: re.Match[str]) -> timedelta | None:
    """Return the time of day named beside a date ("as of 24:00 on April 16", "8:00 a.m., January 13")."""
    around = text[max(0, m.start() - 22) : m.start()], text[m.end() : m.end() + 14]
    for part in around:
        found = _CLOCK.search(part)
        if found is None:
            continue
        if found["word"]:
            return timedelta(hours=24 if found["word"].lower() == "midnight" else 12)
        if found["h24"]:
            return timedelta(hours=int(found["h24"]), minutes=int(found["m24"]))
        hour = int(found["hour"]) % 12 + (12 if found["half"].lower() == "p" else 0)
        return timedelta(hours=hour, minutes=int(found["minute"] or 0))
    return None


def _month(m: re.Match[str], year: int, month: int, text: str = "") -> Iterator[TimeWords]:
    first = datetime(year, month, 1, tzinfo=UTC)
    last = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
    yield _made(m, first, last, "era", text or m.string)


def _weekday(m: re.Match[str], today: datetime, text: str) -> TimeWords:
    prefix = m["name"].lower()
    number = next(i for i, name in enumerate(_DAYS) if name.startswith(prefix[:3]))
    back = (today.weekday() - number) % 7
    first = today - timedelta(days=back)
    if m["which"] == "next":
        first += timedelta(days=7)
    elif m["which"] in ("last", "the previous") and back == 0:
        first -= timedelta(days=7)
    last = first + timedelta(days=1)
    if m["part"] == "night":
        last += timedelta(hours=6)
    return _made(m, first, last, "moment", text)


def _relative(m: re.Match[str], today: datetime) -> TimeWords:
    word = m["word"].lower()
    day = timedelta(days=1)
    if word in ("yesterday", "last night", "the day before", "a day earlier", "the previous day", "the prior day"):
        return _made(m, today - day, today, "moment")
    if word in ("tomorrow", "the following day"):
        return _made(m, today + day, today + 2 * day, "moment")
    if word == "overnight":
        return _made(m, today - day / 2, today + day / 2, "moment")
    if "year" in word:
        year = today.year + (1 if word.startswith("next") else 0 if word.startswith("this") else -1)
        return _made(m, datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC), "era")
    if "week" in word or "month" in word:
        length = day * (7 if "week" in word else 30)
        if word.startswith("this"):
            return _made(m, today - length, today + day, "span")
        if word.startswith("next"):
            return _made(m, today + day, today + length, "span")
        return _made(m, today - 2 * length, today - length / 2, "span")
    return _made(m, today, today + day, "moment")


def nearest(found: Sequence[TimeWords], at: int) -> TimeWords | None:
    """Return the time whose words stand nearest to offset `at`, None where there is none."""
    return min(found, key=lambda words: min(abs(words.start - at), abs(words.end - at)), default=None)
