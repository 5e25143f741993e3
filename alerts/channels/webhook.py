"""A generic webhook: a signed POST with the whole alert as JSON, after the Standard Webhooks rules."""

from collections.abc import Sequence
from typing import Any

import msgspec

from alerts.channels.http import failure, post
from alerts.channels.naming import channel_name
from alerts.channels.port import Failed, Outcome, Sent
from alerts.channels.signing import key_of, signature
from alerts.letter import Letter
from alerts.messages import Contradiction
from alerts.render.message import Reader, compose_message
from alerts.render.story import compose
from wire.clock import Clock


class Webhook:
    """Posts alerts to one address; see `alerts.channels.port`.

    Redirects are not followed: the address that was configured is the one that is trusted.
    """

    kind = "webhook"

    def __init__(
        self, url: str, secrets: Sequence[str], *, subscriber: str, reader: Reader, timeout: float, clock: Clock
    ) -> None:
        """Post to `url`, signed with each of `secrets`, within `timeout` seconds.

        Raises `ValueError` for a secret that is none.
        """
        self.name = channel_name(subscriber, self.kind, url)
        self._url = url
        self._keys = [key_of(secret) for secret in secrets]
        self._reader = reader
        self._timeout = timeout
        self._clock = clock

    def send(self, letter: Letter, key: str) -> Outcome:
        """Post the letter with `key` as its webhook-id; any answer of the 200s counts as taken."""
        now = self._clock.now()
        body = payload(letter, self._reader)
        headers = {
            "content-type": "application/json",
            "webhook-id": key,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": signature(self._keys, key, int(now.timestamp()), body),
        }
        answer = post(self._url, body, headers, timeout=self._timeout)
        return answer if isinstance(answer, Failed) else failure(answer, now) or Sent()


def payload(letter: Letter, reader: Reader) -> bytes:
    """Return the body of the request: the type of event, its time, and everything known.

    The data of an alert and of a follow-up are the contradiction that it is about in the first place, with the others
    that go with it under `folded`; those of a digest are its alerts; those of a notice its text.
    """
    message = compose_message(letter, reader)
    if letter.kind == "notice":
        notice = letter.notices[-1]
        data: dict[str, Any] = {"id": notice.id, "text": message.head, "lines": [line.text for line in message.lines]}
        event = {"type": f"service.{notice.kind}", "timestamp": notice.at, "data": data}
    elif letter.kind == "digest":
        alerts = [_data(each, reader) for each in letter.contradictions]
        event = {
            "type": "figure.digest",
            "timestamp": max(each.decided for each in letter.contradictions),
            "data": {"text": message.head, "alerts": alerts},
        }
    else:
        data = _data(letter.chief, reader)
        data["ours"] = [each.text for each in message.ours]
        data["clashes"] = list(message.story.clashes) if message.story else []
        data["folded"] = [_data(each, reader) for each in letter.others]
        data["picture"] = message.picture or None
        data["follows"] = letter.first.line if letter.first else None
        event = {"type": f"figure.{letter.chief.relation}", "timestamp": letter.chief.decided, "data": data}
    return msgspec.json.encode(event)


def _data(contradiction: Contradiction, reader: Reader) -> dict[str, Any]:
    story = compose(contradiction, zone=reader.zone, public_url=reader.public_url)
    data: dict[str, Any] = msgspec.to_builtins(contradiction)
    for side in ("new", "prior"):
        del data[side]["fingerprint"]
    return data | {"finding": story.finding, "page": story.page or None}
