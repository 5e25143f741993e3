"""What is told: contradictions, and notices about the service itself."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from alerts.messages import Contradiction
from wire.codec import decode

DIGEST = "~digest"
"""The thread of what was held back."""

NOTICES = "~notices"
"""The thread of notices."""

LATER = "~later"
"""The thread of notices that wait for the end of quiet hours."""

Utc = Annotated[datetime, msgspec.Meta(tz=True)]


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """Something about the service itself.

    Attributes:
        id: begins with "~", so that it is no contradiction's.
        kind: all works; nothing comes in, or comes in again; a channel fails for long, or works again.
        text: in one line, fit to be shown; `lines` are further ones.
        at: when, UTC.
    """

    id: str
    kind: Literal["heartbeat", "input", "channel"]
    text: str
    lines: tuple[str, ...] = ()
    at: Utc

    @property
    def urgent(self) -> bool:
        """Whether quiet hours do not hold it back: alerts come another way from now on."""
        return self.kind == "channel"


News = Contradiction | Notice


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """The first message of a thread: when, what its first line was, and what the channel calls it ("" for nothing)."""

    at: Utc
    line: str
    ref: str = ""


def read_news(id: str, text: bytes) -> News:
    """Return the news called `id` that `text` holds. Raises `Undecodable`."""
    return decode(text, Notice) if id.startswith("~") else decode(text, Contradiction)
