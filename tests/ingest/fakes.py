"""A bus that takes note, and fails on demand."""

from collections.abc import Callable
from dataclasses import dataclass, field

from ingest.messages import Article
from wire.bus.port import MAX_VALUE, BusAway, Outgoing
from wire.codec import decode
from wire.faults import MessageFault


class Crash(BaseException):
    """The process dies here."""


@dataclass
class Tape:
    """A producer that keeps what was flushed. `before` is called with the name of each step and may raise."""

    before: Callable[[str], None] = lambda step: None
    _taken: list[Outgoing] = field(default_factory=list)
    _flushed: list[Outgoing] = field(default_factory=list)

    @property
    def articles(self) -> list[Article]:
        """What is on the bus, flushed or not: a crash may lose what was not, or not."""
        return [decode(message.value, Article) for message in [*self._flushed, *self._taken]]

    def publish(self, message: Outgoing) -> None:
        self.before("publish")
        if len(message.value) > MAX_VALUE:
            raise MessageFault("too large")
        self._taken.append(message)

    def flush(self) -> None:
        self.before("flush")
        self._flushed += self._taken
        self._taken.clear()
        self.before("flushed")

    def close(self) -> None:
        pass


def failing(*steps: str, error: BaseException | None = None) -> Callable[[str], None]:
    """Return what raises `error`, else `BusAway`, at the first of each of `steps`."""
    left = list(steps)

    def before(step: str) -> None:
        if step in left:
            left.remove(step)
            raise error or BusAway("gone")

    return before
