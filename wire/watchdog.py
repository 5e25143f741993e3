"""Ending the process when one message takes far too long, since nothing else can stop code that does not return.

Whoever runs the process (Kubernetes, compose, the all-in-one runner) starts it again. That the message ran too long
has been noted before, so that its next delivery is a dead letter. Of several that were handled together nothing is
noted: they were in hand, and each is handled by itself next time.
"""

import faulthandler
import logging
import os
import sys
import threading
from collections.abc import Callable, Sequence
from typing import NoReturn

from wire.bus import Message
from wire.clock import Clock
from wire.stop import Stop

log = logging.getLogger(__name__)

EXIT_CODE = 75
"""EX_TEMPFAIL: trying again makes sense."""


def end_process() -> NoReturn:
    """Show where all threads are, on standard error, and end the process at once."""
    faulthandler.dump_traceback(sys.stderr)
    sys.stderr.flush()
    os._exit(EXIT_CODE)


class Watchdog:
    """Looks after the handling of one loop; `begin` and `done` cost next to nothing."""

    def __init__(
        self, limit: float, note: Callable[[Message], None], clock: Clock, end: Callable[[], None] = end_process
    ) -> None:
        self._limit = limit
        self._note = note
        self._clock = clock
        self._end = end
        self._current: tuple[Sequence[Message], float] | None = None

    def begin(self, *messages: Message) -> None:
        """Say that `messages` are being handled together from now on."""
        self._current = (messages, self._clock.monotonic())

    def done(self) -> None:
        """Say that nothing is being handled."""
        self._current = None

    def check(self) -> None:
        """End the process if what is in hand has been handled for longer than the limit."""
        current = self._current
        if current is None or self._clock.monotonic() - current[1] <= self._limit:
            return
        if len(current[0]) == 1:
            self._accuse(current[0][0])
        else:
            about = {"messages": len(current[0]), "limit_seconds": self._limit}
            log.critical("several messages ran too long together, ending the process", extra=about)
        self._end()

    def _accuse(self, message: Message) -> None:
        where = {"topic": message.topic, "partition": message.partition, "offset": message.offset}
        log.critical("a message ran too long, ending the process", extra={**where, "limit_seconds": self._limit})
        try:
            self._note(message)
        except Exception as error:  # its deliveries are counted all the same
            log.error("not noted that a message ran too long", extra={**where, "error": repr(error)})

    def watch(self, stop: Stop) -> None:
        """Check about once a second, from a thread of its own, until `stop`."""

        def run() -> None:
            while not stop.wait(1.0) or self._current is not None:
                self.check()
                if stop:
                    self._clock.sleep(1.0)

        threading.Thread(target=run, name="watchdog", daemon=True).start()
