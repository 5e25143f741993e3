"""Whatever channels answer, whenever processes die: nothing is lost or told twice, and nobody is woken at night."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from alerts.channels.port import Failed, Outcome, Sent
from alerts.letter import Letter
from alerts.notify.deliveries import MemoryDeliveries
from alerts.notify.hours import is_quiet
from alerts.notify.lines import MemoryLines
from alerts.notify.memory import MemoryJobs
from alerts.notify.sender import Sender
from tests.alerts.makers import START, a_contradiction, changed
from tests.alerts.test_sender import Killed, a_desk, wishes
from wire.clock import FakeClock

STEP = 60
"""Seconds between two looks of the senders."""

QUIET = "01:00-05:30"
DAYS = 4
"""How long everything works in the end, so that what waits can go out."""

OUTCOMES: Sequence[Outcome | str] = (
    *(Sent(), Sent(), Failed("server"), Failed("timeout"), Failed("client"), Failed("rate_limited", 600.0)),
    *(Failed("authentication"), "killed before", "killed after"),
)


class Weathered:
    """A channel that answers with `outcomes`, then takes all; it notes what it took, when and under which key."""

    kind = "fake"

    def __init__(self, name: str, outcomes: Sequence[Outcome | str], clock: FakeClock) -> None:
        self.name = name
        self.took: list[tuple[datetime, str, Letter]] = []
        self.kills = 0
        self._outcomes = list(outcomes)
        self._clock = clock

    def send(self, letter: Letter, key: str) -> Outcome:
        outcome = self._outcomes.pop(0) if self._outcomes else Sent()
        if outcome == "killed before":
            self.kills += 1
            raise Killed
        if isinstance(outcome, Failed):
            return outcome
        self.took.append((self._clock.now(), key, letter))
        if outcome == "killed after":
            self.kills += 1
            raise Killed
        return Sent()

    def told(self) -> Counter[str]:
        """Return how often it took each alert."""
        return Counter(each.id for _, _, letter in self.took for each in letter.contradictions)


arrivals = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4 * 3600)), min_size=1, max_size=12)
weathers = st.lists(st.sampled_from(OUTCOMES), max_size=25)


@settings(max_examples=120, deadline=None)
# Sent and not noted, and then refused until it is late: told again as the same message, in no digest.
@example([(0, 0)], [*[Failed("server")] * 5, "killed after", Failed("server")], False, {}, None)
@given(
    arrivals,
    weathers,
    st.booleans(),
    st.sampled_from(
        [
            {},
            {"deliver": "digest"},
            {"quiet_hours": [QUIET]},
            {"deliver": "digest", "digest": "daily", "quiet_hours": [QUIET]},
        ]
    ),
    st.sampled_from([None, 2]),
)
def test_nothing_is_lost_told_twice_or_told_at_night(
    coming: list[tuple[int, int]],
    weather: list[Outcome | str],
    fallback: bool,
    wanted: dict[str, Any],
    rate: int | None,
) -> None:
    clock, jobs, log = FakeClock(START + timedelta(hours=11)), MemoryJobs(fold=30), MemoryDeliveries()
    channel, other = Weathered("desk/main-1", weather, clock), Weathered("desk/other-2", [], clock)
    desk, wish = a_desk(jobs, clock, lines=MemoryLines(), deliveries=log, attempts=10), wishes(**wanted)
    senders = [Sender(channel, wish, desk, rate=rate, fallback=other.name if fallback else None)]
    senders += [Sender(other, wish, desk)] if fallback else []
    begin, waiting = clock.now(), sorted(coming, key=lambda each: each[1])
    added: list[str] = []
    while clock.now() < begin + timedelta(days=DAYS):
        while waiting and clock.now() >= begin + timedelta(seconds=waiting[0][1]):
            quantity, _ = waiting.pop(0)
            each = a_contradiction(f"c{len(added)}", quantity=f"q{quantity}")
            jobs.add(changed(each, decided=clock.now()), [channel.name], clock.now(), thread=each.quantity)
            added.append(each.id)
        for sender in senders:
            try:
                while sender.step() == 0.0:
                    pass
            except Killed:  # another process does the rest
                continue
        idle = not waiting and not jobs.waiting(channel.name) and not jobs.waiting(other.name)
        if idle:
            break
        clock.advance(STEP)
    given_up = {id for id in added if any(note.outcome == "given_up" for note in log.of(id))}
    told = channel.told() + other.told()
    assert {*told} | given_up == {*added}, "nothing is lost"
    assert jobs.waiting(channel.name) == jobs.waiting(other.name) == 0
    assert all(count <= 1 + channel.kills for count in told.values()), "told once, but for deaths"
    if not channel.kills:
        assert max(told.values(), default=0) <= 1
    by_key: dict[str, set[str]] = {}
    for _, key, letter in channel.took:
        by_key.setdefault(key, set()).update(each.id for each in letter.contradictions)
    assert sum(len(ids) for ids in by_key.values()) == len({*channel.told()}), "what is told again has the same key"
    quiet = [
        at for each in (channel, other) for at, _, letter in each.took if letter.contradictions and is_quiet(at, wish)
    ]
    assert quiet == [], "nobody is woken"
