"""What a desk lives with: folding, digests, quiet hours, silences, corrections, rates, and the fallback."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from alerts.channels.port import Failed, Outcome
from alerts.messages import Contradiction
from alerts.notify.corrections import MemoryCorrections
from alerts.notify.deliveries import MemoryDeliveries
from alerts.notify.hours import is_quiet, next_digest
from alerts.notify.jobs import Jobs
from alerts.notify.lines import Lines, MemoryLines, RedisLines
from alerts.notify.memory import MemoryJobs
from alerts.notify.news import NOTICES, Notice
from alerts.notify.redis import RedisJobs
from alerts.notify.sender import Sender
from alerts.render.message import Reader, compose_message
from tests.alerts.channels import FakeChannel
from tests.alerts.makers import START, a_claim, a_contradiction, a_report, changed
from tests.alerts.test_sender import a_desk, wishes
from wire.clock import FakeClock


class Bench:
    """A channel with its sender, a fallback with its own, and a clock that stands still until it is moved."""

    def __init__(
        self,
        outcomes: list[Outcome] | None = None,
        rate: int | None = None,
        jobs: Jobs | None = None,
        lines: Lines | None = None,
        **wanted: Any,
    ) -> None:
        self.clock, self.jobs = FakeClock(START), jobs or MemoryJobs(fold=30)
        self.log, self.corrections = MemoryDeliveries(), MemoryCorrections()
        self.channel, self.other = FakeChannel("desk/main-1", outcomes), FakeChannel("desk/other-2")
        self.silenced = ""
        self.refuted: set[str] = set()
        desk = a_desk(
            self.jobs,
            self.clock,
            lines=lines or MemoryLines(),
            deliveries=self.log,
            corrections=self.corrections,
            silenced=lambda each, _: self.silenced,
            refuted=lambda each: each.id in self.refuted,
            attempts=10,
        )
        chosen = wishes(**wanted)
        self.senders = [
            Sender(self.channel, chosen, desk, rate=rate, fallback=self.other.name),
            Sender(self.other, chosen, desk),
        ]

    def add(self, *contradictions: Contradiction) -> None:
        for each in contradictions:
            self.corrections.note(each)
            self.jobs.add(each, [self.channel.name], self.clock.now(), thread=each.quantity)

    def run(self, seconds: float, step: float = 1.0) -> None:
        end = self.clock.now() + timedelta(seconds=seconds)
        while self.clock.now() < end:
            while any(sender.step() == 0.0 for sender in self.senders):
                pass
            self.clock.advance(step)

    def outcomes(self, id: str) -> list[tuple[str, str]]:
        return [(each.outcome, each.why) for each in self.log.of(id)]


def several(count: int, *, quantities: bool) -> list[Contradiction]:
    return [a_contradiction(f"c{n}", quantity=f"q{n}" if quantities else "q") for n in range(count)]


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.redis)])
def kept(request: pytest.FixtureRequest) -> dict[str, Any]:
    """What jobs and the state of lines are kept in."""
    if request.param == "memory":
        return {"jobs": MemoryJobs(fold=30), "lines": MemoryLines()}
    client, namespace = request.getfixturevalue("client"), request.getfixturevalue("namespace")
    return {"jobs": RedisJobs(client, namespace=namespace, fold=30), "lines": RedisLines(client, namespace=namespace)}


def test_a_thousand_on_one_quantity_are_one_message_and_its_follow_ups(kept: dict[str, Any]) -> None:
    bench = Bench(**kept)
    first, *rest = several(1000, quantities=False)
    bench.add(first)
    bench.run(1)
    assert [each.kind for each in bench.channel.letters] == ["alert"]
    bench.add(*rest)
    bench.run(28)
    assert len(bench.channel.letters) == 1
    bench.run(4)
    assert [each.kind for each in bench.channel.letters] == ["alert", "follow_up"]
    assert sum(len(each.contradictions) for each in bench.channel.letters) == 1000
    said = compose_message(bench.channel.letters[1], Reader())
    assert said.intro.startswith("First told on 1 Mar 2026, 12:00 UTC: Two counts of people killed")
    assert said.lines[-1].text == "and 993 more"


def test_a_thousand_on_different_ones_hold_the_rate_and_the_digest_has_the_rest(kept: dict[str, Any]) -> None:
    bench = Bench(rate=20, **kept)
    bench.add(*several(1000, quantities=True))
    bench.run(1)
    assert len(bench.channel.letters) == 20
    bench.run(3700, step=60)
    told = [each.id for letter in bench.channel.letters for each in letter.contradictions]
    assert sorted(told) == sorted(f"c{n}" for n in range(1000))
    assert [each.kind for each in bench.channel.letters].count("digest") == 1
    head = compose_message(bench.channel.letters[-1], Reader()).head
    assert head.startswith("980 alerts held back since")
    assert bench.outcomes("c999") == [("sent", "")]


def test_what_comes_in_quiet_hours_is_told_when_they_end() -> None:
    bench = Bench(quiet_hours=["11:00-14:00"], timezone="UTC")
    bench.add(*several(3, quantities=True))
    bench.run(5)
    assert bench.outcomes("c1") == [("held", "quiet hours")]
    bench.run(2 * 3600 - 10)
    assert bench.channel.letters == []
    bench.run(10)
    assert [(each.kind, len(each.contradictions)) for each in bench.channel.letters] == [("digest", 3)]


def a_notice(id: str, kind: Any, text: str) -> Notice:
    return Notice(id=id, kind=kind, text=text, at=START)


def test_notices_wait_for_the_end_of_quiet_hours_and_urgent_ones_do_not() -> None:
    bench = Bench(quiet_hours=["11:00-14:00"], timezone="UTC")
    for each in (
        a_notice("~silent", "input", "No article has come in for 30 minutes"),
        a_notice("~again", "input", "Articles come in again"),
    ):
        bench.jobs.add(each, [bench.channel.name], bench.clock.now(), thread=NOTICES)
        bench.run(40)
    bench.jobs.add(a_notice("~down", "channel", "slack has failed"), [bench.channel.name], START, thread=NOTICES)
    bench.run(40)
    assert [[each.id for each in letter.notices] for letter in bench.channel.letters] == [["~down"]]
    bench.run(2 * 3600 - 110)
    assert [[each.id for each in letter.notices] for letter in bench.channel.letters] == [
        ["~down"],
        ["~silent", "~again"],
    ]
    said = compose_message(bench.channel.letters[1], Reader())
    assert said.head == "Articles come in again"
    assert [each.text for each in said.lines] == ["No article has come in for 30 minutes"]


def test_a_notice_that_was_put_off_and_comes_up_in_quiet_hours_again_is_put_off_again() -> None:
    bench = Bench(quiet_hours=["11:00-14:00"], timezone="UTC")
    bench.jobs.add(a_notice("~n", "heartbeat", "works"), [bench.channel.name], START, thread=NOTICES)
    bench.run(5)
    bench.clock.advance(23 * 3600)  # nothing ran until eleven the next day
    bench.run(60)
    assert bench.channel.letters == []
    bench.run(3 * 3600)
    assert len(bench.channel.letters) == 1


def test_what_waited_while_the_service_was_down_for_hours_is_one_digest() -> None:
    bench = Bench()
    bench.add(*several(3, quantities=True))
    bench.clock.advance(5 * 3600)
    bench.add(changed(a_contradiction("c9", quantity="q9"), decided=bench.clock.now()))
    bench.run(3700)
    assert [[each.id for each in letter.contradictions] for letter in bench.channel.letters] == [
        ["c9"],
        ["c0", "c1", "c2"],
    ]
    assert bench.outcomes("c0") == [("sent", "")]


def test_a_digest_is_another_message_than_what_was_tried_by_itself_before() -> None:
    bench = Bench(outcomes=[Failed("timeout")] * 14)
    bench.senders = [Sender(bench.channel, wishes(), bench.senders[0]._desk)]  # one without a fallback
    bench.add(*several(2, quantities=True))
    bench.run(6 * 3600, step=30)
    *alone, digest = bench.channel.letters
    assert {each.kind for each in alone} == {"alert"}
    assert digest.kind == "digest"
    assert {each.id for each in digest.contradictions} == {"c0", "c1"}
    keys = [key for _, key in bench.channel.sent]
    assert keys[-1] not in keys[:-1]


def test_a_digest_that_fails_into_quiet_hours_waits_for_their_end() -> None:
    bench, times = Bench(), list[datetime]()
    bench.channel = FakeChannel(
        bench.channel.name, [Failed("server")] * 3, before=lambda: times.append(bench.clock.now())
    )
    wanted = wishes(deliver="digest", quiet_hours=["13:01-15:00"])
    bench.senders = [Sender(bench.channel, wanted, bench.senders[0]._desk)]
    bench.add(*several(2, quantities=True))
    bench.run(5 * 3600, step=10)
    assert {each.kind for each in bench.channel.letters} == {"digest"}
    assert times[0] == START + timedelta(hours=1)
    assert len(times) == 4
    assert not any(is_quiet(each, wanted) for each in times)
    assert times[-1] >= START + timedelta(hours=3)


def test_a_daily_digest_has_the_day_at_its_time_in_the_readers_zone(kept: dict[str, Any]) -> None:
    bench, times = Bench(**kept), list[datetime]()
    bench.channel = FakeChannel(bench.channel.name, before=lambda: times.append(bench.clock.now()))
    wanted = wishes(deliver="digest", digest="daily", digest_at="08:00", timezone="Europe/Berlin")
    bench.senders = [Sender(bench.channel, wanted, bench.senders[0]._desk)]
    for each in several(3, quantities=True):
        bench.add(each)
        bench.run(3 * 3600, step=300)
    bench.run(20 * 3600, step=300)
    assert times == [datetime(2026, 3, 2, 7, 0, tzinfo=UTC)]
    assert {each.id for each in bench.channel.letters[0].contradictions} == {"c0", "c1", "c2"}


def test_a_digest_is_handed_on_as_a_digest() -> None:
    bench = Bench(outcomes=[Failed("server")] * 40, deliver="digest")
    bench.add(*several(30, quantities=True))
    bench.run(3 * 3600, step=30)
    (digest,) = [each for each in bench.other.letters if each.kind != "notice"]
    assert digest.kind == "digest"
    assert {each.id for each in digest.contradictions} == {f"c{n}" for n in range(30)}


def test_what_a_silence_covers_is_not_sent_and_why_is_known() -> None:
    bench = Bench()
    bench.silenced = "s1"
    bench.add(a_contradiction())
    bench.run(60)
    assert bench.channel.letters == []
    assert bench.outcomes("c1") == [("silenced", "s1")]


def test_what_people_call_wrong_while_it_waits_is_withdrawn() -> None:
    bench = Bench(deliver="digest")
    bench.add(*several(2, quantities=True))
    bench.run(5)
    bench.refuted = {"c1"}
    bench.run(3700)
    assert [[each.id for each in letter.contradictions] for letter in bench.channel.letters] == [["c0"]]
    assert bench.outcomes("c1") == [("muted", "said to be wrong")]


def test_a_correction_by_the_same_source_mutes_older_alerts_that_wait() -> None:
    bench = Bench(deliver="digest")
    dispute = a_contradiction("c1")
    right = a_contradiction(
        "c2",
        relation="revises",
        new=a_report(a_claim("k3", 12, attribution="health department"), "a3", 60, outlet="Northern Post"),
        prior=dispute.new,
    )
    bench.add(dispute)
    bench.run(5)
    bench.add(right)
    bench.run(3700)
    assert [[each.id for each in letter.contradictions] for letter in bench.channel.letters] == [["c2"]]
    assert bench.outcomes("c1") == [("muted", "corrected by its source")]


def test_a_channel_that_fails_for_long_is_told_on_the_fallback_with_what_waits() -> None:
    bench = Bench(outcomes=[Failed("server")] * 12)
    bench.add(*several(3, quantities=True))
    bench.run(1800)
    notices = [each.notices[0].text for each in bench.other.letters if each.kind == "notice"]
    assert notices[0].startswith("fake has not taken messages since 12:00 UTC")
    assert len(notices) == 1
    handed = {each.id for letter in bench.other.letters for each in letter.contradictions}
    assert handed == {"c0", "c1", "c2"}
    bench.channel._outcomes.clear()  # it works again
    bench.add(a_contradiction("c9", quantity="q9"))
    bench.run(700)
    told = {each.id for letter in (*bench.channel.letters, *bench.other.letters) for each in letter.contradictions}
    assert "c9" in told
    assert bench.other.letters[-1].notices[0].text == "fake takes messages again"


def test_a_channel_that_refuses_everything_is_told_on_the_fallback_and_one_refusal_is_not() -> None:
    bench = Bench(outcomes=[Failed("client")] * 30)
    bench.add(*several(3, quantities=True))
    bench.run(20)
    assert {id for id, _ in bench.channel.sent} == {"c0", "c1", "c2"}  # none waits for another
    bench.run(3600)
    (said,) = [each.notices[0].text for each in bench.other.letters if each.kind == "notice"]
    assert said == "fake has not taken messages since 12:00 UTC (client)"
    assert {each.id for letter in bench.other.letters for each in letter.contradictions} == {"c0", "c1", "c2"}
    one = Bench(outcomes=[Failed("client")])
    one.add(*several(3, quantities=True))
    one.run(3600)
    assert {each.id for letter in one.channel.letters for each in letter.contradictions} == {"c0", "c1", "c2"}
    assert one.other.letters == []


def test_a_line_that_fails_is_left_alone_and_retry_after_counts_for_all_of_it() -> None:
    bench = Bench(outcomes=[Failed("rate_limited", 120.0)])
    bench.add(*several(5, quantities=True))
    bench.run(110)
    assert len(bench.channel.sent) == 1
    bench.run(60)
    assert {id for id, _ in bench.channel.sent} == {f"c{n}" for n in range(5)}


@pytest.mark.parametrize(
    ("hours", "at", "quiet"),
    [
        ("22:00-07:00", "2026-03-02T22:30+01:00", True),
        ("22:00-07:00", "2026-03-02T06:59+01:00", True),
        ("22:00-07:00", "2026-03-02T07:00+01:00", False),
        ("sat-sun 00:00-24:00", "2026-02-28T12:00+01:00", True),
        ("sat-sun 00:00-24:00", "2026-03-02T12:00+01:00", False),
        ("fri 22:00-07:00", "2026-02-28T03:00+01:00", True),
        ("fri 22:00-07:00", "2026-02-28T23:00+01:00", False),
    ],
)
def test_quiet_hours_are_those_on_the_wall(hours: str, at: str, quiet: bool) -> None:
    assert is_quiet(datetime.fromisoformat(at), wishes(quiet_hours=[hours], timezone="Europe/Berlin")) is quiet


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, "2026-03-01T13:00+00:00"),
        ({"digest": "daily", "digest_at": "08:00", "timezone": "Europe/Berlin"}, "2026-03-02T07:00+00:00"),
        ({"quiet_hours": ["10:00-15:30"]}, "2026-03-01T16:00+00:00"),
        ({"digest": "daily", "quiet_hours": ["07:00-09:15"]}, "2026-03-02T09:15+00:00"),
    ],
)
def test_a_digest_goes_out_at_its_time_and_never_in_quiet_hours(more: dict[str, Any], expected: str) -> None:
    assert next_digest(START, wishes(**more)).astimezone(UTC) == datetime.fromisoformat(expected)
