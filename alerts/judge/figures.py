"""Comparing the numbers of two claims: the same, above, below."""

import math

from alerts.judge.intervals import PHYSICAL, bounds
from enrich.messages import Claim

_CONVERTED = 0.02
"""Two units of one amount ("35 miles", "56 km") are rounded to about this."""


def same_number(one: Claim, other: Claim) -> bool:
    """Return whether both give the same number: an end of the one's interval is an end of the other's."""
    if one.base_unit != other.base_unit:
        return False
    room = _CONVERTED if one.measure in PHYSICAL and one.unit != other.unit else 1e-9
    return any(math.isclose(a, b, rel_tol=room) for a in _ends(one) for b in _ends(other))


def gives(claim: Claim, number: float) -> bool:
    """Return whether `number`, in the unit of the text, is one of the claim's ends."""
    return any(math.isclose(end, number, rel_tol=1e-9) for end in (claim.low, claim.high) if end is not None)


def above(one: Claim, other: Claim) -> bool:
    """Return whether all that `one` allows lies above all that `other` allows."""
    return bounds(one)[0] > bounds(other)[1]


def _ends(claim: Claim) -> tuple[float, ...]:
    return tuple(end for end in bounds(claim) if math.isfinite(end))
