"""No address and no secret of a channel is ever logged, counted, noted or told, whatever the channel answers."""

import io
import json
import logging
from typing import Any, Literal

import pytest
from prometheus_client import generate_latest

from alerts.channels.port import Failed
from alerts.letter import alert
from alerts.notify.deliveries import MemoryDeliveries
from alerts.notify.memory import MemoryJobs
from alerts.notify.recipients import recipient
from alerts.notify.sender import Sender
from tests.alerts.channels import FakeChannel
from tests.alerts.makers import START, a_contradiction
from tests.alerts.receiver import Receiver
from tests.alerts.test_sender import a_desk, run_for
from wire import logs
from wire.clock import FakeClock
from wire.codec import encode
from wire.settings.model import AlertSettings, LogSettings, SubscriberSettings

HIDDEN = ("sesame", "s3cret", "xoxb-", "MDEyMzQ1", "ann@desk.example", "127.0.0.1")
"""Parts of the addresses and secrets below."""


def subscriber(port: int) -> SubscriberSettings:
    here = f"127.0.0.1:{port}"
    values: dict[str, Any] = {
        "name": "desk",
        "channels": [f"json://user:sesame@{here}/s3cretpath"],
        "slack": [{"token": "xoxb-s3cret", "channel": "C1", "api": f"http://{here}/s3cretapi"}],
        "teams": [f"http://{here}/workflows/s3cret?sig=sesame"],
        "emails": ["ann@desk.example"],
        "webhooks": [
            {"url": f"http://{here}/s3crethook?token=sesame", "secrets": ["whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"]}
        ],
    }
    return SubscriberSettings.model_validate(values)


@pytest.mark.parametrize("status", [200, 401, 429, 500])
def test_what_is_logged_counted_and_noted_holds_no_secret(status: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    clock, jobs, notes = FakeClock(START), MemoryJobs(), MemoryDeliveries()
    body = json.dumps({"ok": status == 200, "error": "token_expired"}).encode()
    with Receiver(status=status, body=body) as receiver:
        wishes = subscriber(receiver.port)
        smtp = {"host": "127.0.0.1", "port": receiver.port, "security": "none", "username": "u", "password": "sesame"}
        settings = AlertSettings.model_validate({"smtp": smtp, "timeout": 1})
        made = recipient(wishes, settings, clock)
        assert {each.kind for each in made.channels.values()} == {"json", "slack", "teams", "email", "webhook"}
        desk = a_desk(jobs, clock, deliveries=notes, fallback_after=0.0, attempts=2)
        for name, channel in made.channels.items():
            jobs.add(a_contradiction(f"c-{channel.kind}"), [name], START, thread=name)
            run_for(Sender(channel, wishes, desk, fallback="desk/other-1"), clock, 30)
    other = FakeChannel("desk/other-1")
    run_for(Sender(other, wishes, desk), clock, 60)
    told = "".join(str(letter) for letter in other.letters if letter.kind == "notice")
    assert (status == 200) or told  # what the fallback is told of a channel that fails
    logged = "".join(str(record.__dict__) for record in caplog.records)
    noted = b"".join(encode(each) for each in notes.of_quantity("q1")).decode()
    assert noted
    for hidden in HIDDEN:
        for said in (logged, noted, told, generate_latest().decode(), *made.channels):
            assert hidden not in said


@pytest.mark.usefixtures("logging_restored")
@pytest.mark.parametrize("level", ["info", "debug"])
def test_a_stage_that_logs_in_detail_hides_addresses_and_knows_why_channels_fail(
    level: Literal["info", "debug"],
) -> None:
    out, clock = io.StringIO(), FakeClock(START)
    with Receiver(status=500, body=b"{}") as receiver:
        # In the order of the stage: its channels are made, then its log is set up.
        smtp = {"host": "127.0.0.1", "port": receiver.port, "security": "none"}
        made = recipient(
            subscriber(receiver.port), AlertSettings.model_validate({"smtp": smtp, "timeout": 1}), clock
        ).channels
        logs.set_up(LogSettings(level=level), out)
        outcomes = {channel.kind: channel.send(alert(a_contradiction()), "msg_1") for channel in made.values()}
    assert outcomes["json"] == Failed("server")
    assert not [hidden for hidden in HIDDEN if hidden in out.getvalue()]


def test_what_a_wrong_address_is_refused_with_holds_no_secret() -> None:
    for wrong in (
        {"channels": ["nonsense://user:sesame@127.0.0.1/s3cret"]},
        {"teams": ["ftp://127.0.0.1/s3cret?sig=sesame"]},
        {"webhooks": [{"url": "https://a.example/s3cret", "secrets": ["sesame"]}]},
    ):
        wishes = SubscriberSettings.model_validate({"name": "desk", **wrong})
        with pytest.raises(ValueError, match="desk") as caught:
            recipient(wishes, AlertSettings(), FakeClock(START))
        assert not any(hidden in str(caught.value) for hidden in HIDDEN)


def test_failed_outcomes_name_a_reason_and_nothing_else() -> None:
    with Receiver(status=403, body=b"sesame s3cret") as receiver:
        for channel in recipient(
            subscriber(receiver.port), AlertSettings(timeout=1), FakeClock(START)
        ).channels.values():
            outcome = channel.send(alert(a_contradiction()), "msg_1")
            assert isinstance(outcome, Failed)
            assert not any(hidden in repr(outcome) for hidden in HIDDEN)
