"""A channel for tests that remembers what it was given."""

import threading
from collections.abc import Callable

from alerts.channels.port import Outcome, Sent
from alerts.messages import Contradiction


class FakeChannel:
    """Answers with the outcomes it was given, then `Sent`; `before` is called at each sending."""

    kind = "fake"

    def __init__(
        self, name: str = "desk/fake-1", outcomes: list[Outcome] | None = None, before: Callable[[], None] | None = None
    ) -> None:
        self.name = name
        self.sent: list[tuple[str, str]] = []
        self._outcomes = outcomes or []
        self._before = before
        self._lock = threading.Lock()

    def send(self, contradiction: Contradiction, key: str) -> Outcome:
        if self._before:
            self._before()
        with self._lock:
            self.sent.append((contradiction.id, key))
            return self._outcomes.pop(0) if self._outcomes else Sent()
