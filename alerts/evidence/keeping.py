"""Keeping evidence as contradictions come by, and keeping quiet about what people have refuted."""

from collections.abc import Callable, Iterable

from alerts.evidence.store import Evidence
from alerts.evidence.verdicts import Verdicts
from alerts.messages import Contradiction
from wire.bus import Message, Outgoing
from wire.clock import Clock
from wire.codec import decode


def keeping(
    evidence: Evidence, verdicts: Verdicts, clock: Clock, handler: Callable[[Message], Iterable[Outgoing]]
) -> Callable[[Message], Iterable[Outgoing]]:
    """Return `handler`, each contradiction kept as evidence before it, and those that people have refuted kept from it.

    Raises what `handler` raises, `Undecodable`, and redis errors.
    """

    def handle(message: Message) -> Iterable[Outgoing]:
        contradiction = decode(message.value, Contradiction)
        evidence.note(contradiction, clock.now())
        return [] if verdicts.muted(contradiction) else handler(message)

    return handle
