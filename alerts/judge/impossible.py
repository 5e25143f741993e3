"""Figures that cannot be, whoever is right: a part that is greater than its whole."""

import re
from collections.abc import Iterator, Sequence

from alerts.judge.finding import Finding, comparable
from alerts.judge.intervals import bounds, slack
from alerts.judge.sameness import Sameness
from alerts.messages import Report

_IS_PART = re.compile(
    r"(?:[^.;:!?]{0,40}\W)?(?:including|among (?:them|whom)|of (?:whom|which|them|these|those))\W+(?:\w+\W+){0,2}", re.I
)
"""What stands between a whole and its part: "17,177 people, including about 7,000 children"."""

CONFIDENCE = 0.8
"""How sure it is that words such as "including" make a part of what follows, and that both numbers were read right."""


def impossible(figures: Sequence[Report]) -> Iterator[Finding]:
    """Yield the pairs of `figures`, of one revision of one article, of which the part is greater than the whole.

    A part follows its whole in the same sentence. Both may be as far off as their words allow together.
    """
    for part in figures:
        for whole in figures:
            if part.claim.quote and _is_part(part, whole) and _beyond(part, whole):
                yield Finding(
                    new=part,
                    prior=whole,
                    relation="impossible",
                    sameness=Sameness(
                        confidence=CONFIDENCE, reasons=("The text tells one figure as a part of the other.",)
                    ),
                    reason="The part is greater than the whole.",
                    news=True,
                )


def _is_part(part: Report, whole: Report) -> bool:
    one, other = part.claim, whole.claim
    if comparable(part) != comparable(whole) or (one.field, one.quote_start) != (other.field, other.quote_start):
        return False
    between = one.quote[max(0, other.end - one.quote_start) : max(0, one.start - one.quote_start)]
    return other.end <= one.start and one.presented == other.presented and bool(_IS_PART.fullmatch(between))


def _beyond(part: Report, whole: Report) -> bool:
    """Whether the part is greater than the whole, beyond what both words for rounding allow together."""
    return bounds(part.claim)[0] > bounds(whole.claim)[1] * (1 + slack(part.claim, whole.claim))
