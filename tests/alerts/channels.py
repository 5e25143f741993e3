"""A channel for tests that remembers what it was given."""

import threading
from collections.abc import Callable

from alerts.channels.port import Outcome, Sent
from alerts.letter import Letter


class FakeChannel:
    """Answers with the outcomes it was given, then `Sent`; `before` is called at each sending."""

    kind = "fake"

    def __init__(
        self, name: str = "desk/fake-1", outcomes: list[Outcome] | None = None, before: Callable[[], None] | None = None
    ) -> None:
        self.name = name
        self.sent: list[tuple[str, str]] = []
        self.letters: list[Letter] = []
        self._outcomes = outcomes or []
        self._before = before
        self._lock = threading.Lock()

    def send(self, letter: Letter, key: str) -> Outcome:
        if self._before:
            self._before()
        with self._lock:
            self.letters.append(letter)
            self.sent.append((letter.chief.id if letter.contradictions else letter.notices[-1].id, key))
            return self._outcomes.pop(0) if self._outcomes else Sent()
