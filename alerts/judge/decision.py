"""What the judge is given and what it decides, as values."""

import msgspec

from alerts.ledger.port import Held
from alerts.messages import Contradiction, Report


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What one article means for the ledger.

    Attributes:
        held: the article's reports, each with the quantity it joins or founds and its buckets.
        aliases: younger quantity id to older, where this article shows that two are one.
        contradictions: to be told (confidence at or above the threshold), each with its final id.
        candidates: every pair looked at whose numbers differ, with its confidence, told or not (for `replay --all`).
        sources: for each quantity touched, the number of its independent sources, counted up to two; not for those
            of which it was known before.
    """

    held: tuple[Held, ...] = ()
    aliases: dict[str, str] = msgspec.field(default_factory=dict)
    contradictions: tuple[Contradiction, ...] = ()
    candidates: tuple[Contradiction, ...] = ()
    sources: dict[str, int] = msgspec.field(default_factory=dict)

    def telling(self, contradictions: tuple[Contradiction, ...]) -> "Decision":
        """Return the same decision with `contradictions` as what is to be told."""
        return msgspec.structs.replace(self, contradictions=contradictions)


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """What the judge is given: the article's reports, and of a snapshot what the ledger holds."""

    reports: tuple[Report, ...]
    own: tuple[Held, ...] = ()
    candidates: tuple[Held, ...] = ()
    separated: frozenset[tuple[str, str]] = frozenset()
    several: frozenset[str] = frozenset()
