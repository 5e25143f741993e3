"""Comparing the numbers of two claims: the same, above, below."""

import math

from alerts.judge.intervals import PHYSICAL, bounds
from enrich.messages import Claim

_CONVERTED = 0.02
"""Two units of one amount ("35 miles", "56 km") are rounded to about this."""


def same_number(one: Claim, other: Claim) -> bool:
    """Return whether both give the same number: the ends that the words name are the same ("200", "more than 200")."""
    if one.base_unit != other.base_unit:
        return False
    mine, theirs = _ends(one), _ends(other)
    if mine == theirs:
        return True
    room = _CONVERTED if one.measure in PHYSICAL and one.unit != other.unit else 1e-9
    return len(mine) == len(theirs) and all(math.isclose(a, b, rel_tol=room) for a, b in zip(mine, theirs, strict=True))


def gives(claim: Claim, number: float) -> bool:
    """Return whether `number`, in the unit of the text, is one of the claim's ends."""
    return any(math.isclose(end, number, rel_tol=1e-9) for end in (claim.low, claim.high) if end is not None)


def above(one: Claim, other: Claim) -> bool:
    """Return whether all that `one` allows lies above all that `other` allows."""
    return bounds(one)[0] > bounds(other)[1]


def _ends(claim: Claim) -> tuple[float, ...]:
    low, high = bounds(claim)
    return tuple([end for end in ((low,) if low == high else (low, high)) if math.isfinite(end)])
