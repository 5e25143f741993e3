"""When a figure holds: its as-of time, the event's own time where it lies elsewhere, and the span that it covers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from enrich.context.times import TimeWords, times

_BACKGROUND = timedelta(days=60)
"""An event that the text dates more than this before publication is background, not the news."""

_LONG_AGO = timedelta(days=150)
"""The same for a day without its year, which may be the day that the news itself began."""

_ALONE = re.compile(
    r"\b(?:alone|in a single (?:day|night|hour)|in one (?:day|night|hour)|overnight|on that day)\b", re.I
)
_RATE = re.compile(
    r"^[\w\s-]{0,30}?\b(?:(?:a|an|per|each|every)\s+(?:day|hour|week|month|year|night|minute)|daily"
    r"|hourly|weekly|monthly|annually|a year)\b",
    re.I,
)
_SO_FAR = re.compile(r"\b(?:so far|to date|until now|up to now|in all|in total|overall|altogether|cumulative)\b", re.I)
_QUARTER = re.compile(
    r"\b(?:the\s+)?(?:(?:first|second|third|fourth)[- ]quarter|(?:first|second) half|full[- ]year"
    r"|quarterly|Q[1-4]|H[12])(?:\s+(?:of\s+)?(?:20\d\d|19\d\d))?\b",
    re.I,
)
_NEW = re.compile(r"\b(?:another|additional|further|more|new)\b", re.I)
_SPEECH = re.compile(
    r"\b(?:said|says|told|announced|tweeted|wrote|reported|confirmed|added|statement|interview|press"
    r"|briefing)\b[^,.;]{0,40}$",
    re.I,
)


_FAR = 150
"""From this cost on a time does not go with a figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What the text says of a figure's time. All are None or "" where it says nothing."""

    when: datetime | None = None
    event_time: datetime | None = None
    period: str = ""


def moment(
    sentence: str,
    start: int,
    end: int,
    others: Sequence[tuple[int, int]],
    reference: datetime,
    *,
    duration: bool = False,
) -> Moment:
    """Return the time of the figure at `start` to `end` of `sentence`.

    `others` are the spans of the sentence's other figures, `reference` is the time from which "yesterday" is
    reckoned, `duration` is whether the figure is itself a length of time.
    """
    named = [words for words in times(sentence, reference) if words.end <= start or words.start >= end]
    if duration:
        named = [words for words in named if words.kind != "span"]
    past = next((words for words in named if _of_then(sentence, words, start)), None)
    if past is not None and past.last < reference - _BACKGROUND:
        return Moment(event_time=past.first)
    period = _period(sentence, start, end, named, others)
    best = _attached(sentence, start, end, named, others)
    if best is None:
        return Moment(period=period)
    dated = best.kind == "era" or re.search(r"\d{4}|ago|earlier|before", best.text)
    if best.kind in ("moment", "era") and best.last < reference - (_BACKGROUND if dated else _LONG_AGO):
        return Moment(event_time=best.first, period=period)
    if best.kind == "moment":
        return Moment(when=min(best.last, reference) if best.last > reference else best.last, period=period)
    return Moment(period=period)


def _of_then(sentence: str, words: TimeWords, start: int) -> bool:
    """Tell whether the figure at `start` is of that time: "the deadliest since 1999, when 285 people died"."""
    return words.end <= start <= words.end + 60 and bool(re.match(r",?\s+when\b", sentence[words.end :]))


def _attached(
    sentence: str, start: int, end: int, named: Sequence[TimeWords], others: Sequence[tuple[int, int]]
) -> TimeWords | None:
    """Return the time that goes with the figure: nearest, with no other figure and few clause marks between."""

    def cost(words: TimeWords) -> float:
        low, high = (words.end, start) if words.end <= start else (end, words.start)
        between = sentence[low:high]
        crossed = sum(low <= a and b <= high for a, b in others)
        opening = words.start < 25 and words.end <= start  # "In December 2010, ..." covers its sentence
        far = len(between) + 60 * crossed * (not opening)
        if far >= _FAR:
            return far
        marks = len(
            re.findall(r"[;:]|,\s(?:and|but|while|as)\b|\b(?:but|while|after|before|who|which|that|when)\b", between)
        )
        # "137 hostages who were captured in the October 7 attack": the time is that of the attack alone.
        aside = words.start >= end and bool(re.search(r"\b(?:who|which|that|whom)\b", between))
        said = bool(_SPEECH.search(sentence[: words.start]))
        return far + 40 * marks * (not opening) + 15 * said + 200 * aside

    usable = [words for words in named if words.kind != "span"]
    best = min(usable, key=cost, default=None)
    return best if best is not None and cost(best) < _FAR else None


def _period(sentence: str, start: int, end: int, named: Sequence[TimeWords], others: Sequence[tuple[int, int]]) -> str:
    """Return the words of the partial span of time that the figure covers, "" for a running total."""
    rate = _RATE.match(sentence[end : end + 45])
    if rate:
        return rate.group().strip().split("  ")[-1][-24:].strip()
    for words in named:
        low, high = (words.end, start) if words.end <= start else (end, words.start)
        between = sentence[low:high]
        if any(low <= a and b <= high for a, b in others) or re.search(r"[;]", between) or len(between) > 60:
            continue
        if words.kind == "span":
            return words.text
        if words.kind == "since" and len(between) < 40:
            return words.text if words.text.lower().startswith("since") else f"since {words.text}"
        if _ALONE.match(sentence[words.end : words.end + 30].lstrip()):
            return f"{words.text} alone"
        if words.kind == "moment" and _NEW.search(sentence[start:end]) and len(between) < 30:
            return words.text
    quarter = _nearest_quarter(sentence, start, end)
    if quarter:
        return quarter
    clause = re.split(r"[,;]", sentence[end : end + 60])[0]
    alone = _ALONE.search(clause)
    return alone.group() if alone else ""


def _nearest_quarter(sentence: str, start: int, end: int) -> str:
    found = [m for m in _QUARTER.finditer(sentence) if m.end() <= start or m.start() >= end]
    best = min(found, key=lambda m: start - m.end() if m.end() <= start else m.start() - end, default=None)
    return best.group() if best is not None else ""
