"""Whether two reports are of one quantity, as a probability with its reasons."""

from dataclasses import dataclass

from alerts.messages import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Sameness:
    """How sure it is that two reports give one quantity (0 to 1), and why, in sentences."""

    confidence: float
    reasons: tuple[str, ...] = ()


def sameness(one: Report, other: Report) -> Sameness:
    """Weigh the evidence that `one` and `other` report the same quantity; symmetric."""
    a, b = one.claim, other.claim
    if a.measure != b.measure or a.base_unit != b.base_unit or a.period != b.period:
        return Sameness(confidence=0.0)
    if a.lemma != b.lemma or bool(a.part_of) != bool(b.part_of):
        return Sameness(confidence=0.0)
    mine = {name.casefold() for name in (*one.topics, *one.entities)}
    theirs = {name.casefold() for name in (*other.topics, *other.entities)}
    shared = len(mine & theirs) / max(1, min(len(mine), len(theirs)))
    return Sameness(confidence=min(0.95, shared), reasons=("The articles share names and event words.",))
