from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import KINDS
from ingest.hints import fresh_for, retry_after
from ingest.schedule import Hints, Reason, Rhythm, next_poll

NOW = datetime(2023, 12, 9, 12, tzinfo=UTC)
SECONDS = st.none() | st.floats(0, 1e9)
REASONS = st.builds(
    Reason,
    interval=st.floats(1, 86_400),
    failures=st.integers(0, 10_000),
    failure=st.sampled_from(["", *KINDS]),
    retry_after=SECONDS,
    fresh_for=SECONDS,
    hints=st.builds(Hints, ttl=SECONDS, period=SECONDS),
    rhythm=st.builds(Rhythm, gap=SECONDS, latest=st.none() | st.integers(0, 1_702_123_200_000), fresh=st.floats(0, 1)),
)
ROLLS = st.floats(0, 1, exclude_max=True)


def wait(reason: Reason, roll: float = 0.0) -> float:
    return (next_poll(NOW, reason, roll) - NOW).total_seconds()


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (Reason(interval=300), 300),
        (Reason(interval=300, hints=Hints(ttl=60)), 300),
        (Reason(interval=300, hints=Hints(ttl=900)), 900),
        (Reason(interval=300, fresh_for=600, hints=Hints(ttl=900)), 900),
        (Reason(interval=300, hints=Hints(ttl=86_400)), 1800),
        (Reason(interval=300, failures=1), 300),
        (Reason(interval=300, failures=2), 600),
        (Reason(interval=300, failures=4), 2400),
        (Reason(interval=300, failures=50), 21_600),
        (Reason(interval=86_400, failures=50), 86_400),
        (Reason(interval=300, failures=1, retry_after=7200), 7200),
        (Reason(interval=300, failures=1, retry_after=1), 300),
        (Reason(interval=300, failures=1, retry_after=1e9), 86_400),
    ],
)
def test_the_wait_follows_interval_hints_and_failures(reason: Reason, expected: float) -> None:
    assert wait(reason) == expected


@given(REASONS, ROLLS)
def test_a_feed_is_never_polled_inside_its_interval_or_a_retry_after(reason: Reason, roll: float) -> None:
    least = max(reason.interval, min(reason.retry_after or 0.0, 86_400))
    assert wait(reason, roll) >= least - 1e-6


@given(REASONS, ROLLS)
def test_no_feed_is_dropped_for_ever(reason: Reason, roll: float) -> None:
    assert wait(reason, roll) <= max(reason.interval * 6.6, 86_400 * 1.5) + 1e-6


@given(st.integers(1, 30), ROLLS, ROLLS)
def test_feeds_that_failed_together_come_back_apart(failures: int, one: float, other: float) -> None:
    reason = Reason(interval=300, failures=failures)
    assert abs(wait(reason, one) - wait(reason, other)) == pytest.approx(wait(reason) / 2 * abs(one - other), abs=1e-4)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("120", 120),
        (" 120 ", 120),
        ("Sat, 09 Dec 2023 12:02:00 GMT", 120),
        ("Sat, 09 Dec 2023 11:00:00 GMT", 0),
        ("Saturday, 09-Dec-23 12:02:00 GMT", 120),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("٣", None),
        ("9" * 400, None),
    ],
)
def test_retry_after_is_read_in_both_forms(value: str | None, expected: float | None) -> None:
    assert retry_after(value, NOW) == expected


@pytest.mark.parametrize(
    ("cache_control", "expires", "expected"),
    [
        (None, None, None),
        ("max-age=600", None, 600),
        ("public, MAX-AGE = 600", "Sat, 09 Dec 2023 13:00:00 GMT", 600),
        ("s-maxage=600", None, None),
        ("no-cache", "Sat, 09 Dec 2023 13:00:00 GMT", 3600),
        (None, "0", None),
        (None, "Thu, 01 Jan 1970 00:00:00 GMT", 0),
    ],
)
def test_caching_headers_say_how_long_an_answer_is_fresh(
    cache_control: str | None, expires: str | None, expected: float | None
) -> None:
    assert fresh_for(cache_control, expires, NOW) == expected


@given(st.text(), st.text())
def test_no_header_breaks_the_reading_of_hints(one: str, other: str) -> None:
    for found in (retry_after(one, NOW), fresh_for(one, other, NOW)):
        assert found is None or found >= 0
        next_poll(NOW, Reason(interval=1, failures=1, retry_after=found, fresh_for=found), 0.5)


def test_the_next_poll_is_aware_and_later() -> None:
    assert next_poll(NOW, Reason(interval=10), 0.5) - NOW == timedelta(seconds=10.5)


AWAKE = Hints(skip_hours=frozenset(range(12, 18)))


@pytest.mark.parametrize(
    ("hints", "fresh_for", "expected"),
    [
        (Hints(period=600), None, 600),
        (Hints(period=600, ttl=900), None, 900),
        (Hints(ttl=600), 1200, 1200),
        (Hints(period=86_400), 3600, 1800),
        (AWAKE, None, 6 * 3600),
        (Hints(ttl=900, skip_hours=AWAKE.skip_hours), 600, 6 * 3600),
        (Hints(skip_days=frozenset({5, 6})), None, 36 * 3600),
        (Hints(skip_hours=frozenset(range(24))), None, 300),
        (Hints(skip_days=frozenset(range(7))), None, 300),
    ],
)
def test_what_the_publisher_asks_for_counts_together(hints: Hints, fresh_for: float | None, expected: float) -> None:
    # It is Saturday noon.
    assert wait(Reason(interval=300, hints=hints, fresh_for=fresh_for)) == expected


@pytest.mark.parametrize(
    ("gap", "silent", "fresh", "expected"),
    [
        (60, 0, 0.1, 300),
        (2400, 0, 0.1, 600),
        (86_400, 0, 0.1, 1800),
        (60, 4800, 0.0, 1200),
        (86_400, 0, 0.9, 300),
        (None, 0, 0.0, 300),
    ],
)
def test_a_feed_is_polled_at_its_own_rhythm_within_its_bounds(
    gap: float | None, silent: float, fresh: float, expected: float
) -> None:
    latest = int((NOW.timestamp() - silent) * 1000)
    assert wait(Reason(interval=300, rhythm=Rhythm(gap=gap, latest=latest, fresh=fresh))) == expected


@pytest.mark.parametrize(("slowest", "expected"), [(None, 1800), (600, 600), (86_400, 21_600), (300, 300)])
def test_the_slowest_pace_is_the_desks_to_set(slowest: float | None, expected: float) -> None:
    assert wait(Reason(interval=300, slowest=slowest, hints=Hints(ttl=21_600))) == expected


@pytest.mark.parametrize(
    ("failure", "waits"),
    [
        ("timeout", [300, 600, 1200]),
        ("throttled", [600, 1200, 2400]),
        ("refused", [2400, 4800, 9600]),
        ("gone", [86_400] * 3),
    ],
)
def test_the_wait_goes_by_the_kind_of_failure(failure: str, waits: list[float]) -> None:
    assert [wait(Reason(interval=300, failures=n, failure=failure)) for n in (1, 2, 3)] == waits


def test_the_rhythm_follows_the_articles() -> None:
    rhythm = Rhythm()
    at = int(NOW.timestamp() * 1000)
    for n in range(30):
        rhythm = rhythm.after(now=at + n * 600_000, entries=20, new=1)
    assert rhythm.gap == pytest.approx(600)
    quiet = rhythm.after(now=at + 30 * 600_000, entries=20, new=0)
    assert (quiet.gap, quiet.latest, quiet.fresh) == (rhythm.gap, rhythm.latest, 0)
    burst = rhythm.after(now=at + 30 * 600_000, entries=20, new=15)
    assert burst.fresh == 0.75
    assert burst.gap is not None
    assert burst.gap < 100


@given(st.lists(st.tuples(st.integers(1, 10**9), st.integers(0, 50), st.integers(0, 50)), max_size=30))
def test_any_rhythm_gives_a_pace(polls: list[tuple[int, int, int]]) -> None:
    rhythm, now = Rhythm(), 0
    for passed, entries, new in polls:
        now += passed
        rhythm = rhythm.after(now=now, entries=entries, new=min(new, entries))
    assert rhythm.pace(NOW) >= 0
