"""A channel of Slack by its Web API, with a bot's token: follow-ups answer in the thread of the first alert."""

from typing import Any

import msgspec

from alerts.channels.http import Answer, failure, post
from alerts.channels.naming import channel_name
from alerts.channels.port import Failed, Outcome, Reason, Sent
from alerts.letter import Letter
from alerts.render import slack
from alerts.render.message import Reader, compose_message
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


class Slack:
    """Posts to one channel of one workspace; see `alerts.channels.port`."""

    kind = "slack"

    def __init__(
        self, token: str, channel: str, *, api: str, subscriber: str, reader: Reader, timeout: float, clock: Clock
    ) -> None:
        """Post to `channel` as the bot whose `token` this is, through `api`, within `timeout` seconds a call."""
        self.name = channel_name(subscriber, self.kind, f"{api}\n{token}\n{channel}")
        self._url = f"{api.rstrip('/')}/chat.postMessage"
        self._token = token
        self._channel = channel
        self._reader = reader
        self._timeout = timeout
        self._clock = clock

    def send(self, letter: Letter, key: str) -> Outcome:
        """Post the letter, a follow-up into its thread; `key` is of no use, as Slack has nothing like it."""
        message = compose_message(letter, self._reader)
        content = {"channel": self._channel, **slack.render(message), "unfurl_links": False, "unfurl_media": False}
        thread = letter.first.ref if letter.first else ""
        outcome, error = self._post({**content, "thread_ts": thread} if thread else content)
        if thread and error in _NO_THREAD:  # somebody has deleted the first message
            outcome, _ = self._post(content)
        return outcome

    def _post(self, content: dict[str, Any]) -> tuple[Outcome, str]:
        headers = {"content-type": "application/json; charset=utf-8", "authorization": f"Bearer {self._token}"}
        answer = post(self._url, msgspec.json.encode(content), headers, timeout=self._timeout)
        if isinstance(answer, Failed):
            return answer, ""
        failed = failure(answer, self._clock.now())
        return (failed, "") if failed else _outcome(answer)


class _Reply(msgspec.Struct):
    ok: bool
    error: str = ""
    ts: str = ""


def _outcome(answer: Answer) -> tuple[Outcome, str]:
    try:
        reply = msgspec.json.decode(answer.body, type=_Reply)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Failed("other"), ""
    if reply.ok:
        return Sent(reply.ts), ""
    return Failed(_REASONS.get(reply.error, "client")), reply.error
