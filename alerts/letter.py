"""What one message is to say, before it is put into words: made by the sender, written by `alerts.render`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from alerts.messages import Contradiction
from alerts.notify.news import Notice, Said
from alerts.render.background import Background

_RANK = {"impossible": 3, "contradicts": 2, "revises": 1, "updates": 0}

Kind = Literal["alert", "follow_up", "digest", "notice"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message.

    Attributes:
        kind: the first on a quantity; what followed it; what was held back; something about the service.
        contradictions: in the order in which they came; at least one but for a notice.
        notices: for kind "notice" alone.
        first: for a follow-up, the message that it follows.
        backgrounds: what else is known, by the id of the contradiction.
        picture: path of the chief's picture below the address of the evidence pages, or "".
    """

    kind: Kind
    contradictions: tuple[Contradiction, ...] = ()
    notices: tuple[Notice, ...] = ()
    first: Said | None = None
    backgrounds: Mapping[str, Background] = field(default_factory=dict)
    picture: str = ""

    @property
    def chief(self) -> Contradiction:
        """The contradiction that the message is about in the first place: the gravest, of those the latest."""
        return max(self.contradictions, key=lambda each: (_RANK[each.relation], each.new.time, each.id))

    @property
    def mends(self) -> bool:
        """Whether it puts right what the first message of its thread says: a correction, or the sides agree now."""
        return self.kind == "follow_up" and self.chief.relation == "revises"

    @property
    def others(self) -> tuple[Contradiction, ...]:
        """The other contradictions, the latest first."""
        chief = self.chief
        rest = (each for each in self.contradictions if each.id != chief.id)
        return tuple(sorted(rest, key=lambda each: (each.new.time, each.id), reverse=True))


def alert(contradiction: Contradiction) -> Letter:
    """Return the letter that tells of `contradiction` alone."""
    return Letter(kind="alert", contradictions=(contradiction,))
