"""Whether two reports are of one quantity, as a probability with its reasons."""

import math
from dataclasses import dataclass

from alerts.judge.apart import apart
from alerts.judge.evidence import evidence, family
from alerts.judge.profile import Profile, profile
from alerts.judge.reasons import reasons
from alerts.judge.weights import ACROSS, BIAS, WITHIN
from alerts.messages import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Sameness:
    """How sure it is that two reports give one quantity (0 to 1), and why, in sentences."""

    confidence: float
    reasons: tuple[str, ...] = ()


class Weigher:
    """Weighs pairs of reports; keeps what it read of each report while a case is decided."""

    def __init__(self) -> None:
        self._profiles: dict[str, Profile] = {}

    def __call__(self, one: Report, other: Report) -> Sameness:
        """Return how sure it is that `one` and `other` give one quantity; symmetric."""
        if one.claim.measure != other.claim.measure or one.claim.base_unit != other.claim.base_unit:
            return Sameness(confidence=0.0)
        return sameness(self._profile(one), self._profile(other))

    def _profile(self, report: Report) -> Profile:
        known = self._profiles.get(report.claim.id)
        if known is None:
            known = self._profiles[report.claim.id] = profile(report)
        return known


def sameness(a: Profile, b: Profile) -> Sameness:
    """Weigh the evidence that `a` and `b` give one quantity."""
    found = evidence(a, b)
    one, other = a.report, b.report
    if apart(a, b):
        return Sameness(confidence=0.0)
    together = one.article == other.article and one.revision == other.revision
    weights = WITHIN if together else ACROSS[family(a)]
    score = weights[BIAS] + sum(weights.get(name, 0.0) * value for name, value in found.items())
    return Sameness(confidence=1 / (1 + math.exp(-score)), reasons=reasons(a, b))
