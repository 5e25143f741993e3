"""Figures that cannot be, whoever is right: a part that is greater than its whole."""

import re
from collections.abc import Iterator, Sequence

from alerts.judge.finding import Finding, comparable
from alerts.judge.intervals import bounds, slack
from alerts.judge.sameness import Sameness
from alerts.messages import Report

_IS_PART = re.compile(
    r"(?:[^.;:!?]{0,40}\W)?(?:including|among (?:them|whom)|of (?:whom|which|them|these|those))\s+"
    r"(?:(?!and\b|or\b)[\w'’-]+\s+){0,2}",
    re.I,
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
            if part.claim.quote and _beyond(part, whole) and _is_part(part, whole, figures):
                yield Finding(
                    new=part,
                    prior=whole,
                    relation="impossible",
                    sameness=Sameness(
                        confidence=CONFIDENCE, why=lambda: ("The text tells one figure as a part of the other.",)
                    ),
                    reason="The part is greater than the whole.",
                    news=True,
                )


def _is_part(part: Report, whole: Report, figures: Sequence[Report]) -> bool:
    """Whether the text tells `part` as one of `whole`, with no other figure between that it could be a part of."""
    one, other = part.claim, whole.claim
    if comparable(part) != comparable(whole) or (one.field, one.quote_start) != (other.field, other.quote_start):
        return False
    between = one.quote[max(0, other.end - one.quote_start) : max(0, one.start - one.quote_start)]
    if other.end > one.start or one.presented != other.presented or not _IS_PART.fullmatch(between):
        return False
    return not any(each.claim.field == one.field and other.end <= each.claim.start < one.start for each in figures)


def _beyond(part: Report, whole: Report) -> bool:
    """Whether the part is greater than the whole, beyond what both words for rounding allow together."""
    return bounds(part.claim)[0] > bounds(whole.claim)[1] * (1 + slack(part.claim, whole.claim))
