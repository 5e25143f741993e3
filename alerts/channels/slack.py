"""A channel of Slack by its Web API, with a bot's token: follow-ups answer in the thread of the first alert.

One that puts the finding right is also written into the first message, so that what stands in the channel holds.
"""

import time
from typing import Any

import msgspec

from alerts.channels.http import Answer, failure, post
from alerts.channels.naming import channel_name
from alerts.channels.port import Failed, Outcome, Reason, Sent
from alerts.letter import Letter
from alerts.render import slack
from alerts.render.message import Message, Reader, compose_message
from wire.clock import Clock

_REASONS: dict[str, Reason] = {
    "ratelimited": "rate_limited",
    "rate_limited": "rate_limited",
    "not_authed": "authentication",
    "invalid_auth": "authentication",
    "account_inactive": "authentication",
    "token_revoked": "authentication",
    "token_expired": "authentication",
    "missing_scope": "authentication",
    "no_permission": "authentication",
    "org_login_required": "authentication",
    "ekm_access_denied": "authentication",
    "access_denied": "authentication",
    "internal_error": "server",
    "fatal_error": "server",
    "service_unavailable": "server",
    "request_timeout": "timeout",
}
"""What Slack calls its errors (docs.slack.dev, chat.postMessage); others are the message's fault."""

_NO_THREAD = frozenset({"thread_not_found", "invalid_thread_ts", "message_not_found", "cannot_reply_to_message"})
_NO_PICTURE = "invalid_blocks"
"""What Slack says, among other things, where it cannot fetch an image; it posts nothing then."""

_PASSING = frozenset({"rate_limited", "server", "timeout", "unreachable"})
"""Failures to edit after which editing is tried again; after others the follow-up is an answer and no more."""

LEAST = 1.0
"""Seconds that a call has at least, should those before it have used the time up."""


class Slack:
    """Posts to one channel of one workspace; see `alerts.channels.port`.

    A message's `ref` is the channel's id and the message's, with a blank between.
    """

    kind = "slack"

    def __init__(
        self, token: str, channel: str, *, api: str, subscriber: str, reader: Reader, timeout: float, clock: Clock
    ) -> None:
        """Post to `channel` as the bot whose `token` this is, through `api`, within `timeout` seconds a letter."""
        self.name = channel_name(subscriber, self.kind, f"{api}\n{token}\n{channel}")
        self._api = api.rstrip("/")
        self._token = token
        self._channel = channel
        self._reader = reader
        self._timeout = timeout
        self._clock = clock

    def send(self, letter: Letter, key: str) -> Outcome:
        """Post the letter, a follow-up into its thread; `key` is of no use, as Slack has nothing like it.

        Sent again after a failure half-way, an edit is the same edit.
        """
        end = time.monotonic() + self._timeout
        message = compose_message(letter, self._reader)
        channel, _, ts = (letter.first.ref if letter.first else "").rpartition(" ")
        content = self._content(message)
        if ts and letter.mends:
            edited = {"channel": channel or self._channel, "ts": ts, **self._content(message.whole)}
            outcome, _ = self._call("chat.update", edited, end)
            if isinstance(outcome, Failed) and outcome.reason in _PASSING:
                return outcome
            if isinstance(outcome, Sent):
                content = slack.note(message)
        posted = {"channel": channel or self._channel, **content, "unfurl_links": False, "unfurl_media": False}
        outcome, error = self._call("chat.postMessage", {**posted, "thread_ts": ts} if ts else posted, end)
        if ts and error in _NO_THREAD:  # somebody has deleted the first message
            outcome, _ = self._call("chat.postMessage", posted, end)
        return outcome

    def _content(self, message: Message) -> dict[str, Any]:
        return slack.render(message, self._reader.templates.written("slack.txt", message))

    def _call(self, method: str, content: dict[str, Any], end: float) -> tuple[Outcome, str]:
        """Call `method`, a second time without pictures where Slack cannot have them; return Slack's error too."""
        outcome, error = self._post(method, content, end)
        plain = [block for block in content["blocks"] if block["type"] != "image"]
        if error == _NO_PICTURE and len(plain) < len(content["blocks"]):
            outcome, error = self._post(method, {**content, "blocks": plain}, end)
        return outcome, error

    def _post(self, method: str, content: dict[str, Any], end: float) -> tuple[Outcome, str]:
        headers = {"content-type": "application/json; charset=utf-8", "authorization": f"Bearer {self._token}"}
        body, left = msgspec.json.encode(content), max(LEAST, end - time.monotonic())
        answer = post(f"{self._api}/{method}", body, headers, timeout=left)
        if isinstance(answer, Failed):
            return answer, ""
        failed = failure(answer, self._clock.now())
        return (failed, "") if failed else _outcome(answer)


class _Reply(msgspec.Struct):
    ok: bool
    error: str = ""
    channel: str = ""
    ts: str = ""


def _outcome(answer: Answer) -> tuple[Outcome, str]:
    try:
        reply = msgspec.json.decode(answer.body, type=_Reply)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Failed("other"), ""
    if reply.ok:
        return Sent(f"{reply.channel} {reply.ts}".strip()), ""
    return Failed(_REASONS.get(reply.error, "client")), reply.error
