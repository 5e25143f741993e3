"""Whether two reports are of one quantity, as a probability with its reasons."""

import math
from dataclasses import dataclass
from functools import lru_cache
from operator import mul

from alerts.judge.apart import apart, far
from alerts.judge.evidence import evidence, family
from alerts.judge.profile import Profile, profile
from alerts.judge.reasons import reasons
from alerts.judge.weights import ACROSS, BIAS, OFFSETS, WITHIN
from alerts.latest import Latest
from alerts.messages import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Sameness:
    """How sure it is that two reports give one quantity (0 to 1), and why, in sentences."""

    confidence: float
    reasons: tuple[str, ...] = ()


NEVER = Sameness(confidence=0.0)

KNOWN = 20_000
"""Reports of which a weigher keeps what it read: reading costs more than comparing, and busy buckets come again."""


class Weigher:
    """Weighs pairs of reports; keeps what it read of the reports that it met last. One thread at a time uses one."""

    def __init__(self) -> None:
        self._profiles: Latest[str, Profile] = Latest(KNOWN)

    def __call__(self, one: Report, other: Report) -> Sameness:
        """Return how sure it is that `one` and `other` give one quantity; symmetric."""
        if one.claim.measure != other.claim.measure or one.claim.base_unit != other.claim.base_unit:
            return NEVER
        if one.article != other.article and far(one, other):
            return NEVER  # most candidates in busy buckets: seen without reading either
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


def sameness(a: Profile, b: Profile) -> Sameness:
    """Weigh the evidence that `a` and `b` give one quantity."""
    if apart(a, b):
        return NEVER
    found = evidence(a, b)
    one, other = a.report, b.report
    together = one.article == other.article and one.revision == other.revision
    weights = WITHIN if together else ACROSS
    score = weights[BIAS] + sum(map(mul, _in_order(together, tuple(found)), found.values()))
    if not together:
        score += OFFSETS[family(a)]
    return Sameness(confidence=1 / (1 + math.exp(-score)), reasons=reasons(a, b))
