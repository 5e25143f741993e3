"""The name of a quantity in plain words: "people killed, Gaza"."""

from alerts.messages import Report

_DONE = {
    "killed": "killed",
    "injured": "injured",
    "missing": "missing",
    "captive": "held captive",
    "arrested": "arrested",
    "displaced": "displaced",
    "rescued": "rescued or freed",
    "infected": "infected",
    "affected": "affected",
    "participants": "taking part",
    "destroyed": "destroyed",
    "launched": "launched",
}
_THING = {"money": "amount of money", "percent": "share", "magnitude": "magnitude", "votes": "votes"}


def label(new: Report, prior: Report) -> str:
    """Return the name of the quantity that both reports give, from what the later and then the earlier one says."""
    what = _what(new, prior)
    where = next((place for report in (new, prior) for place in report.claim.where), "")
    return f"{what}, {where}" if where else what


def _what(new: Report, prior: Report) -> str:
    measure = new.claim.measure
    counted = next(
        (claim.counted for claim in (new.claim, prior.claim) if claim.counted and claim.base_unit == "1"), ""
    )
    if measure in _DONE:
        return f"{counted or 'people'} {_DONE[measure]}"
    if measure in _THING:
        return _THING[measure]
    return counted or measure.replace("_", " ")
