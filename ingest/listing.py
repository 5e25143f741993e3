"""What is known of each feed, in words for a table. Pure."""

from datetime import UTC, datetime, timedelta

from ingest.condition import condition
from ingest.metrics import SILENCES
from ingest.schedule import Reason, Rhythm, silence, slowest
from ingest.seen.port import Listed
from wire.settings.model import FeedSettings, IngestSettings

HEAD = ("outlet", "state", "polled every", "last success", "next poll", "a day", "silent since", "trouble", "address")


def row(feed: FeedSettings, listed: Listed, settings: IngestSettings, now: datetime, address: str) -> tuple[str, ...]:
    """Return the cells under `HEAD` for a feed of which `listed` is known; `address` is its address as it may be shown.

    Empty cells are what is not known yet.
    """
    state = listed.state
    interval = settings.interval if feed.interval is None else feed.interval
    most = settings.slowest if feed.slowest is None else feed.slowest
    reason = Reason(interval=interval, slowest=most)
    rhythm = state.rhythm
    trouble = f"{state.failures} in a row: {state.failure}" if state.failures else ""
    if state.moved and not trouble:
        trouble = f"redirects to {ascii(state.moved)[1:-1]}"
    return (
        f"{feed.outlet or 'as the feed says'}{' (ours)' if feed.ours else ''}",
        condition(state, now),
        f"{span(interval)} to {span(slowest(reason))}",
        _ago(state.succeeded, now),
        _until(listed.due, now),
        _count(86_400 / rhythm.gap) if rhythm.gap else "",
        _silent(rhythm, now),
        trouble,
        address,
    )


def _silent(rhythm: Rhythm, now: datetime) -> str:
    times = silence(rhythm, now)
    told = "" if times is None or times < SILENCES[0] else f" ({times:.0f} times its rhythm)"
    return _ago(rhythm.latest, now) + told


def _count(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def span(seconds: float) -> str:
    """Return a length of time in the unit that suits it: "45 s", "5 min", "3 h", "9 d"."""
    for unit, size, enough in (("s", 1, 120), ("min", 60, 120 * 60), ("h", 3600, 48 * 3600)):
        if seconds < enough:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 86_400:.3g} d"


def _ago(milliseconds: int | None, now: datetime) -> str:
    return "" if milliseconds is None else f"{span(max(0.0, round((now - _moment(milliseconds)).total_seconds())))} ago"


def _until(milliseconds: int | None, now: datetime) -> str:
    if milliseconds is None:
        return ""
    wait = round((_moment(milliseconds) - now).total_seconds())
    return f"in {span(wait)}" if wait > 0 else "now"


def _moment(milliseconds: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
