"""Giving one message to a stage's handler, and telling whose fault it is when that fails."""

import logging
from collections.abc import Callable, Iterable, Sequence

from wire import metrics
from wire.bus import Message, Outgoing
from wire.clock import Clock
from wire.codec import Undecodable
from wire.deadletters import one_line
from wire.faults import MessageFault
from wire.redis import is_away
from wire.watchdog import Watchdog

log = logging.getLogger(__name__)

Handler = Callable[[Message], Iterable[Outgoing]]
"""Decodes and handles one message and returns what to publish; may be given the same message again at any time."""

Together = Callable[[Sequence[Message]], Sequence[Sequence[Outgoing]]]
"""Handles several messages at once and returns, for each, what to publish; may be given the same ones again."""

RETRY_AFTER = 0.1
"""Seconds before a handler that failed is tried again; doubles with each try."""


def alone(together: Together) -> Handler:
    """Return what handles one message as `together` handles several."""

    def handle(message: Message) -> Iterable[Outgoing]:
        [results] = together([message])
        return results

    return handle


class WorldAway(Exception):
    """The handler met something outside that is away; the cause is what it raised."""


class OurFault(Exception):
    """The handler failed at every attempt; the text says with what."""


def is_world(error: BaseException) -> bool:
    """Return whether `error` is the world's fault: trying the same message later may help."""
    return isinstance(error, ConnectionError | TimeoutError) or is_away(error)


class Handling:
    """Calls the handler of the loop `name` under a watchdog, `attempts` times where it is our fault."""

    def __init__(self, name: str, handler: Handler, *, watchdog: Watchdog, clock: Clock, attempts: int) -> None:
        self._name = name
        self._handler = handler
        self._watchdog = watchdog
        self._clock = clock
        self._attempts = attempts
        self._seconds = metrics.HANDLING.labels(name)

    def results(self, message: Message) -> Sequence[Outgoing]:
        """Return what the handler makes of `message`, all of it. Raises `MessageFault`, `WorldAway` or `OurFault`."""
        for attempt in range(1, self._attempts):
            try:
                return self._try(message)
            except OurFault:
                self._clock.sleep(RETRY_AFTER * 2 ** (attempt - 1))
        return self._try(message)

    def _try(self, message: Message) -> Sequence[Outgoing]:
        began = self._clock.monotonic()
        self._watchdog.begin(message)
        try:
            return list(self._handler(message))
        except (MessageFault, Undecodable) as error:
            self.note("message", message, error)
            raise MessageFault(str(error)) from error
        except Exception as error:
            if is_world(error):
                raise WorldAway from error
            self.note("ours", message, error)
            raise OurFault(f"{type(error).__name__}: {error}") from error
        finally:
            self._watchdog.done()
            self._seconds.observe(self._clock.monotonic() - began)

    def note(self, fault: str, message: Message, error: Exception) -> None:
        """Count and log that `message` was not handled, by whose `fault`."""
        metrics.FAILURES.labels(self._name, fault).inc()
        where = {"topic": message.topic, "partition": message.partition, "offset": message.offset}
        log.warning(
            "not handled",
            extra={"loop": self._name, "fault": fault, **where, "error": one_line(f"{type(error).__name__}: {error}")},
            exc_info=error if fault == "ours" else None,
        )
