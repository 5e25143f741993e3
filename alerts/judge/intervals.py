"""When two figures cannot both hold: intervals, with the slack that their words allow."""

import math

from enrich.messages import Claim

CONVERTED = 0.05
"""What is given where one figure is rounded ("about"), or where the units differ."""
BOTH_ROUNDED = 0.10
VAGUE = 1.0
"""A vague word ("dozens") conflicts only beyond a factor of two."""

PHYSICAL = ("duration", "length")
"""Measures that come in several units, so that one value may have been converted and rounded."""


def conflict(one: Claim, other: Claim) -> bool:
    """Return whether no number is allowed by both; False where they are measured in different things."""
    if one.base_unit != other.base_unit:
        return False
    (a_low, a_high), (b_low, b_high) = bounds(one), bounds(other)
    room = 1.0 + slack(one, other)
    return _beyond(a_high, b_low, room) or _beyond(b_high, a_low, room)


def slack(one: Claim, other: Claim) -> float:
    """Return the share by which the lower figure may be raised before the two are called different."""
    if "vague" in (one.qualifier, other.qualifier):
        return VAGUE
    if one.qualifier == other.qualifier == "about":
        return BOTH_ROUNDED
    converted = one.measure in PHYSICAL and one.unit != other.unit
    return CONVERTED if converted or "about" in (one.qualifier, other.qualifier) else 0.0


def bounds(claim: Claim) -> tuple[float, float]:
    """Return the interval in base units, infinite where the words leave it open."""
    low = claim.base_low if claim.base_low is not None else claim.low
    high = claim.base_high if claim.base_high is not None else claim.high
    return (-math.inf if low is None else low, math.inf if high is None else high)


def _beyond(high: float, low: float, room: float) -> bool:
    """Whether `low` lies above `high` even when that is raised by `room`; between negatives the size is raised."""
    return high < low and (high * room if high > 0 else high / room) < low
