"""A channel of Teams, by the address of a workflow that posts the Adaptive Card that it receives."""

import msgspec

from alerts.channels.http import failure, post
from alerts.channels.naming import channel_name
from alerts.channels.port import Failed, Outcome, Sent
from alerts.letter import Letter
from alerts.render import card
from alerts.render.message import Reader, compose_message
from wire.clock import Clock
from wire.settings.fields import http_url


class Teams:
    """Posts cards to one workflow; see `alerts.channels.port`."""

    kind = "teams"

    def __init__(self, url: str, *, subscriber: str, reader: Reader, timeout: float, clock: Clock) -> None:
        """Post to `url` within `timeout` seconds. Raises `ValueError` where it is no http or https address."""
        try:
            http_url(url)
        except ValueError:
            raise ValueError("the address of a Teams workflow is no whole http or https address") from None
        self.name = channel_name(subscriber, self.kind, url)
        self._url = url
        self._reader = reader
        self._timeout = timeout
        self._clock = clock

    def send(self, letter: Letter, key: str) -> Outcome:
        """Post the letter as a card; `key` is of no use, as workflows have nothing like it."""
        message = compose_message(letter, self._reader)
        own = self._reader.templates.written("teams.json", message)
        body = msgspec.json.encode(card.render(message, None if own is None else msgspec.json.decode(own)))
        answer = post(self._url, body, {"content-type": "application/json"}, timeout=self._timeout)
        return answer if isinstance(answer, Failed) else failure(answer, self._clock.now()) or Sent()
