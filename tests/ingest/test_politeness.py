"""The schedule and the limits of hosts together, over simulated weeks."""

import heapq
import random
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.agenda import Agenda
from ingest.hosts import Hosts
from ingest.schedule import Hints, Reason, Rhythm, next_poll

START = datetime(2023, 12, 4, tzinfo=UTC)
WEEK = 7 * 86_400.0


@dataclass(frozen=True)
class Behaviour:
    """A feed: how often it brings an article (seconds), what it asks for, when its server fails, throttles or dies."""

    host: str
    every: float
    hints: Hints
    fails: frozenset[int]
    throttles: Mapping[int, float]
    dies: int | None

    def outcome(self, poll: int) -> str:
        if poll in self.throttles:
            return "throttled"
        return "timeout" if poll in self.fails or (self.dies is not None and poll >= self.dies) else ""


BEHAVIOURS = st.builds(
    Behaviour,
    host=st.sampled_from(["a.example", "b.example"]),
    every=st.floats(60, 7 * 86_400),
    hints=st.just(Hints())
    | st.builds(
        Hints,
        ttl=st.none() | st.floats(0, 1e6),
        period=st.none() | st.floats(0, 1e6),
        skip_hours=st.frozensets(st.integers(0, 23), max_size=8),
        skip_days=st.frozensets(st.integers(0, 6), max_size=3),
    ),
    fails=st.frozensets(st.integers(0, 60), max_size=10),
    throttles=st.dictionaries(st.integers(0, 60), st.sampled_from([30.0, 600.0, 7200.0]), max_size=3),
    dies=st.none() | st.integers(0, 40),
)


@dataclass
class World:
    """Feeds polled by an agenda of their own, with the clock of a simulation; a request takes `takes` seconds."""

    feeds: dict[str, Behaviour]
    reason: Reason
    per_host: int
    pause: float
    takes: float
    polls: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    waits: dict[str, list[tuple[float, float, str]]] = field(default_factory=lambda: defaultdict(list))
    starts: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    rests: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))

    def run(self, seconds: float, dice: random.Random) -> None:
        hosts = Hosts(per_host=self.per_host, pause=self.pause)
        agenda = Agenda(hosts)
        rhythms = dict.fromkeys(self.feeds, Rhythm())
        failures = dict.fromkeys(self.feeds, 0)
        for url in self.feeds:
            agenda.add(url, 0.0)
        running: list[tuple[float, str]] = []
        now = 0.0
        while now < seconds:
            while running and running[0][0] <= now:
                _, url = heapq.heappop(running)
                agenda.done(url)
                agenda.add(url, self._ended(url, now, hosts, rhythms, failures, dice.random()))
            for url, due in agenda.take(now, 100):
                assert due <= now
                self.polls[url].append(now)
                self.starts[self.feeds[url].host].append(now)
                heapq.heappush(running, (now + self.takes, url))
            later = [at for at in (agenda.next_time(), running[0][0] if running else None) if at is not None]
            now = max(now + 1e-6, min(later))

    def _ended(
        self,
        url: str,
        now: float,
        hosts: Hosts,
        rhythms: dict[str, Rhythm],
        failures: dict[str, int],
        roll: float,
    ) -> float:
        feed, number = self.feeds[url], len(self.polls[url]) - 1
        outcome = feed.outcome(number)
        failures[url] = failures[url] + 1 if outcome else 0
        after = feed.throttles.get(number)
        if outcome == "throttled" and after is not None:
            hosts.slow(feed.host, now, after)
            self.rests[feed.host].append((now, now + after))
        elif not outcome:
            hosts.ease(feed.host)
            started = self.polls[url][-2] if number else 0.0
            new = int(now / feed.every) - int(started / feed.every)
            rhythms[url] = rhythms[url].after(now=int((START.timestamp() + now) * 1000), entries=20, new=min(20, new))
        moment = START + timedelta(seconds=now)
        due = next_poll(
            moment,
            Reason(
                interval=self.reason.interval,
                slowest=self.reason.slowest,
                rhythm=rhythms[url],
                hints=feed.hints,
                failures=failures[url],
                failure=outcome,
                retry_after=after,
            ),
            roll,
        )
        wait = (due - moment).total_seconds()
        self.waits[url].append((now, wait, outcome))
        return now + wait

    def crowd(self, host: str) -> float:
        """Return the seconds that a feed which is due waits for others of its host at most."""
        others = sum(feed.host == host for feed in self.feeds.values())
        queue = others * (self.takes + self.pause)
        if not self.rests[host]:
            return queue
        # A host that has refused rests, and is asked more slowly for a while.
        return queue + 128 * max(self.pause, 1.0) * others + sum(until - began for began, until in self.rests[host])


def skips(hints: Hints, seconds: float) -> bool:
    moment = START + timedelta(seconds=seconds)
    return moment.hour in hints.skip_hours or moment.weekday() in hints.skip_days


@settings(max_examples=25, deadline=None)
@given(
    st.lists(BEHAVIOURS, min_size=1, max_size=8),
    st.sampled_from([300.0, 900.0]),
    st.sampled_from([None, 3600.0]),
    st.integers(1, 3),
    st.sampled_from([0.0, 1.0, 5.0]),
    st.sampled_from([0.5, 2.0, 20.0]),
    st.integers(0, 2**32),
)
def test_over_weeks_no_host_is_overrun_no_wish_ignored_and_no_feed_forgotten(
    behaviours: list[Behaviour],
    interval: float,
    slowest: float | None,
    per_host: int,
    pause: float,
    takes: float,
    seed: int,
) -> None:
    feeds = {f"https://{feed.host}/{n}": feed for n, feed in enumerate(behaviours)}
    world = World(feeds, Reason(interval=interval, slowest=slowest), per_host, pause, takes)
    world.run(2 * WEEK, random.Random(seed))
    most = slowest or 6 * interval
    for host, starts in world.starts.items():
        assert all(later - earlier >= pause - 1e-3 for earlier, later in pairwise(starts))
        assert all(
            later - earlier >= takes - 1e-3 for earlier, later in zip(starts, starts[per_host:], strict=False)
        ), "too many at once"
        for began, until in world.rests[host]:
            assert not [at for at in starts if began < at < until - 1e-3], "asked inside a Retry-After"
    for url, polls in world.polls.items():
        feed = feeds[url]
        crowd = world.crowd(feed.host)
        for number, ((earlier, later), (ended, wait, outcome)) in enumerate(
            zip(pairwise([*polls, 2 * WEEK]), world.waits[url], strict=False)
        ):
            assert later - earlier <= wait + takes + crowd + 1e-3, "forgotten"
            assert later == 2 * WEEK or later - earlier >= interval, "polled inside its interval"
            assert not skips(feed.hints, ended + wait), "due when it wants to be left alone"
            assert wait >= feed.throttles.get(number, 0.0), "due inside a Retry-After"
            until = int((ended + wait) // 3600)
            held = sum(skips(feed.hints, hour * 3600.0 + 1) for hour in range(int(earlier // 3600), until + 1))
            longest = 21_600 * 1.5 if outcome else most * 1.1
            assert wait <= longest + 3600 * held + 600 + 1e-3, "left alone for longer than its bounds"
            if feed.every <= interval and feed.hints == Hints() and not outcome and number > 5:
                assert wait <= interval * 1.1 + 1e-3, "polled more slowly than it brings articles"
