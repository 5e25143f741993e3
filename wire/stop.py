"""Being told to stop: one object that signals set and loops ask."""

import signal
import threading
from types import FrameType


class Stop:
    """Set once, by a signal or a caller; then everything finishes what it has in hand."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def set(self) -> None:
        """Ask everything to stop."""
        self._event.set()

    def __bool__(self) -> bool:
        """Return whether stopping was asked for."""
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait at most `seconds` for the request; return whether it has come."""
        return self._event.wait(seconds)

    def on_signals(self) -> None:
        """Let SIGTERM and SIGINT set this; a second SIGINT interrupts at once. Only the main thread may call it."""

        def handle(number: int, frame: FrameType | None) -> None:
            if self and number == signal.SIGINT:
                raise KeyboardInterrupt
            self.set()  # and no more: what a handler writes could meet half of what the main thread is writing

        signal.signal(signal.SIGTERM, handle)
        signal.signal(signal.SIGINT, handle)
