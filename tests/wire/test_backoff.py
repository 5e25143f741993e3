from hypothesis import given
from hypothesis import strategies as st

from wire.backoff import Backoff
from wire.bus.partitions import partition_of


def test_waits_double_up_to_the_most_with_jitter_below() -> None:
    backoff = Backoff(first=0.5, most=30)
    for full in (0.5, 1, 2, 4, 8, 16, 30, 30, 30):
        assert full / 2 <= backoff.next() <= full
    backoff.reset()
    assert backoff.next() <= 0.5


def test_years_of_waiting_do_not_overflow() -> None:
    backoff = Backoff(tries=10_000)
    assert backoff.next() <= 30


@given(st.text(), st.integers(1, 64))
def test_a_key_always_has_the_same_partition(key: str, partitions: int) -> None:
    assert 0 <= partition_of(key, partitions) < partitions
    assert partition_of(key, partitions) == partition_of(key, partitions)


def test_partitions_of_known_keys_never_change() -> None:
    # Another hash would break the order of messages that are on the bus while a release changes.
    assert [partition_of(key, 4) for key in ("article-1", "article-2", "ключ", "")] == [2, 0, 2, 0]
