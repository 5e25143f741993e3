"""Slack, Teams and mail against real servers on loopback."""

import email
import email.policy
import json
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from hypothesis import given

from alerts.channels.mail import Mail
from alerts.channels.port import Failed, Outcome, Sent
from alerts.channels.slack import Slack
from alerts.channels.teams import Teams
from alerts.letter import Letter, alert
from alerts.messages import Contradiction
from alerts.notify.news import Said
from alerts.render import card, mail, slack, sms
from alerts.render.message import Reader, compose_message
from tests.alerts.hostile import hostile, told_with
from tests.alerts.makers import START, a_contradiction
from tests.alerts.receiver import Receiver
from wire.clock import FakeClock
from wire.settings.model import SmtpSettings

READER = Reader(public_url="https://desk.example")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        yield server


def a_slack(receiver: Receiver) -> Slack:
    return Slack(
        "xoxb-s3cret",
        "C1",
        api=f"http://127.0.0.1:{receiver.port}/api",
        subscriber="desk",
        reader=READER,
        timeout=2,
        clock=FakeClock(START),
    )


def a_follow_up(ref: str) -> Letter:
    return Letter(
        kind="follow_up", contradictions=(a_contradiction("c2"),), first=Said(at=START, line="Two counts", ref=ref)
    )


def test_slack_gets_blocks_and_a_follow_up_answers_in_the_thread(receiver: Receiver) -> None:
    receiver.body = b'{"ok":true,"ts":"171.5"}'
    channel = a_slack(receiver)
    assert channel.send(alert(a_contradiction()), "msg_1") == Sent("171.5")
    assert channel.send(a_follow_up("171.5"), "msg_2") == Sent("171.5")  # as releases before noted it
    first, second = (json.loads(each.body) for each in receiver.requests)
    assert receiver.requests[0].path == "/api/chat.postMessage"
    assert receiver.requests[0].headers["authorization"] == "Bearer xoxb-s3cret"
    assert (first["channel"], "thread_ts" in first, second["thread_ts"]) == ("C1", False, "171.5")
    assert first["text"].startswith("Two counts of people killed, Barabury")
    assert "*19 people*" in json.dumps(first["blocks"])
    assert "xoxb" not in channel.name


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ("invalid_auth", "authentication"),
        ("token_expired", "authentication"),
        ("ratelimited", "rate_limited"),
        ("channel_not_found", "client"),
    ],
)
def test_slacks_errors_are_told_by_their_reason(receiver: Receiver, error: str, reason: str) -> None:
    receiver.body = json.dumps({"ok": False, "error": error}).encode()
    outcome = a_slack(receiver).send(alert(a_contradiction()), "msg_1")
    assert isinstance(outcome, Failed)
    assert outcome.reason == reason


def test_a_thread_that_was_deleted_is_no_reason_to_say_nothing(receiver: Receiver) -> None:
    receiver.body = b'{"ok":false,"error":"thread_not_found"}'
    a_slack(receiver).send(a_follow_up("171.5"), "msg_2")
    assert ["thread_ts" in json.loads(each.body) for each in receiver.requests] == [True, False]


def test_slack_that_answers_nonsense_or_asks_to_wait(receiver: Receiver) -> None:
    receiver.body = b"<html>"
    assert a_slack(receiver).send(alert(a_contradiction()), "msg_1") == Failed("other")
    receiver.status, receiver.headers = 429, {"retry-after": "30"}
    assert a_slack(receiver).send(alert(a_contradiction()), "msg_1") == Failed("rate_limited", 30.0)


class FakeSlack:
    """A workspace behind real HTTP: channels with messages, and errors to answer with, by method."""

    def __init__(self, receiver: Receiver) -> None:
        self.messages: dict[str, dict[str, Any]] = {}
        self.errors: dict[str, str] = {}
        self.calls: list[str] = []
        receiver.answer = self.answer

    def answer(self, path: str, body: bytes) -> bytes:
        method, content = path.rpartition("/")[2], json.loads(body)
        self.calls.append(method)
        if method in self.errors:
            return json.dumps({"ok": False, "error": self.errors[method]}).encode()
        if any(block["type"] == "image" and "unreachable" in block["image_url"] for block in content["blocks"]):
            return b'{"ok":false,"error":"invalid_blocks","errors":["downloading image failed"]}'
        if method == "chat.update":
            if content["channel"] != "C9" or content["ts"] not in self.messages:
                return b'{"ok":false,"error":"message_not_found"}'
            self.messages[content["ts"]] |= content
            return json.dumps({"ok": True, "channel": "C9", "ts": content["ts"]}).encode()
        ts = f"{len(self.messages)}.5"
        self.messages[ts] = content
        return json.dumps({"ok": True, "channel": "C9", "ts": ts}).encode()


def a_correction(ref: str, *more: Contradiction) -> Letter:
    told = a_contradiction("c3", relation="revises")
    return Letter(kind="follow_up", contradictions=(told, *more), first=Said(at=START, line="Two counts", ref=ref))


def test_a_correction_is_written_into_the_first_message_and_said_in_its_thread(receiver: Receiver) -> None:
    there, channel = FakeSlack(receiver), a_slack(receiver)
    first = channel.send(alert(a_contradiction()), "msg_1")
    assert first == Sent("C9 0.5")
    assert channel.send(a_correction(first.ref), "msg_2") == Sent("C9 1.5")
    assert there.messages["0.5"]["text"].startswith("Correction: Health department revises people killed")
    assert "Two counts" in json.dumps(there.messages["0.5"]["blocks"])
    assert "*12 people*" in json.dumps(there.messages["0.5"]["blocks"])
    reply = there.messages["1.5"]
    assert (reply["thread_ts"], len(reply["blocks"])) == ("0.5", 2)
    assert there.calls == ["chat.postMessage", "chat.update", "chat.postMessage"]
    again = channel.send(a_correction(first.ref), "msg_2")  # after a death between sending and noting
    assert (again, len(there.messages)) == (Sent("C9 2.5"), 3)


def test_another_figure_changes_nothing_that_was_said(receiver: Receiver) -> None:
    there, channel = FakeSlack(receiver), a_slack(receiver)
    first = channel.send(alert(a_contradiction()), "msg_1")
    assert isinstance(first, Sent)
    channel.send(a_follow_up(first.ref), "msg_2")
    channel.send(a_correction(first.ref, a_contradiction("c4")), "msg_3")  # the graver finding is what it is about
    assert there.calls == ["chat.postMessage"] * 3
    assert [each.get("thread_ts") for each in there.messages.values()] == [None, "0.5", "0.5"]


@pytest.mark.parametrize(
    ("error", "calls", "outcome"),
    [
        ("cant_update_message", ["chat.update", "chat.postMessage"], Sent("C9 1.5")),
        ("edit_window_closed", ["chat.update", "chat.postMessage"], Sent("C9 1.5")),
        ("ratelimited", ["chat.update"], Failed("rate_limited")),
        ("internal_error", ["chat.update"], Failed("server")),
    ],
)
def test_what_cannot_be_edited_is_answered_in_full(
    receiver: Receiver, error: str, calls: list[str], outcome: Outcome
) -> None:
    there, channel = FakeSlack(receiver), a_slack(receiver)
    channel.send(alert(a_contradiction()), "msg_1")
    there.errors["chat.update"] = error
    assert channel.send(a_correction("C9 0.5"), "msg_2") == outcome
    assert there.calls[1:] == calls
    if "1.5" in there.messages:
        assert "*19 people*" in json.dumps(there.messages["1.5"]["blocks"])


def test_a_picture_is_shown_and_one_that_slack_cannot_have_is_left_out(receiver: Receiver) -> None:
    there, channel = FakeSlack(receiver), a_slack(receiver)
    told = (a_contradiction(),)
    channel.send(Letter(kind="alert", contradictions=told, picture="/pictures/c1.code.png"), "msg_1")
    (image,) = [block for block in there.messages["0.5"]["blocks"] if block["type"] == "image"]
    assert image["image_url"] == "https://desk.example/pictures/c1.code.png"
    assert image["alt_text"].startswith("Timeline: Two counts of people killed")
    outcome = channel.send(Letter(kind="alert", contradictions=told, picture="/pictures/unreachable.png"), "msg_2")
    assert outcome == Sent("C9 1.5")
    assert "image" not in {block["type"] for block in there.messages["1.5"]["blocks"]}


def test_a_slack_that_drips_through_several_calls_costs_the_timeout_and_little_more(receiver: Receiver) -> None:
    FakeSlack(receiver)
    channel = a_slack(receiver)
    receiver.delay = 1.5
    began = time.monotonic()
    channel.send(a_correction("C9 0.5"), "msg_2")
    assert time.monotonic() - began < 2 + 1.5


def test_teams_gets_an_adaptive_card(receiver: Receiver) -> None:
    receiver.status = 202
    channel = Teams(receiver.url, subscriber="desk", reader=READER, timeout=2, clock=FakeClock(START))
    assert channel.send(alert(a_contradiction()), "msg_1") == Sent()
    posted = json.loads(receiver.requests[0].body)
    content = posted["attachments"][0]["content"]
    assert (posted["type"], content["type"]) == ("message", "AdaptiveCard")
    runs = [run for block in content["body"] if block["type"] == "RichTextBlock" for run in block["inlines"]]
    assert [run["text"] for run in runs if run.get("highlight")] == ["19 people", "12 people"]
    assert content["actions"][0]["url"] == "https://desk.example/quantities/q1"


def test_cards_and_mails_show_the_picture() -> None:
    letter = Letter(kind="alert", contradictions=(a_contradiction(),), picture="/pictures/c1.code.png")
    message, address = compose_message(letter, READER), "https://desk.example/pictures/c1.code.png"
    (image,) = [each for each in card.render(message)["attachments"][0]["content"]["body"] if each["type"] == "Image"]
    assert image["url"] == address
    assert f'<img src="{address}" alt="Timeline of the figures: Two counts' in mail.render(message)
    assert compose_message(letter, Reader()).picture == ""


class Mailbox:
    def __init__(self) -> None:
        self.mails: list[Any] = []
        self.answer = "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return self.answer


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, Mail]]:
    box = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    server = SmtpSettings(host="127.0.0.1", port=port, security="none", sender="watch@desk.example")
    yield (
        box,
        Mail("ann@desk.example", server, subscriber="desk", reader=READER, timeout=3, clock=FakeClock(START)),
    )
    controller.stop()


def test_mail_has_both_parts_and_a_follow_up_answers_the_first(mailbox: tuple[Mailbox, Mail]) -> None:
    box, channel = mailbox
    first = channel.send(alert(a_contradiction()), "msg_c1")
    assert isinstance(first, Sent)
    assert isinstance(channel.send(a_follow_up(first.ref), "msg_c2"), Sent)
    one, two = box.mails
    assert one["Subject"].startswith("Two counts of people killed, Barabury: health department says 19")
    assert one["Message-ID"] == first.ref
    assert two["In-Reply-To"] == first.ref
    assert two["Subject"] == "Re: Two counts"
    assert "*19 people*" in one.get_body(("plain",)).get_content()
    assert ">19 people</b>" in one.get_body(("html",)).get_content()


@pytest.mark.parametrize(
    ("answer", "reason"), [("451 try later", "server"), ("550 no", "client"), ("535 who are you", "authentication")]
)
def test_what_a_mail_server_refuses_is_told_by_its_reason(
    mailbox: tuple[Mailbox, Mail], answer: str, reason: str
) -> None:
    box, channel = mailbox
    box.answer = answer
    assert channel.send(alert(a_contradiction()), "msg_c1") == Failed(reason)  # type: ignore[arg-type]


def test_a_mail_server_that_is_not_there_and_one_that_speaks_no_tls(mailbox: tuple[Mailbox, Mail]) -> None:
    _, channel = mailbox
    gone = SmtpSettings(host="127.0.0.1", port=1, security="none")
    there = channel._server.model_copy(update={"security": "starttls"})
    for server, reason in ((gone, "unreachable"), (there, "client")):
        made = Mail("ann@desk.example", server, subscriber="desk", reader=READER, timeout=3, clock=FakeClock(START))
        assert made.send(alert(a_contradiction()), "msg_c1") == Failed(reason)  # type: ignore[arg-type]


@given(hostile)
def test_slack_calls_nobody_and_links_nowhere_else_by_blocks(text: str) -> None:
    shown = slack.render(compose_message(alert(told_with(text)), READER))
    texts = [shown["text"]]
    for block in shown["blocks"]:
        texts += [each["text"] for each in block.get("elements", [block.get("text")])]
    for each in texts:
        for link in each.split("<")[1:]:
            assert link.startswith(("https://a.example/", "https://desk.example/"))
        assert "@everyone" not in each


def test_a_text_message_has_the_finding_and_the_short_address() -> None:
    said = sms.render(compose_message(alert(a_contradiction()), READER))
    assert said == (
        "Two counts of people killed, Barabury: health department says 19, fire service 12 https://desk.example/q/q1"
    )
    cut = sms.render(compose_message(alert(a_contradiction(label="people killed " * 20)), READER))
    assert len(cut) <= 160
    assert cut.startswith("19 (health department), 12 (fire service): people killed people")
    assert cut.endswith("… https://desk.example/q/q1")


@given(hostile)
def test_a_text_message_is_one_line_in_its_length(text: str) -> None:
    said = sms.render(compose_message(alert(told_with(text)), READER))
    assert len(said) <= 160
    assert "\n" not in said
    json.dumps(card.render(compose_message(alert(told_with(text)), READER)))
