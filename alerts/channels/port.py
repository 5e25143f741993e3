"""A channel as a port: takes one message to one address.

Contract: `send` returns within about the timeout that the channel was made with, and never raises for what the other
side does or fails to do; it says so in the outcome. Sending the same letter under the same key again is asked for only
after a crash or a failure; a channel that can, tells the other side the key, so that it shows the message once. A
follow-up goes into the thread of the first message where the channel has threads, by the `ref` that `Sent` gave; else
it says what it follows. What channels log, and what they put into outcomes, holds no address and no secret.
"""

from dataclasses import dataclass
from typing import Literal, Protocol

from alerts.letter import Letter

Reason = Literal["client", "authentication", "rate_limited", "server", "timeout", "unreachable", "other"]


@dataclass(frozen=True, slots=True)
class Sent:
    """The other side took it; `ref` is what it calls the message, "" where it calls it nothing."""

    ref: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """It was not taken: why, and after how many seconds the other side asked to be tried again, if it did."""

    reason: Reason
    retry_after: float | None = None


Outcome = Sent | Failed


class Channel(Protocol):
    """One address of one subscriber."""

    @property
    def name(self) -> str:
        """The channel's name: the same after a restart, no other channel's, and fit for logs and keys."""
        ...

    @property
    def kind(self) -> str:
        """What sort of channel it is, such as "slack": one of few words, fit for a metric's label."""
        ...

    def send(self, letter: Letter, key: str) -> Outcome:
        """Take `letter` to the address; `key` is the same for each try of this letter."""
        ...


def reason_of_status(status: int) -> Reason:
    """Return why an HTTP request failed that was answered with `status`."""
    if status in (401, 403, 407):
        return "authentication"
    if status in (408, 504):
        return "timeout"
    if status == 429:
        return "rate_limited"
    return "client" if 400 <= status < 500 else "server" if status >= 500 else "other"
