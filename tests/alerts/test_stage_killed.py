"""The alert stage as a process of its own, killed while a message is under way."""

import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from alerts.notify.recipients import recipient
from alerts.notify.redis import RedisJobs
from tests.alerts.makers import a_contradiction, changed
from tests.alerts.receiver import Receiver
from tests.alerts.test_stage import SECRET, until
from wire.clock import SystemClock
from wire.redis import connect
from wire.settings.model import AlertSettings, SubscriberSettings

PROGRAM = """
    import sys
    from alerts.stage import run
    from wire.settings.model import Settings

    url, namespace, hook, secret = sys.argv[1:]
    run(Settings.model_validate({
        "namespace": namespace,
        "bus": {"kind": "redis"},
        "redis": {"url": url},
        "alerts": {"notify_max_age": None, "timeout": 1},
        "subscribers": [{"name": "desk", "webhooks": [{"url": hook, "secrets": [secret]}]}],
    }))
"""


def start(url: str, namespace: str, hook: str, folder: Path) -> "subprocess.Popen[bytes]":
    with (folder / "log").open("ab") as log:
        words = [sys.executable, "-c", textwrap.dedent(PROGRAM), url, namespace, hook, SECRET]
        return subprocess.Popen(words, stdout=log, stderr=log)


@pytest.mark.redis
@pytest.mark.slow
def test_a_process_killed_between_sending_and_noting_repeats_once_under_the_same_id(
    redis_url: str, namespace: str, tmp_path: Path
) -> None:
    client, clock = connect(redis_url), SystemClock()
    with Receiver(delay=0.8) as receiver:
        subscriber = SubscriberSettings.model_validate(
            {"name": "desk", "webhooks": [{"url": receiver.url, "secrets": [SECRET]}]}
        )
        told = changed(a_contradiction(), decided=clock.now())
        (channel,) = recipient(subscriber, AlertSettings(), clock).channels
        RedisJobs(client, namespace=namespace).add(told, [channel], clock.now(), thread="q1")
        process = start(redis_url, namespace, receiver.url, tmp_path)
        try:
            until(lambda: len(receiver.requests) == 1, 40.0)
            process.kill()
            process.wait()
            process = start(redis_url, namespace, receiver.url, tmp_path)
            until(lambda: len(receiver.requests) == 2, 30.0)
            until(lambda: client.get(f"{namespace}:n:s:{channel}:c1") == b"sent")
            process.terminate()
            assert process.wait(20) == 0
            process = start(redis_url, namespace, receiver.url, tmp_path)
            time.sleep(3)
        finally:
            process.kill()
            process.wait()
        assert [request.headers["webhook-id"] for request in receiver.requests] == ["msg_c1", "msg_c1"]
    client.close()
