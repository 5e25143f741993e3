"""Loaded by Python itself into the processes of the chaos suite: lets their time of day be wrong by so many seconds.

They stand in the file that WRONG_CLOCK names. The monotonic clock goes on as ever, as it does where somebody sets a
machine's clock. (libfaketime would do that to any program, but Python's time.sleep fails under it, and Redis hangs.)
"""

import os
import time
from datetime import datetime, timedelta
from pathlib import Path

FILE = os.environ.get("WRONG_CLOCK")
READ_EVERY = 0.2


class WrongBy:
    """The seconds by which the clock is wrong, read again every READ_EVERY seconds."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._read = float("-inf")
        self._seconds = 0.0

    def __call__(self) -> float:
        now = time.monotonic()
        if now - self._read > READ_EVERY:
            self._read = now
            self._seconds = float(self._file.read_text() or self._seconds)
        return self._seconds


def deceive(wrong_by: WrongBy) -> None:
    from wire.clock import SystemClock

    true_time, true_now = time.time, SystemClock.now

    def now(clock: SystemClock) -> datetime:
        return true_now(clock) + timedelta(seconds=wrong_by())

    time.time = lambda: true_time() + wrong_by()
    SystemClock.now = now  # type: ignore[method-assign,assignment]


if FILE:
    deceive(WrongBy(Path(FILE)))
