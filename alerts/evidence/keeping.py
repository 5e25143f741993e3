"""Keeping evidence as articles are decided on and contradictions come by."""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from alerts.evidence.decisions import Decisions, Judged
from alerts.evidence.store import Evidence
from alerts.messages import Contradiction
from wire.bus import Message, Outgoing
from wire.clock import Clock
from wire.codec import decode


class Joined(Protocol):
    """Something that is kept by quantity."""

    def join(self, younger: str, older: str) -> None:
        """Put what is kept of `younger` to `older`, with which it was found to be one."""
        ...


def deciding(decisions: Decisions, kept: Sequence[Joined], clock: Clock) -> Callable[[Sequence[Judged]], None]:
    """Return what keeps decisions on articles, and joins what is `kept` of quantities that they found to be one.

    Joining again what was joined changes nothing.
    """
    note = decisions.note(clock)

    def decided(judged: Sequence[Judged]) -> None:
        note(judged)
        for _, decision in judged:
            for younger, older in decision.aliases.items():
                for each in kept:
                    each.join(younger, older)

    return decided


def keeping(
    evidence: Evidence, clock: Clock, handler: Callable[[Message], Iterable[Outgoing]]
) -> Callable[[Message], Iterable[Outgoing]]:
    """Return `handler`, each contradiction kept as evidence before it.

    Raises what `handler` raises, `Undecodable`, and redis errors.
    """

    def handle(message: Message) -> Iterable[Outgoing]:
        contradiction = decode(message.value, Contradiction)
        evidence.note(contradiction, clock.now())
        return handler(message)

    return handle
