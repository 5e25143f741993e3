from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from ingest.agenda import Agenda
from ingest.hosts import Hosts


def test_feeds_come_in_order_of_their_time_and_not_before_it() -> None:
    agenda = Agenda(Hosts(per_host=2, pause=0))
    for n, due in enumerate((30.0, 10.0, 20.0)):
        agenda.add(f"https://h{n}.example/feed", due)
    assert agenda.next_time() == 10
    assert agenda.take(9.9, 10) == []
    assert agenda.take(20, 10) == [("https://h1.example/feed", 10), ("https://h2.example/feed", 20)]
    assert agenda.next_time() == 30


def test_a_busy_host_does_not_hold_up_others() -> None:
    agenda = Agenda(Hosts(per_host=1, pause=0))
    for n in range(100):
        agenda.add(f"https://big.example/{n}", 0)
    agenda.add("https://small.example/feed", 1)
    assert [url for url, _ in agenda.take(5, 10)] == ["https://big.example/0", "https://small.example/feed"]
    assert agenda.next_time() is None
    agenda.done("https://big.example/0")
    assert [url for url, _ in agenda.take(5, 10)] == ["https://big.example/1"]


def test_requests_to_a_host_start_a_pause_apart() -> None:
    agenda = Agenda(Hosts(per_host=5, pause=1))
    for n in range(3):
        agenda.add(f"https://big.example/{n}", 0)
    assert len(agenda.take(10, 10)) == 1
    assert agenda.next_time() == 11
    assert len(agenda.take(10.9, 10)) == 0
    assert len(agenda.take(11, 10)) == 1


def test_the_number_asked_for_is_not_exceeded() -> None:
    agenda = Agenda(Hosts(per_host=9, pause=0))
    for n in range(9):
        agenda.add(f"https://h{n % 3}.example/{n}", 0)
    assert len(agenda.take(0, 4)) == 4
    assert len(agenda.take(0, 4)) == 4
    assert len(agenda.take(0, 4)) == 1


@given(
    st.integers(1, 3),
    st.sampled_from([0.0, 0.5, 2.0]),
    st.lists(st.tuples(st.integers(0, 3), st.floats(0, 20)), min_size=1, max_size=30),
    st.lists(st.tuples(st.sampled_from([0.1, 1.0, 3.0]), st.integers(1, 5), st.integers(0, 4)), max_size=60),
)
def test_limits_hold_and_nobody_is_forgotten(
    per_host: int, pause: float, feeds: list[tuple[int, float]], steps: list[tuple[float, int, int]]
) -> None:
    agenda = Agenda(Hosts(per_host=per_host, pause=pause))
    waiting = {}
    for n, (host, due) in enumerate(feeds):
        waiting[f"https://h{host}.example/{n}"] = due
        agenda.add(f"https://h{host}.example/{n}", due)
    running: list[str] = []
    started: dict[str, float] = defaultdict(lambda: float("-inf"))
    now = 0.0
    quiet = [(5.0, 50, 50)] * (len(feeds) * 2 + 10)
    for step, most, ends in [*steps, *quiet]:
        now += step
        for url in running[:ends]:
            agenda.done(url)
        del running[:ends]
        taken = agenda.take(now, most)
        assert len(taken) <= most
        for url, due in taken:
            name = url.split("/")[2]
            assert waiting.pop(url) == due <= now
            assert now - started[name] >= pause - 1e-9
            started[name] = now
            running.append(url)
            assert sum(other.split("/")[2] == name for other in running) <= per_host
    assert not waiting
