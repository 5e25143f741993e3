"""How many feeds fare how, summed over the processes that poll them."""

from datetime import timedelta

import pytest

from tests.alerts.makers import START
from wire.feedcounts import VALID, FeedCounts
from wire.redis import connect

pytestmark = pytest.mark.redis


def test_processes_are_summed_and_those_that_are_gone_forgotten(redis_url: str, namespace: str) -> None:
    client = connect(redis_url)
    counts = FeedCounts(client, namespace=namespace)
    assert counts.read(START) == {}
    counts.note("a-1", {"healthy": 5, "silent": 1}, START)
    counts.note("b-1", {"healthy": 2}, START)
    counts.note("a-1", {"healthy": 4, "silent": 2}, START + timedelta(seconds=60))
    assert counts.read(START + timedelta(seconds=60)) == {"healthy": 6, "silent": 2}
    assert counts.read(START + timedelta(seconds=VALID + 30)) == {"healthy": 4, "silent": 2}
    client.close()
