import asyncio
from datetime import UTC, datetime

import pytest

from ingest.agenda import Agenda, Left
from ingest.gate import AgendaGate
from ingest.hosts import LONGEST, Hosts, host_of
from wire.clock import FakeClock


def test_the_pause_of_a_host_that_refuses_doubles_and_halves_again() -> None:
    hosts = Hosts(per_host=9, pause=1)
    pauses = []
    for act in ("begin", "slow", "begin", "slow", "begin", "ease", "begin", "ease", "begin"):
        if act == "begin":
            hosts.begin("a", 1000.0)
            pauses.append(hosts.free_at("a"))
            hosts = _free(hosts)
        elif act == "slow":
            hosts.slow("a", 0.0, 0.0)
        else:
            hosts.ease("a")
    assert pauses == [1001, 1002, 1004, 1002, 1001]


def _free(hosts: Hosts) -> Hosts:
    hosts.end("a")
    hosts._hosts["a"].rests_until = float("-inf")
    return hosts


def test_a_host_rests_for_as_long_as_it_asks() -> None:
    hosts = Hosts(per_host=2, pause=1)
    hosts.slow("a", 100.0, 600.0)
    hosts.slow("a", 101.0, 10.0)
    assert hosts.free_at("a") == 700.0
    assert hosts.free_at("b") == float("-inf")


def test_hosts_that_nobody_asks_are_forgotten_and_busy_ones_are_not() -> None:
    hosts = Hosts(per_host=1, pause=1)
    for name in ("idle", "busy"):
        hosts.begin(name, 0.0)
    hosts.end("idle")
    hosts.forget(10_000.0)
    assert hosts.free_at("idle") == float("-inf")
    assert hosts.free_at("busy") is None


def alone(host: str, token: str, pause: float) -> float:
    return 0.0


def test_those_at_the_gate_and_the_feeds_share_the_places_of_a_host() -> None:
    async def run() -> None:
        clock = FakeClock(datetime(2023, 12, 9, tzinfo=UTC))
        hosts = Hosts(per_host=1, pause=0)
        agenda = Agenda(hosts)
        gate = AgendaGate(agenda, hosts, clock, alone)
        now = clock.now().timestamp()
        agenda.add("https://a.example/feed", 0)
        async with gate.slot("a.example"):
            assert agenda.take(now, 9) == []
        assert [url for url, _ in agenda.take(now, 9)] == ["https://a.example/feed"]
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1), gate.slot("a.example"):
                raise AssertionError("both at once")
        agenda.done("https://a.example/feed")
        async with asyncio.timeout(1), gate.slot("a.example"):
            pass

    asyncio.run(run())


def test_a_host_that_asks_for_a_pause_of_its_own_gets_it_within_bounds() -> None:
    hosts = Hosts(per_host=9, pause=1)
    hosts.begin("a", 1000.0)
    hosts.space("a", 10.0)
    assert (hosts.free_at("a"), hosts.apart("a"), hosts.apart("b")) == (1010.0, 10.0, 1.0)
    hosts.begin("a", 1010.0)
    assert hosts.free_at("a") == 1020.0
    hosts.space("a", 0.1)
    assert hosts.apart("a") == 1.0
    hosts.space("a", 1e9)
    assert hosts.apart("a") == LONGEST
    hosts.slow("a", 1010.0, 0.0)
    assert hosts.apart("a") == 2 * LONGEST


def test_a_gate_waits_for_a_place_among_all_processes() -> None:
    async def run() -> None:
        clock = FakeClock(datetime(2023, 12, 9, tzinfo=UTC))
        hosts = Hosts(per_host=1, pause=0)
        agenda = Agenda(hosts)
        answers: list[float | Exception] = [0.06, ConnectionError("away"), 0.0]
        asked: list[tuple[str, str, float]] = []

        def enter(host: str, token: str, pause: float) -> float:
            asked.append((host, token, pause))
            answer = answers.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer

        async with asyncio.timeout(5), AgendaGate(agenda, hosts, clock, enter).slot("a.example"):
            assert not answers
            assert hosts.free_at("a.example") is None
        assert asked == [("a.example", "#0", 0.0)] * 3
        assert agenda.left(0.0) == [Left("a.example", "#0", hosts.resting("a.example", 0.0))]
        assert agenda.left(0.0) == []

    asyncio.run(run())


@pytest.mark.parametrize(
    ("url", "host"), [("https://A.example:8/x", "a.example"), ("x", ""), ("http://[::", ""), ("http://[::1]/", "::1")]
)
def test_limits_go_by_the_name_of_the_host(url: str, host: str) -> None:
    assert host_of(url) == host
