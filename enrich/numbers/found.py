"""A number while it is being read."""

import math
from dataclasses import dataclass

from enrich.numbers.modifiers import Qualifier
from enrich.numbers.units import Measured


@dataclass(slots=True)
class Found:
    """A number from the token `first`, its modifier, up to `end`; the bare number is `core_first` to `core_end`.

    `low` and `high` are infinite where the interval is open; `joined` tells that the unit stands after a later number.
    """

    first: int
    core_first: int
    core_end: int
    end: int
    low: float
    high: float
    qualifier: Qualifier
    form: str
    unit: Measured | None
    joined: bool = False


def apply(found: Found, qualifier: Qualifier) -> None:
    """Opens the interval as the modifier says."""
    if qualifier == "exact":
        return
    if qualifier in ("at_least", "more_than"):
        found.high = math.inf
    elif qualifier in ("at_most", "less_than"):
        found.low = -math.inf
    elif found.qualifier in ("range", "vague"):
        return
    found.qualifier = qualifier


def odd(found: Found, word: str) -> None:
    """ "3,700-odd" is 3,700 to 3,799, "20-plus" is 20 and up."""
    if word == "plus":
        found.high, found.qualifier = math.inf, "at_least"
        return
    step = 1.0
    while found.low and found.low % (step * 10) == 0 and step < 1e12:
        step *= 10
    found.high, found.qualifier = found.low + max(step - 1, 0), "range"
