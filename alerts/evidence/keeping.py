"""Keeping evidence as articles are decided on and contradictions come by."""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from alerts.evidence.decisions import Decisions
from alerts.evidence.store import Evidence
from alerts.judge.decision import Decision
from alerts.messages import Contradiction
from enrich.messages import ArticleClaims
from wire.bus import Message, Outgoing
from wire.clock import Clock
from wire.codec import decode


class Joined(Protocol):
    """Something that is kept by quantity."""

    def join(self, younger: str, older: str) -> None:
        """Put what is kept of `younger` to `older`, with which it was found to be one."""
        ...


def deciding(decisions: Decisions, kept: Sequence[Joined], clock: Clock) -> Callable[[ArticleClaims, Decision], None]:
    """Return what keeps a decision on an article, and joins what is `kept` of quantities that it found to be one.

    Joining again what was joined changes nothing.
    """
    note = decisions.note(clock)

    def decided(article: ArticleClaims, decision: Decision) -> None:
        note(article, decision)
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
