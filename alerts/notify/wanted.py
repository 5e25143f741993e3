"""Whether a subscriber wants to be told of a contradiction: a pure function."""

from typing import Literal

from alerts.messages import Contradiction, Report
from alerts.notify.atlas import Atlas, NoAtlas
from alerts.notify.matching import happens_in, mentions, said_by
from wire.settings.model import SubscriberSettings

Refusal = Literal[
    "relation",
    "measure",
    "confidence",
    "gap",
    "gap_percent",
    "sources",
    "outlets",
    "not_outlets",
    "places",
    "bodies",
    "words",
]


def refusal(contradiction: Contradiction, subscriber: SubscriberSettings, atlas: Atlas | None = None) -> Refusal | None:
    """Return which wish of `subscriber` speaks against telling it of `contradiction`; None where it is wanted.

    `atlas` tells what lies inside what; without one, places and bodies are just names.
    """
    each, wishes, known = contradiction, subscriber, atlas or NoAtlas()
    outlets = {each.new.outlet.casefold(), each.prior.outlet.casefold()}
    if each.relation not in wishes.relations:
        return "relation"
    if wishes.measures is not None and each.new.claim.measure not in wishes.measures:
        return "measure"
    if each.confidence < wishes.confidence:
        return "confidence"
    apart = each.relation != "impossible"  # how far apart a part and its whole are says nothing
    if apart and wishes.gap is not None and gap(each) < wishes.gap:
        return "gap"
    if apart and wishes.gap_percent is not None and gap_percent(each) < wishes.gap_percent:
        return "gap_percent"
    if len({name.casefold() for name in (*each.new_sources, *each.prior_sources)}) < wishes.sources:
        return "sources"
    if wishes.outlets and not outlets & {name.casefold() for name in wishes.outlets}:
        return "outlets"
    if each.new.outlet.casefold() in {name.casefold() for name in wishes.not_outlets}:
        return "not_outlets"
    if wishes.places and not happens_in(each, wishes.places, known):
        return "places"
    if wishes.bodies and not said_by(each, wishes.bodies, known):
        return "bodies"
    if wishes.words and not mentions(each, wishes.words):
        return "words"
    return None


def gap(contradiction: Contradiction) -> float:
    """Return how far apart the two figures are, in their base unit: the distance between the nearest ends."""
    low, high = _ends(contradiction.new)
    prior_low, prior_high = _ends(contradiction.prior)
    return max(0.0, low - prior_high, prior_low - high)


def gap_percent(contradiction: Contradiction) -> float:
    """Return the gap in percent of the prior figure's end that is nearer to the new one; infinite where that is 0."""
    apart = gap(contradiction)
    low, _ = _ends(contradiction.new)
    prior_low, prior_high = _ends(contradiction.prior)
    nearest = abs(prior_high if low > prior_high else prior_low)
    return 0.0 if apart == 0 else 100 * apart / nearest if nearest else float("inf")


def _ends(report: Report) -> tuple[float, float]:
    claim = report.claim
    based = claim.base_low is not None or claim.base_high is not None
    low, high = (claim.base_low, claim.base_high) if based else (claim.low, claim.high)
    return (float("-inf") if low is None else low, float("inf") if high is None else high)
