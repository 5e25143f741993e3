"""What every keeper of due jobs promises: the contract of alerts/notify/jobs.py, point by point."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from alerts.notify.jobs import Job, Jobs, JobsAway
from alerts.notify.memory import MemoryJobs
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


def nothing_due(jobs: Jobs, channel: str = "desk/slack-1", at: float = 0) -> bool:
    now = START + timedelta(seconds=at)
    return not isinstance(jobs.lease(channel, now, now + timedelta(seconds=60)), Job)


def test_a_job_is_made_for_each_channel_once(jobs: Jobs) -> None:
    assert list(jobs.add(a_contradiction(), ["desk/slack-1", "desk/mailto-2"], START)) == [
        "desk/slack-1",
        "desk/mailto-2",
    ]
    assert list(jobs.add(a_contradiction(), ["desk/slack-1", "desk/json-3"], START)) == ["desk/json-3"]
    assert [jobs.waiting(name) for name in ("desk/slack-1", "desk/mailto-2", "desk/json-3", "x")] == [1, 1, 1, 0]
    assert list(jobs.add(a_contradiction("c2"), [], START)) == []


def test_a_leased_job_is_whole_and_nobody_elses(jobs: Jobs) -> None:
    jobs.add(a_contradiction(), ["desk/slack-1"], START)
    assert lease(jobs) == Job(channel="desk/slack-1", attempt=1, contradiction=a_contradiction())
    assert jobs.lease("desk/slack-1", START, START + timedelta(seconds=60)) == START + timedelta(seconds=60)


def test_a_job_whose_lease_has_ended_is_due_again_and_each_lease_counts(jobs: Jobs) -> None:
    jobs.add(a_contradiction(), ["desk/slack-1"], START)
    lease(jobs, until=60)
    assert nothing_due(jobs, at=59)
    assert lease(jobs, at=60, until=120).attempt == 2


def test_channels_know_nothing_of_each_other(jobs: Jobs) -> None:
    jobs.add(a_contradiction(), ["desk/slack-1", "desk/mailto-2"], START)
    jobs.done(lease(jobs, "desk/slack-1"))
    assert lease(jobs, "desk/mailto-2").attempt == 1
    assert jobs.lease("desk/none-9", START, START) is None


def test_jobs_are_leased_in_the_order_in_which_they_are_due(jobs: Jobs) -> None:
    for number in range(3):
        jobs.add(a_contradiction(f"c{number}"), ["desk/slack-1"], START + timedelta(seconds=3 - number))
    assert [lease(jobs, at=10).contradiction.id for _ in range(3)] == ["c2", "c1", "c0"]


@pytest.mark.parametrize("settle", ["done", "give_up"])
def test_what_is_settled_is_never_leased_or_made_again(jobs: Jobs, settle: str) -> None:
    jobs.add(a_contradiction(), ["desk/slack-1"], START)
    getattr(jobs, settle)(lease(jobs))
    assert jobs.waiting("desk/slack-1") == 0
    assert list(jobs.add(a_contradiction(), ["desk/slack-1"], START)) == []
    assert nothing_due(jobs, at=10_000)


def test_a_job_to_be_tried_again_is_due_then(jobs: Jobs) -> None:
    jobs.add(a_contradiction(), ["desk/slack-1"], START)
    jobs.retry(lease(jobs), START + timedelta(seconds=90))
    assert jobs.lease("desk/slack-1", START, START) == START + timedelta(seconds=90)
    assert lease(jobs, at=90, until=200).attempt == 2


def test_a_job_settled_by_another_stays_settled_when_the_first_wants_to_retry(jobs: Jobs) -> None:
    jobs.add(a_contradiction(), ["desk/slack-1"], START)
    slow = lease(jobs, until=60)
    jobs.done(lease(jobs, at=60, until=120))
    jobs.retry(slow, START)
    assert nothing_due(jobs, at=10_000)


@pytest.mark.redis
def test_every_key_is_under_the_namespace_and_expires(redis_url: str, namespace: str) -> None:
    client = connect(redis_url)
    jobs = RedisJobs(client, namespace=namespace)
    before = set(client.keys())
    jobs.add(a_contradiction(), ["desk/slack-1", "desk/mailto-2"], START)
    lease(jobs)
    jobs.done(lease(jobs, "desk/mailto-2"))
    new = set(client.keys()) - before
    assert len(new) == 5
    assert all(str(key, "utf-8").startswith(f"{namespace}:n:") for key in new if isinstance(key, bytes))
    assert all(client.ttl(key) > 86_400 for key in new)
    client.close()


@pytest.mark.redis
def test_a_job_that_cannot_be_read_is_dropped_and_the_next_is_leased(redis_url: str, namespace: str) -> None:
    client = connect(redis_url)
    jobs = RedisJobs(client, namespace=namespace)
    jobs.add(a_contradiction("c1"), ["desk/slack-1"], START)
    jobs.add(a_contradiction("c2"), ["desk/slack-1"], START + timedelta(seconds=1))
    jobs.add(a_contradiction("c3"), ["desk/slack-1"], START + timedelta(seconds=2))
    client.set(f"{namespace}:n:c:c1", b'{"v":999}')
    client.delete(f"{namespace}:n:c:c2")
    assert lease(jobs, at=5).contradiction.id == "c3"
    assert jobs.waiting("desk/slack-1") == 1
    client.close()


@pytest.mark.redis
def test_a_server_that_is_away_says_so_and_loses_nothing(redis_server: RedisServer, namespace: str) -> None:
    client = connect(redis_server.url)
    jobs = RedisJobs(client, namespace=namespace)
    jobs.add(a_contradiction(), ["desk/slack-1"], START)
    redis_server.stop()
    with pytest.raises(JobsAway):
        jobs.add(changed(a_contradiction(), id="c2"), ["desk/slack-1"], START)
    with pytest.raises(JobsAway):
        jobs.lease("desk/slack-1", START, START)
    redis_server.start()
    assert lease(jobs).contradiction.id == "c1"
    client.close()
