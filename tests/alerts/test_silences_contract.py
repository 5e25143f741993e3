"""What every keeper of silences promises: the contract of alerts/notify/silences.py, point by point."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from alerts.notify.away import StoreAway
from alerts.notify.silences import MemorySilences, RedisSilences, Silence, Silences, silence
from tests.alerts.makers import START
from tests.servers.redis_server import RedisServer
from wire.redis import connect


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.redis)])
def silences(request: pytest.FixtureRequest, namespace: str) -> Iterator[Silences]:
    if request.param == "memory":
        yield MemorySilences()
        return
    client = connect(request.getfixturevalue("redis_url"))
    yield RedisSilences(client, namespace=namespace)
    client.close()


def a_silence(hours: float = 1, **more: Any) -> Silence:
    values: dict[str, Any] = {"now": START, "until": START + timedelta(hours=hours), "words": ["barabury"], **more}
    return silence(**values)


def test_those_that_have_not_ended_are_listed_as_they_were_added_the_first_to_end_first(silences: Silences) -> None:
    late = a_silence(9, words=[], place="Gaza", measure="killed", quantity="q1", by="Ann", note="known since noon")
    soon = a_silence(1)
    for each in (late, soon):
        silences.add(each)
    assert list(silences.current(START)) == [soon, late]
    assert list(silences.current(START + timedelta(hours=1))) == [late]
    assert list(silences.current(START + timedelta(hours=9))) == []


def test_one_that_was_removed_is_gone(silences: Silences) -> None:
    one, other = a_silence(), a_silence()
    silences.add(one)
    silences.add(other)
    assert silences.remove(one.id)
    assert not silences.remove(one.id)
    assert list(silences.current(START)) == [other]


def test_adding_one_again_replaces_it(silences: Silences) -> None:
    one = a_silence()
    longer = msgspec.structs.replace(one, until=START + timedelta(days=2))
    silences.add(one)
    silences.add(longer)
    assert list(silences.current(START)) == [longer]


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"words": []}, "needs words"),
        ({"words": [" "], "place": " "}, "needs words"),
        ({"until": START}, "end in the future"),
    ],
)
def test_a_silence_of_everything_or_of_the_past_is_refused(more: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        a_silence(**more)


@pytest.mark.redis
def test_silences_are_seen_by_other_processes_and_those_that_ended_go(redis_url: str, namespace: str) -> None:
    client = connect(redis_url)
    short = a_silence(1)
    RedisSilences(client, namespace=namespace).add(short)
    assert list(RedisSilences(connect(redis_url), namespace=namespace).current(START)) == [short]
    later = START + timedelta(hours=2)
    RedisSilences(client, namespace=namespace).add(a_silence(now=later, until=later + timedelta(hours=1)))
    assert client.hlen(f"{namespace}:n:silences") == 1
    client.hset(f"{namespace}:n:silences", "next", b'{"v":9,"id":"next"}')
    assert len(RedisSilences(client, namespace=namespace).current(later)) == 1
    client.close()


@pytest.mark.redis
def test_a_server_that_is_away_says_so(redis_server: RedisServer, namespace: str) -> None:
    silences = RedisSilences(connect(redis_server.url), namespace=namespace)
    redis_server.stop()
    for call in (
        lambda: silences.add(a_silence()),
        lambda: silences.current(START),
        lambda: silences.remove("x"),
    ):
        with pytest.raises(StoreAway):
            call()
