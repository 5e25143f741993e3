"""Ids of quantities and contradictions: the same words of evidence give the same id, wherever they are handled."""

import hashlib

from alerts.messages import Relation, Report


def quantity_id(first: Report) -> str:
    """Return the id of the quantity whose earliest report is `first`.

    It starts with the time of that report, so that of two ids the smaller is the older: whichever way quantities are
    found to be one, and in whatever order, the id that stays is the same.
    """
    millis = int(first.time.timestamp() * 1000)
    return f"{millis:011x}{_digest(first.claim.id)[:13]}"


def contradiction_id(quantity: str, relation: Relation, new: Report, prior: Report, source: str = "") -> str:
    """Return the id of the contradiction of two numbers of `quantity`; `source` counts for a revision alone."""
    parts = [quantity, relation, number(new), number(prior), source if relation == "revises" else ""]
    return _digest("\n".join(parts))


def number(report: Report) -> str:
    """Return the number that `report` gives, in base units, as a word to compare and to hash."""
    claim = report.claim
    low = claim.low if claim.base_low is None else claim.base_low
    high = claim.high if claim.base_high is None else claim.base_high
    return "..".join("" if end is None else f"{end:.6g}" for end in (low, high)) + f" {claim.base_unit}"


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()
