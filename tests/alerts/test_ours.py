"""What our own outlets published and still carry, from claims to what a channel is sent; over a real Redis and HTTP."""

import json
from typing import Any

import pytest
import redis

from tests.alerts.receiver import Receiver
from tests.alerts.test_stage import Running, publish, settings_for, until
from tests.alerts.test_withdrawn import OURS, RIGHT, WRONG, article, said

pytestmark = pytest.mark.redis


def told(receiver: Receiver, path: str, count: int) -> list[dict[str, Any]]:
    """Return the `count` messages that came to `path`, in order."""
    until(lambda: len([each for each in receiver.requests if each.path == path]) >= count)
    return [json.loads(each.body) for each in receiver.requests if each.path == path]


def test_what_ours_still_carries_is_told_with_when_and_where(client: "redis.Redis", namespace: str) -> None:
    with Receiver() as receiver:
        settings = settings_for(namespace, receiver)
        desk = settings.subscribers[0].model_copy(update={"timezone": "Europe/Berlin"})
        alerts = settings.alerts.model_copy(update={"fold": 0.0})
        settings = settings.model_copy(update={"subscribers": (desk,), "alerts": alerts})
        early = said("c", 40, 30, url="https://our.example/fire", **OURS)
        late = said("d", 40, 90, url="https://our.example/again", **OURS)
        with Running(settings, client):
            publish(client, settings, article(WRONG), article(early))
            until(lambda: len(list(client.scan_iter(f"{namespace}:l:a:*"))) == 2)
            publish(client, settings, article(RIGHT))
            (first,) = told(receiver, "/hook", 1)
            publish(client, settings, article(late))
            *_, last = told(receiver, "/hook", 2)
            text = told(receiver, "/", 2)[0]["message"]
    put_right = "health ministry put it right, 1 Mar 2026, 14:00 CET"
    assert first["type"] == "figure.revises"
    assert first["data"]["ours"] == [f"Still in Our Paper: 40, published 1 Mar 2026, 13:30 CET; {put_right}"]
    assert first["data"]["ours"][0] in text
    assert "https://our.example/fire" in text
    assert last["type"] == "figure.contradicts"
    assert last["data"]["new"]["ours"] is True
    assert last["data"]["new"]["url"] == "https://our.example/again"
    assert "which health ministry put right at" in last["data"]["reasons"][-1]
