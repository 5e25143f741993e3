"""What every keeper of lines promises: the contract of alerts/notify/lines.py, point by point."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from alerts.notify.away import StoreAway
from alerts.notify.lines import Line, Lines, MemoryLines, RedisLines
from tests.alerts.makers import START
from tests.servers.redis_server import RedisServer
from wire.redis import connect


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.redis)])
def lines(request: pytest.FixtureRequest, namespace: str) -> Iterator[Lines]:
    if request.param == "memory":
        yield MemoryLines()
        return
    client = connect(request.getfixturevalue("redis_url"))
    yield RedisLines(client, namespace=namespace)
    client.close()


def test_failures_in_a_row_are_counted_from_the_first(lines: Lines) -> None:
    later = START + timedelta(seconds=60)
    lines.failed("a", START, START + timedelta(seconds=5))
    failing = Line(failures=2, since=START, rests_until=later)
    assert lines.failed("a", START + timedelta(seconds=30), later) == failing
    assert lines.of("a") == failing
    assert lines.of("b") == Line()
    assert lines.worked("a") == failing
    assert lines.of("a") == lines.worked("a") == Line()


def test_a_line_carries_its_rate_and_no_more(lines: Lines) -> None:
    taken = [lines.take("a", START, 6) for _ in range(10)]
    assert taken == [True] * 6 + [False] * 4
    assert lines.take("b", START, 6)
    after = [lines.take("a", START + timedelta(seconds=20), 6) for _ in range(5)]
    assert after == [True, True, False, False, False]


def test_a_clock_that_is_put_back_holds_nothing_up(lines: Lines) -> None:
    def taken(seconds: float) -> int:
        return sum(lines.take("a", START + timedelta(seconds=seconds), 6) for _ in range(10))

    assert lines.take("a", START + timedelta(seconds=120), 6)
    assert [taken(0), taken(20), taken(21), taken(80)] == [5, 2, 0, 6]


def test_clocks_that_differ_a_little_carry_no_more_together(lines: Lines) -> None:
    taken = [lines.take("a", START + timedelta(seconds=number % 2 * 2), 6) for number in range(20)]
    assert sum(taken) == 6


@pytest.mark.redis
def test_a_server_that_is_away_says_so(redis_server: RedisServer, namespace: str) -> None:
    lines = RedisLines(connect(redis_server.url), namespace=namespace)
    redis_server.stop()
    for call in (lambda: lines.of("a"), lambda: lines.take("a", START, 6), lambda: lines.worked("a")):
        with pytest.raises(StoreAway):
            call()
