from datetime import UTC, datetime

import pytest

from wire.clock import FakeClock
from wire.halt import RedisHalt, halted_loops, resume
from wire.redis import connect

pytestmark = pytest.mark.redis


def made(url: str, namespace: str, *, release: str = "1.0", limit: int = 3, loop: str = "enrich") -> RedisHalt:
    """As another process of the loop would have it."""
    clock = FakeClock(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    return RedisHalt(connect(url), namespace=namespace, loop=loop, release=release, limit=limit, clock=clock)


def test_processes_of_a_loop_count_together_and_halt_together(redis_url: str, namespace: str) -> None:
    one, two = made(redis_url, namespace), made(redis_url, namespace)
    assert not one.count(1)
    assert not two.count(1)
    assert not one.halted()
    assert two.count(1)
    assert two.halted()
    assert made(redis_url, namespace).halted()


def test_several_letters_at_once_reach_the_limit(redis_url: str, namespace: str) -> None:
    assert made(redis_url, namespace).count(5)


def test_another_loop_and_another_namespace_are_not_halted(redis_url: str, namespace: str) -> None:
    made(redis_url, namespace).count(3)
    assert not made(redis_url, namespace, loop="judge").halted()
    assert not made(redis_url, f"{namespace}x").halted()


def test_another_release_goes_on_and_counts_from_zero(redis_url: str, namespace: str) -> None:
    made(redis_url, namespace).count(3)
    new = made(redis_url, namespace, release="1.1")
    assert not new.halted()
    assert not new.count(2)
    assert made(redis_url, namespace).halted()


def test_a_halted_loop_is_listed_and_resumed(redis_url: str, namespace: str) -> None:
    client = connect(redis_url)
    made(redis_url, namespace).count(3)
    (halted,) = halted_loops(client, namespace)
    assert (halted.loop, halted.release, halted.since) == ("enrich", "1.0", "2026-01-02T03:04:05+00:00")
    assert resume(client, namespace, "enrich")
    assert not resume(client, namespace, "enrich")
    assert list(halted_loops(client, namespace)) == []
    assert not made(redis_url, namespace).halted()
    assert not made(redis_url, namespace).count(2)


def test_dead_letters_are_counted_over_a_day_at_most(redis_url: str, namespace: str) -> None:
    made(redis_url, namespace).count(1)
    (key,) = connect(redis_url).keys(f"{namespace}:deadletters:*")
    assert 0 < connect(redis_url).ttl(key) <= 86_400
