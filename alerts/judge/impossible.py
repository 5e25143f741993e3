"""Figures that cannot be, whoever is right: a part or parts greater than the whole, a share above 100 %."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from alerts.judge.finding import Finding
from alerts.judge.intervals import bounds
from alerts.judge.parts import is_part, listings
from alerts.judge.rounding import spread
from alerts.judge.sameness import Sameness
from alerts.judge.shares import above_the_whole
from alerts.messages import Report

CONFIDENCE = 0.8
"""How sure it is that words such as "including" make a part of what follows, and that all numbers were read right."""

_NEVER = frozenset({"percent", "magnitude", "duration", "length"})
"""Measures whose figures are no parts of each other: "40 % of all, including 52 % of the women"."""

_NET = re.compile(
    r"\b(?:loss(?:es)?|lost|profits?|earn\w*|income|net|gain\w*|swing|deficit|surplus|results?|debts?|liabilit\w*|before"
    r"|after)\b",
    re.I,
)
"""Words for sums of money that others are taken off: a firm loses less than its worst branch."""

_PART = "The text tells one figure as a part of the other."
_PARTS = "The text tells the figures as parts of one whole, which have nobody in common."
_SHARE = "The text tells the figure as the share of a whole."


def impossible(figures: Sequence[Report]) -> Iterator[Finding]:
    """Yield what cannot be among `figures`, of one revision of one article, beyond the rounding of all terms together.

    They are in order of field and offset, as claims are.
    A part or the last of the parts is new, the whole prior; a share above 100 % is set against itself.
    """
    for part in figures:
        if part.claim.measure == "percent" and above_the_whole(part.claim):
            yield _finding(part, part, _SHARE, f"No share of a whole can be above 100 %: {part.claim.phrase}.")
    for whole, part in pairwise(figures):  # with another figure between it would be a part of that one
        a, b = whole.claim, part.claim
        alike = a.quote_start == b.quote_start and a.measure == b.measure and a.measure not in _NEVER
        if alike and exceeds((part,), whole) and _told_as_part(part, whole):
            yield _finding(part, whole, _PART, "The part is greater than the whole.")
    for whole, parts in listings(figures):
        if exceeds(parts, whole) and not any(exceeds((part,), whole) for part in parts):
            yield _finding(parts[-1], whole, _PARTS, adding_up(parts, whole))


def exceeds(parts: Sequence[Report], whole: Report) -> bool:
    """Return whether `parts` together are greater than `whole`, beyond what all their words for rounding allow."""
    if sum(bounds(part.claim)[0] for part in parts) <= bounds(whole.claim)[1]:
        return False
    return sum(spread(part.claim)[0] for part in parts) > spread(whole.claim)[1]


def adding_up(parts: Sequence[Report], whole: Report) -> str:
    """Return the sentence that says that `parts` are more than `whole`."""
    phrases = [part.claim.phrase for part in parts]
    return f"{', '.join(phrases[:-1])} and {phrases[-1]} are more together than the whole, {whole.claim.phrase}."


def _told_as_part(part: Report, whole: Report) -> bool:
    return is_part(part, whole) and not (part.claim.measure == "money" and _NET.search(part.claim.quote))


def _finding(new: Report, prior: Report, why: str, reason: str) -> Finding:
    return Finding(
        new=new,
        prior=prior,
        relation="impossible",
        sameness=Sameness(confidence=CONFIDENCE, why=lambda: (why,)),
        reason=reason,
        news=True,
    )
