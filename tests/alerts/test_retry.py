"""The schedule of tries."""

from hypothesis import given
from hypothesis import strategies as st

from alerts.notify.retry import MOST, PATIENCE, delay

attempts = st.integers(1, 200)
jitters = st.floats(0, 1)


def test_the_schedule_without_jitter() -> None:
    assert [delay(attempt, jitter=1.0) for attempt in range(1, 8)] == [5, 15, 45, 135, 405, 1215, 3600]


@given(attempts, jitters, jitters)
def test_a_later_try_never_waits_less_than_an_earlier_one_whatever_the_jitter(
    attempt: int, one: float, other: float
) -> None:
    sooner, later = delay(attempt, jitter=one), delay(attempt + 1, jitter=other)
    assert 2.5 <= sooner <= MOST
    assert later >= sooner or sooner > MOST / 2


@given(attempts, jitters, st.floats(0, 1e9))
def test_the_servers_own_wish_is_kept_within_reason(attempt: int, jitter: float, wish: float) -> None:
    waited = delay(attempt, jitter=jitter, retry_after=wish)
    assert waited >= min(wish, PATIENCE)
    assert waited <= max(MOST, PATIENCE)
