"""What every keeper of due jobs promises: the contract of alerts/notify/jobs.py, point by point."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import pytest

from alerts.messages import Contradiction
from alerts.notify.away import StoreAway
from alerts.notify.jobs import Job, Jobs
from alerts.notify.memory import MemoryJobs
from alerts.notify.news import Said
from alerts.notify.redis import RedisJobs
from tests.alerts.makers import START, a_contradiction, changed
from tests.servers.redis_server import RedisServer
from wire.redis import connect


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.redis)])
def jobs(request: pytest.FixtureRequest, namespace: str) -> Iterator[Jobs]:
    if request.param == "memory":
        yield MemoryJobs()
        return
    client = connect(request.getfixturevalue("redis_url"))
    yield RedisJobs(client, namespace=namespace)
    client.close()


def lease(jobs: Jobs, channel: str = "desk/slack-1", at: float = 0, until: float = 60) -> Job:
    job = jobs.lease(channel, START + timedelta(seconds=at), START + timedelta(seconds=until))
    assert isinstance(job, Job)
    return job


def put(jobs: Jobs, contradiction: Contradiction, channels: Sequence[str], at: datetime) -> Sequence[str]:
    """Put the contradiction into a thread of its own."""
    return jobs.add(contradiction, channels, at, thread=f"q-{contradiction.id}")


def told(jobs: Jobs, job: Job, at: float = 0, ref: str = "") -> bool:
    return jobs.done(job, Said(at=START + timedelta(seconds=at), line="said", ref=ref))


def nothing_due(jobs: Jobs, channel: str = "desk/slack-1", at: float = 0) -> bool:
    now = START + timedelta(seconds=at)
    return not isinstance(jobs.lease(channel, now, now + timedelta(seconds=60)), Job)


def test_a_job_is_made_for_each_channel_once(jobs: Jobs) -> None:
    assert list(put(jobs, a_contradiction(), ["desk/slack-1", "desk/mailto-2"], START)) == [
        "desk/slack-1",
        "desk/mailto-2",
    ]
    assert list(put(jobs, a_contradiction(), ["desk/slack-1", "desk/json-3"], START)) == ["desk/json-3"]
    assert [jobs.waiting(name) for name in ("desk/slack-1", "desk/mailto-2", "desk/json-3", "x")] == [1, 1, 1, 0]
    assert list(put(jobs, a_contradiction("c2"), [], START)) == []


def test_a_leased_job_is_whole_and_nobody_elses(jobs: Jobs) -> None:
    put(jobs, a_contradiction(), ["desk/slack-1"], START)
    assert lease(jobs) == Job(channel="desk/slack-1", thread="q-c1", attempt=1, news=(a_contradiction(),))
    assert jobs.lease("desk/slack-1", START, START + timedelta(seconds=60)) == START + timedelta(seconds=60)


def test_a_job_whose_lease_has_ended_is_due_again_and_each_lease_counts(jobs: Jobs) -> None:
    put(jobs, a_contradiction(), ["desk/slack-1"], START)
    lease(jobs, until=60)
    assert nothing_due(jobs, at=59)
    assert lease(jobs, at=60, until=120).attempt == 2


def test_a_try_that_ended_with_its_process_leaves_a_job_unsure_until_it_is_settled(jobs: Jobs) -> None:
    put(jobs, a_contradiction(), ["desk/slack-1"], START)
    lease(jobs, until=60)  # ends before anything is sent
    job = lease(jobs, at=60, until=120)
    assert not job.unsure
    assert jobs.begin(job)
    jobs.retry(job, START + timedelta(seconds=100))  # that one failed, and is known not to have arrived
    job = lease(jobs, at=100, until=160)
    assert not job.unsure
    assert jobs.begin(job)
    job = lease(jobs, at=160, until=220)
    assert job.unsure
    jobs.retry(job, START + timedelta(seconds=200))  # a later failure says nothing of the try before
    job = lease(jobs, at=200, until=260)
    assert job.unsure
    assert told(jobs, job)
    assert not jobs.begin(job)
    jobs.add(a_contradiction("c2"), ["desk/slack-1"], START, thread="q-c1")
    assert not lease(jobs, at=300, until=360).unsure


def test_channels_know_nothing_of_each_other(jobs: Jobs) -> None:
    put(jobs, a_contradiction(), ["desk/slack-1", "desk/mailto-2"], START)
    told(jobs, lease(jobs, "desk/slack-1"))
    assert lease(jobs, "desk/mailto-2").attempt == 1
    assert jobs.lease("desk/none-9", START, START) is None


def test_jobs_are_leased_in_the_order_in_which_they_are_due(jobs: Jobs) -> None:
    for number in range(3):
        put(jobs, a_contradiction(f"c{number}"), ["desk/slack-1"], START + timedelta(seconds=3 - number))
    assert [lease(jobs, at=10).news[0].id for _ in range(3)] == ["c2", "c1", "c0"]


@pytest.mark.parametrize("settle", ["done", "give_up"])
def test_what_is_settled_is_never_leased_or_made_again(jobs: Jobs, settle: str) -> None:
    put(jobs, a_contradiction(), ["desk/slack-1"], START)
    assert told(jobs, lease(jobs)) if settle == "done" else jobs.give_up(lease(jobs))
    assert jobs.waiting("desk/slack-1") == 0
    assert list(put(jobs, a_contradiction(), ["desk/slack-1"], START)) == []
    assert nothing_due(jobs, at=10_000)


def test_a_job_to_be_tried_again_is_due_then(jobs: Jobs) -> None:
    put(jobs, a_contradiction(), ["desk/slack-1"], START)
    jobs.retry(lease(jobs), START + timedelta(seconds=90))
    assert jobs.lease("desk/slack-1", START, START) == START + timedelta(seconds=90)
    assert lease(jobs, at=90, until=200).attempt == 2


def test_a_job_settled_by_another_stays_settled_when_the_first_wants_to_retry(jobs: Jobs) -> None:
    put(jobs, a_contradiction(), ["desk/slack-1"], START)
    slow = lease(jobs, until=60)
    told(jobs, lease(jobs, at=60, until=120))
    jobs.retry(slow, START)
    assert nothing_due(jobs, at=10_000)


def together(jobs: Jobs, *ids: str, at: float = 0) -> None:
    for id in ids:
        jobs.add(a_contradiction(id), ["desk/slack-1"], START + timedelta(seconds=at), thread="q1")


def test_what_follows_a_message_waits_and_is_one_job(jobs: Jobs) -> None:
    together(jobs, "c1")
    first = lease(jobs)
    together(jobs, "c2", at=1)
    assert told(jobs, first, at=2, ref="ts-1")
    together(jobs, "c3", "c4", at=20)
    assert jobs.lease("desk/slack-1", START + timedelta(seconds=31), START) == START + timedelta(seconds=32)
    second = lease(jobs, at=32, until=90)
    assert [each.id for each in second.news] == ["c2", "c3", "c4"]
    assert second.first == Said(at=START + timedelta(seconds=2), line="said", ref="ts-1")
    assert second.key != first.key
    assert told(jobs, second, at=33, ref="ts-2")
    together(jobs, "c5", at=100)
    third = lease(jobs, at=100, until=200)
    assert third.first == second.first, "the first message of the thread stays the first"


def test_a_job_of_a_process_that_died_has_the_same_news_whatever_came_since(jobs: Jobs) -> None:
    together(jobs, "c1")
    first = lease(jobs, until=60)
    together(jobs, "c2", at=1)
    again = lease(jobs, at=60, until=120)
    assert (again.news, again.key, again.attempt) == (first.news, first.key, 2)
    assert told(jobs, again, at=61)
    assert not told(jobs, first, at=62)
    assert jobs.waiting("desk/slack-1") == 1


def test_what_is_held_is_told_in_the_other_thread_at_its_time(jobs: Jobs) -> None:
    for id in ("c1", "c2"):
        put(jobs, a_contradiction(id), ["desk/slack-1"], START)
    for _ in range(2):
        assert jobs.hold(lease(jobs, at=1), "~digest", START + timedelta(hours=1))
    assert jobs.waiting("desk/slack-1") == 2
    assert nothing_due(jobs, at=3599)
    digest = lease(jobs, at=3600, until=3700)
    assert (digest.thread, {each.id for each in digest.news}) == ("~digest", {"c1", "c2"})
    assert not list(put(jobs, a_contradiction("c1"), ["desk/slack-1"], START))


@pytest.mark.redis
def test_without_folding_each_piece_of_news_is_a_job_at_once(redis_url: str, namespace: str) -> None:
    client = connect(redis_url)
    for jobs in (MemoryJobs(fold=0), RedisJobs(client, namespace=namespace, fold=0)):
        together(jobs, "c1", "c2")
        for id in ("c1", "c2"):
            job = lease(jobs)
            assert [each.id for each in job.news] == [id]
            assert told(jobs, job)
    client.close()


@pytest.mark.redis
def test_every_key_is_under_the_namespace_and_expires(redis_url: str, namespace: str) -> None:
    client = connect(redis_url)
    jobs = RedisJobs(client, namespace=namespace)
    before = set(client.keys())
    put(jobs, a_contradiction(), ["desk/slack-1", "desk/mailto-2"], START)
    lease(jobs)
    told(jobs, lease(jobs, "desk/mailto-2"))
    new = set(client.keys()) - before
    assert len(new) == 6
    assert all(str(key, "utf-8").startswith(f"{namespace}:n:") for key in new if isinstance(key, bytes))
    assert all(client.ttl(key) > 86_400 for key in new)
    client.close()


@pytest.mark.redis
def test_a_job_that_cannot_be_read_is_dropped_and_the_next_is_leased(redis_url: str, namespace: str) -> None:
    client = connect(redis_url)
    jobs = RedisJobs(client, namespace=namespace)
    put(jobs, a_contradiction("c1"), ["desk/slack-1"], START)
    put(jobs, a_contradiction("c2"), ["desk/slack-1"], START + timedelta(seconds=1))
    put(jobs, a_contradiction("c3"), ["desk/slack-1"], START + timedelta(seconds=2))
    client.set(f"{namespace}:n:c:c1", b'{"v":999}')
    client.delete(f"{namespace}:n:c:c2")
    assert lease(jobs, at=5).news[0].id == "c3"
    assert jobs.waiting("desk/slack-1") == 1
    client.close()


@pytest.mark.redis
def test_a_server_that_is_away_says_so_and_loses_nothing(redis_server: RedisServer, namespace: str) -> None:
    client = connect(redis_server.url)
    jobs = RedisJobs(client, namespace=namespace)
    put(jobs, a_contradiction(), ["desk/slack-1"], START)
    redis_server.stop()
    with pytest.raises(StoreAway):
        put(jobs, changed(a_contradiction(), id="c2"), ["desk/slack-1"], START)
    with pytest.raises(StoreAway):
        jobs.lease("desk/slack-1", START, START)
    redis_server.start()
    assert lease(jobs).news[0].id == "c1"
    client.close()
