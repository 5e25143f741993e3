"""Keeping evidence as contradictions come by, and keeping quiet about what people have refuted."""

from collections.abc import Callable, Iterable

from alerts.evidence.decisions import Decisions
from alerts.evidence.store import Evidence
from alerts.evidence.verdicts import Verdicts
from alerts.judge.decision import Decision
from alerts.messages import Contradiction
from enrich.messages import ArticleClaims
from wire.bus import Message, Outgoing
from wire.clock import Clock
from wire.codec import decode


def deciding(decisions: Decisions, evidence: Evidence, clock: Clock) -> Callable[[ArticleClaims, Decision], None]:
    """Return what keeps a decision on an article, and joins the evidence on quantities that it found to be one."""
    note = decisions.note(clock)

    def decided(article: ArticleClaims, decision: Decision) -> None:
        note(article, decision)
        for younger, older in decision.aliases.items():
            evidence.join(younger, older)

    return decided


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
