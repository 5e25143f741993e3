"""Whether two reports are of one quantity, as a probability with its reasons."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from operator import mul

from alerts.judge.apart import apart
from alerts.judge.doubts import doubts
from alerts.judge.evidence import evidence, family
from alerts.judge.profile import Profile, profile
from alerts.judge.reasons import reasons
from alerts.judge.weights import ACROSS, BIAS, OFFSETS, WITHIN
from alerts.latest import Latest
from alerts.messages import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Sameness:
    """How sure it is that two reports give one quantity (0 to 1), and why, worked out for the few that are told."""

    confidence: float
    why: Callable[[], tuple[str, ...]] = tuple

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why, in sentences."""
        return self.why()


NEVER = Sameness(confidence=0.0)

KNOWN = 32_000
"""Reports of which a weigher keeps what it read: reading costs more than comparing, and busy buckets come again."""


class Weigher:
    """Weighs pairs of reports; keeps what it read of the reports that it met last. One thread at a time uses one."""

    def __init__(self) -> None:
        self._profiles: Latest[str, Profile] = Latest(KNOWN)

    def __call__(self, one: Report, other: Report) -> Sameness:
        """Return how sure it is that `one` and `other` give one quantity; symmetric."""
        if one.claim.measure != other.claim.measure or one.claim.base_unit != other.claim.base_unit:
            return NEVER
        return sameness(self._profile(one), self._profile(other))

    def _profile(self, report: Report) -> Profile:
        known = self._profiles.get(report.claim.id)
        if known is None or (known.report is not report and known.report != report):
            known = profile(report)
            self._profiles.put(report.claim.id, known)
        return known


@lru_cache
def _in_order(together: bool, names: tuple[str, ...]) -> tuple[float, ...]:
    """Return the weights of the evidence with these names."""
    weights = WITHIN if together else ACROSS
    return tuple(weights.get(name, 0.0) for name in names)


def weighable(a: Profile, b: Profile) -> dict[str, float] | None:
    """Return what is weighed for and against `a` and `b` being of one quantity, None where they cannot be.

    It is the evidence, in an order that is always the same, and 1 for each doubt that there is.

    Two doubts keep two articles' figures apart, one those of one article: there the words that tell figures from each
    other are chosen with care.
    """
    if apart(a, b):
        return None
    doubted = doubts(a, b)
    if len(doubted) > (0 if beside(a, b) else 1):
        return None
    found = evidence(a, b)
    found.update(dict.fromkeys(doubted, 1.0))
    return found


def beside(a: Profile, b: Profile) -> bool:
    """Return whether both stand in one revision of one article."""
    return (a.report.article, a.report.revision) == (b.report.article, b.report.revision)


def sameness(a: Profile, b: Profile) -> Sameness:
    """Weigh the evidence that `a` and `b` give one quantity."""
    found = weighable(a, b)
    if found is None:
        return NEVER
    together = beside(a, b)
    weights = WITHIN if together else ACROSS
    score = weights[BIAS] + sum(map(mul, _in_order(together, tuple(found)), found.values()))
    if not together:
        score += OFFSETS[family(a)]
    return Sameness(confidence=1 / (1 + math.exp(-score)), why=partial(reasons, a, b))
