"""Handing a stage several messages at once, ahead of their turn, where that takes it less than one after the other.

An optimisation that changes nothing else. The loop goes on message by message, and asks here first what was made of the
one that is next. Where a stage fails with several messages, nothing is said of any of them: each is handled by itself
when its turn comes, which tells whose fault it is.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import islice

from wire import metrics
from wire.bus import Message, Outgoing
from wire.clock import Clock
from wire.deadletters import one_line
from wire.deliveries import Place, place
from wire.handling import Together
from wire.watchdog import Watchdog

log = logging.getLogger(__name__)

MOST = 32
MOST_BYTES = 256 * 1024
"""Bytes that the messages of a group have together, so that a group takes seconds at most whatever lies in it."""


class Ahead:
    """What `together` has made of messages whose turn is still to come; None makes nothing of any.

    `name` is the loop's, for metrics. A group that does not come to an end is the watchdog's business.
    """

    def __init__(self, name: str, together: Together | None, *, watchdog: Watchdog, clock: Clock) -> None:
        self._name = name
        self._together = together
        self._watchdog = watchdog
        self._clock = clock
        self._seconds = metrics.HANDLING.labels(name)
        self._made: Mapping[Place, Sequence[Outgoing] | None] = {}
        """What came of the messages of the last group; None of those that are to be handled by themselves."""

    def results(self, hand: Sequence[Message], suspects: Set[Place]) -> Sequence[Outgoing] | None:
        """Return what comes of the first message in `hand`, or None where it is to be handled by itself.

        Where it has not been looked at, the stage is given a group of those that come first in `hand`.
        """
        if self._together is not None and place(hand[0]) not in self._made:
            self._made = self._make(self._together, group(hand, suspects))
        return self._made.get(place(hand[0]))

    def ready(self, message: Message) -> bool:
        """Return whether what comes of `message` is known already."""
        return self._made.get(place(message)) is not None

    def drop(self) -> None:
        """Forget everything: what was looked at is to be handled anew."""
        self._made = {}

    def _make(self, together: Together, messages: Sequence[Message]) -> Mapping[Place, Sequence[Outgoing] | None]:
        if len(messages) < 2:
            return {}
        places = [place(message) for message in messages]
        began = self._clock.monotonic()
        self._watchdog.begin(*messages)
        try:
            made = dict(zip(places, map(list, together(messages)), strict=True))
        except Exception as error:
            about = {"loop": self._name, "error": one_line(f"{type(error).__name__}: {error}")}
            log.warning("not handled together, now one by one", extra={**about, "messages": len(messages)})
            return dict.fromkeys(places)
        finally:
            self._watchdog.done()
        share = (self._clock.monotonic() - began) / len(messages)
        for _ in messages:
            self._seconds.observe(share)
        return made


def group(hand: Iterable[Message], suspects: Set[Place]) -> list[Message]:
    """Return the first of `hand`, in order: up to the next suspect, `MOST` of them and `MOST_BYTES` in all."""
    found: list[Message] = []
    size = 0
    for message in islice(hand, MOST):
        size += len(message.value)
        if place(message) in suspects or size > MOST_BYTES:
            break
        found.append(message)
    return found
