"""Why two reports are taken to be of one quantity, in sentences."""

from alerts.judge.profile import Profile

_COUNTED = {
    "killed": "people killed",
    "injured": "people injured",
    "missing": "people missing",
    "captive": "people held captive",
    "arrested": "people arrested",
    "displaced": "people displaced",
    "rescued": "people rescued or freed",
    "infected": "cases of illness",
    "affected": "people affected",
    "participants": "people taking part",
    "destroyed": "things destroyed",
    "launched": "things launched",
    "money": "an amount of money",
    "percent": "a share",
    "votes": "votes",
    "magnitude": "a magnitude",
    "duration": "a length of time",
    "length": "a physical measure",
    "other_count": "a count",
}


def reasons(a: Profile, b: Profile) -> tuple[str, ...]:
    """Return what speaks for `a` and `b` being of one quantity."""
    one, other = a.report.claim, b.report.claim
    if one.lemma and one.lemma == other.lemma and one.base_unit == "1":
        what = f"Both count {one.counted or one.lemma} ({one.measure.replace('_', ' ')})"
    else:
        what = f"Both give {_COUNTED[one.measure]}"
    places = [place for place in one.where if place in other.where]
    kinds = sorted(a.kind & b.kind)
    told = f"{what}{f' ({kinds[0]})' if kinds else ''}{f' in {places[0]}' if places else ''}."
    events = [event for event in one.events if event in other.events]
    return (told, f"Both are about the same {events[0]}.") if events else (told,)
