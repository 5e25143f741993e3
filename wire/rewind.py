"""Going back in partitions of which Redis has lost what came of the last messages (wire.applied)."""

import logging
from collections.abc import Mapping, Sequence, Set

from wire import metrics
from wire.applied import Applied, first_of
from wire.bus import Consumer, Message

log = logging.getLogger(__name__)


class Rewinder:
    """Rewinds `consumer`, the loop `name`'s, by the notes `applied`; where there are none, nothing is ever lost.

    Both methods that look for a loss return the partitions that were gone back in: what is in hand of them comes again.
    They raise what `Applied` raises.
    """

    def __init__(self, name: str, consumer: Consumer, applied: Applied | None) -> None:
        self._name = name
        self._consumer = consumer
        self._applied = applied
        self._known: dict[int, int] = {}
        """By partition, the offset before which all has been acknowledged once, after going back beyond it."""

    def check(self, messages: Sequence[Message]) -> Set[int]:
        """Look for a loss before `messages` are handled, which come next."""
        return self._go_back(self._applied.check(messages), messages) if self._applied is not None else frozenset()

    def advance(self, done: Sequence[Message]) -> Set[int]:
        """Note that `done` is done with, and look for a loss before it is acknowledged."""
        return self._go_back(self._applied.advance(done), done) if self._applied is not None else frozenset()

    def is_known(self, message: Message) -> bool:
        """Return whether what comes of `message` is on the bus already: it was acknowledged, and Redis has lost it."""
        return bool(self._known) and int(message.offset) < self._known.get(message.partition, 0)

    def _go_back(self, lost: Mapping[int, int], messages: Sequence[Message]) -> Set[int]:
        """Begin again where Redis has lost something; `messages` came of it next and have not been acknowledged."""
        first = first_of(messages) if lost else {}
        for partition, offset in lost.items():
            log.warning(
                "Redis has lost what came of the last messages: going back",
                extra={"loop": self._name, "partition": partition, "offset": offset},
            )
            metrics.REWOUND.labels(self._name).inc()
            self._consumer.rewind(partition, offset)
            self._known[partition] = max(self._known.get(partition, 0), first[partition])
        return lost.keys()
