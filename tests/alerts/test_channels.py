"""Channels against real servers on loopback: what arrives, what failures are called, and what is never said."""

import base64
import hashlib
import hmac
import json
import logging
import re
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import apprise
import pytest
from hypothesis import given, settings

from alerts.channels.apprise import AppriseChannel
from alerts.channels.http import wait_of
from alerts.channels.naming import channel_name
from alerts.channels.port import Channel, Failed, Sent
from alerts.channels.signing import key_of, signature
from alerts.channels.teams import Teams
from alerts.channels.webhook import Webhook, payload
from alerts.letter import Letter, alert
from alerts.render import markdown
from alerts.render.background import Background
from alerts.render.message import Reader, compose_message
from tests.alerts.hostile import hostile, told_with
from tests.alerts.makers import START, a_claim, a_contradiction, a_report
from tests.alerts.receiver import Receiver
from wire.clock import FakeClock
from wire.settings.model import WebhookSettings

SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef01234567").decode()
OLD = "whsec_" + base64.b64encode(b"another key, of other days").decode()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        yield server


def a_webhook(url: str, *secrets: str, timeout: float = 5.0) -> Webhook:
    return Webhook(
        url,
        secrets or (SECRET,),
        subscriber="desk",
        reader=Reader(),
        timeout=timeout,
        clock=FakeClock(START),
    )


def an_apprise(url: str, timeout: float = 5.0) -> AppriseChannel:
    return AppriseChannel(url, subscriber="desk", reader=Reader(), timeout=timeout)


def json_url(receiver: Receiver, more: str = "") -> str:
    return f"json://user:sesame@127.0.0.1:{receiver.port}/s3cretpath{more}"


@pytest.fixture(params=["webhook", "apprise"])
def channel(request: pytest.FixtureRequest, receiver: Receiver) -> Channel:
    return a_webhook(receiver.url) if request.param == "webhook" else an_apprise(json_url(receiver))


def test_a_webhook_gets_the_whole_alert_signed(receiver: Receiver) -> None:
    assert a_webhook(receiver.url, SECRET, OLD).send(alert(a_contradiction()), "msg_1") == Sent()
    (request,) = receiver.requests
    assert request.headers["webhook-id"] == "msg_1"
    assert request.headers["webhook-timestamp"] == str(int(START.timestamp()))
    signed = f"msg_1.{int(START.timestamp())}.".encode() + request.body
    expected = [
        "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        for key in (b"0123456789abcdef01234567", b"another key, of other days")
    ]
    assert request.headers["webhook-signature"].split(" ") == expected
    event = json.loads(request.body)
    assert event["type"] == "figure.contradicts"
    assert event["data"]["id"] == "c1"
    assert event["data"]["new"]["claim"]["low"] == 19
    assert event["data"]["finding"].startswith("Two counts of people killed")


def test_a_signature_as_the_rules_give_it() -> None:
    # The example of the specification's reference libraries: this secret, id, time and body give this signature.
    key = key_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    body = b'{"test": 2432232314}'
    found = signature([key], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("secret", ["whsec_not base64!", "whsec_", "whsec_c2hvcnQ="])
def test_a_secret_that_is_none_is_refused_without_being_said(secret: str) -> None:
    with pytest.raises(ValueError, match="webhook secret") as caught:
        a_webhook("http://127.0.0.1:1/", secret)
    assert secret not in str(caught.value)


def test_apprise_gets_the_finding_as_title_and_the_rest_as_text(receiver: Receiver) -> None:
    assert an_apprise(json_url(receiver)).send(alert(a_contradiction()), "msg_1") == Sent()
    message = json.loads(receiver.requests[0].body)
    assert message["title"] == "Two counts of people killed, Barabury: health department says 19, fire service 12"
    assert "*19 people*" in message["message"]


@pytest.mark.parametrize(("form", "words"), [("html", "<b>19 people</b>"), ("markdown", "**19 people**")])
def test_a_url_may_ask_for_another_format(receiver: Receiver, form: str, words: str) -> None:
    assert an_apprise(json_url(receiver, f"?format={form}")).send(alert(a_contradiction()), "msg_1") == Sent()
    assert words in json.loads(receiver.requests[0].body)["message"]


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (400, "client"),
        (404, "client"),
        (401, "authentication"),
        (403, "authentication"),
        (429, "rate_limited"),
        (500, "server"),
        (503, "server"),
        (504, "timeout"),
    ],
)
def test_failures_are_told_by_their_reason(channel: Channel, receiver: Receiver, status: int, reason: str) -> None:
    receiver.status = status
    outcome = channel.send(alert(a_contradiction()), "msg_1")
    assert isinstance(outcome, Failed)
    assert outcome.reason == reason


def test_nobody_there(channel: Channel, receiver: Receiver) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    gone: Channel = (
        a_webhook(f"http://127.0.0.1:{port}/")
        if isinstance(channel, Webhook)
        else an_apprise(f"json://127.0.0.1:{port}/")
    )
    assert gone.send(alert(a_contradiction()), "msg_1") == Failed("unreachable")


def test_a_server_that_hangs_costs_the_timeout_and_no_more(receiver: Receiver) -> None:
    receiver.delay = 3.0
    start = time.monotonic()
    assert a_webhook(receiver.url, timeout=0.3).send(alert(a_contradiction()), "msg_1") == Failed("timeout")
    assert isinstance(an_apprise(json_url(receiver), timeout=0.3).send(alert(a_contradiction()), "msg_1"), Failed)
    assert time.monotonic() - start < 2.5


def test_a_server_that_answers_byte_by_byte_costs_the_timeout_and_no_more(receiver: Receiver) -> None:
    receiver.drip = 0.1
    start = time.monotonic()
    assert a_webhook(receiver.url, timeout=0.5).send(alert(a_contradiction()), "msg_1") == Failed("timeout")
    assert time.monotonic() - start < 2.5


def test_a_server_that_answers_nonsense(channel: Channel, receiver: Receiver) -> None:
    receiver.nonsense = True
    assert isinstance(channel.send(alert(a_contradiction()), "msg_1"), Failed)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://127.0.0.1:99999/",
            "http://127.0.0.1:port/",
            "http://exa..mple.example/",
            "http://[::1/",
            "http:///x",
        ),
        *("ftp://a.example/", "http://" + "a" * 70 + ".example/", "https://a b.example/", "nothing"),
    ],
)
def test_an_address_that_is_none_is_refused_before_anything_is_sent(url: str) -> None:
    with pytest.raises(ValueError, match="whole http or https address") as caught:
        Teams(f"{url}?sig=s3cret", subscriber="desk", reader=Reader(), timeout=1, clock=FakeClock(START))
    assert "s3cret" not in str(caught.value)
    with pytest.raises(ValueError, match="whole http or https address"):
        WebhookSettings.model_validate({"url": url, "secrets": [SECRET]})


def test_an_address_may_have_letters_of_any_language(receiver: Receiver) -> None:
    assert a_webhook(receiver.url + "/häk?ö=1&a=%20b").send(alert(a_contradiction()), "msg_1") == Sent()
    assert receiver.requests[0].path == "/hook/h%C3%A4k?%C3%B6=1&a=%20b"


def test_a_redirect_of_a_webhook_is_not_followed(receiver: Receiver) -> None:
    receiver.status, receiver.headers = 307, {"location": receiver.url + "/elsewhere"}
    assert a_webhook(receiver.url).send(alert(a_contradiction()), "msg_1") == Failed("other")
    assert [request.path for request in receiver.requests] == ["/hook"]


def test_retry_after_is_heard(receiver: Receiver) -> None:
    receiver.status, receiver.headers = 429, {"retry-after": "120"}
    assert a_webhook(receiver.url).send(alert(a_contradiction()), "msg_1") == Failed("rate_limited", 120.0)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("7", 7.0),
        ("-3", 0.0),
        ("soon", None),
        ("inf", None),
        ("nan", None),
        (format_datetime(START + timedelta(seconds=90)), 90.0),
        (format_datetime(START - timedelta(seconds=90)), 0.0),
    ],
)
def test_retry_after_in_seconds_or_as_a_date(header: str | None, seconds: float | None) -> None:
    assert wait_of(header, START) == seconds


@pytest.mark.parametrize("url", ["nonsense://x", "slack://", "mailto://", "not a url", "json://"])
def test_a_url_that_apprise_cannot_use_is_refused_without_being_said(url: str) -> None:
    with pytest.raises(ValueError, match='subscriber "desk" has a') as caught:
        an_apprise(url + "?token=s3cret" if "//" in url else url)
    assert "s3cret" not in str(caught.value)


def test_no_address_and_no_secret_is_ever_logged(receiver: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for status in (200, 401, 500):
        receiver.status = status
        an_apprise(json_url(receiver)).send(alert(a_contradiction()), "msg_1")
        a_webhook(receiver.url + "/s3cretpath?token=sesame").send(alert(a_contradiction()), "msg_1")
    an_apprise("json://user:sesame@127.0.0.1:1/s3cretpath").send(alert(a_contradiction()), "msg_1")
    assert not re.search(r"sesame|s3cretpath|whsec_|MDEyMzQ1", caplog.text)


def test_names_are_stable_distinct_and_say_nothing() -> None:
    one = channel_name("desk", "slack", "slack://tokenA/tokenB")
    assert one == channel_name("desk", "slack", "slack://tokenA/tokenB")
    assert re.fullmatch(r"desk/slack-[0-9a-f]{8}", one)
    assert (
        len({one, channel_name("desk", "slack", "slack://other"), channel_name("night", "slack", "slack://other")}) == 3
    )


def test_a_payload_can_be_read_by_machines_whatever_the_text() -> None:
    told = told_with('"}\n<script>\u2028\x00')
    event = json.loads(payload(alert(told), Reader(public_url="https://desk.example")))
    assert event["data"]["label"] == '"}\n<script>\u2028\x00'
    assert event["data"]["page"] == "https://desk.example/quantities/q1"
    assert "fingerprint" not in event["data"]["new"]
    assert datetime.fromisoformat(event["timestamp"]).tzinfo == UTC


class Service:
    """Stands for the service that Apprise made of a URL, and keeps what it is to send."""

    def __init__(self, made: Any) -> None:
        self._made = made
        self.said: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._made, name)

    def notify(self, **said: Any) -> bool:
        self.said = said
        return True


def said_through(url: str, letter: Letter) -> dict[str, Any]:
    """Return what the service at `url` is given for `letter`."""
    channel = AppriseChannel(url, subscriber="desk", reader=Reader(public_url="https://desk.example"), timeout=1)
    channel._service = service = Service(channel._service)
    assert channel.send(letter, "msg_1") == Sent()
    return service.said


def long_story(words: int) -> Letter:
    """Return an alert with quotes of so many words, many reasons, and others folded into it."""
    quote = "so they said " * words + "12 people" + " and so on" * words
    at = len("so they said ") * words
    report = a_report(a_claim("k2", 12, quote=quote, start=at, end=at + 9), "a2", 30)
    reasons = tuple(f"Reason number {number}." for number in range(words))
    others = [a_contradiction(f"c{number}", quantity=f"q{number}") for number in range(9)]
    told = a_contradiction("c99", new=report, reasons=reasons)
    ours = tuple(a_report(a_claim(f"o{n}"), f"o{n}", outlet=f"Our Paper {n}", ours=True) for n in range(words))
    return Letter(kind="alert", contradictions=(told, *others), backgrounds={told.id: Background(ours=ours)})


TWILIO = "twilio://AC" + "a" * 32 + ":" + "b" * 32 + "@15551231234/15555555555"
DISCORD = "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js"
ROCKET = "rocket://user:pass@chat.example/#desk"


@pytest.mark.parametrize("words", [1, 8, 40])
@pytest.mark.parametrize(("url", "longest"), [(TWILIO, 160), (ROCKET, 1000), (DISCORD, 2000)])
def test_no_service_gets_more_than_it_takes_and_the_finding_and_the_link_stay(
    url: str, longest: int, words: int
) -> None:
    digest = Letter(kind="digest", contradictions=tuple(a_contradiction(f"c{n}", quantity=f"q{n}") for n in range(200)))
    for letter in (long_story(words), digest):
        said = said_through(url, letter)
        assert 0 < len(said["body"]) <= longest
        assert "\n" not in said["body"] or longest > 160
        whole = said["title"] + said["body"]
        assert ("12" in whole) if letter.kind == "alert" else ("200 alerts held back" in whole)
        assert letter.kind == "digest" or "https://desk.example/q" in whole.replace("\\", "")


def test_a_service_that_takes_all_gets_all() -> None:
    said = said_through(DISCORD, long_story(1))
    assert "Reason number 0" in said["body"]
    assert "and 4 more" in said["body"]


def test_a_url_may_ask_for_several_messages_instead_of_a_shorter_one() -> None:
    assert len(said_through(f"{ROCKET}?overflow=split", long_story(40))["body"]) > 1000


@settings(max_examples=60, deadline=None)
@given(hostile)
def test_slack_calls_nobody_and_links_nowhere_else(text: str) -> None:
    slack: Any = apprise.Apprise.instantiate("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#desk")
    said = compose_message(alert(told_with(text)), Reader())
    shown = slack.dialect_convert(
        markdown.head(said) + "\n\n" + markdown.body(said), body_format=apprise.NotifyFormat.MARKDOWN
    )
    anchors = re.findall(r"<([^>]*)>", shown)
    assert anchors
    assert all(anchor.startswith("https://a.example/") for anchor in anchors)
