"""Why two reports are taken to be of one quantity, in sentences."""

from alerts.judge.label import counted_name
from alerts.judge.methods import difference
from alerts.judge.profile import Profile
from alerts.measures import DONE, given


def reasons(a: Profile, b: Profile) -> tuple[str, ...]:
    """Return what speaks for `a` and `b` being of one quantity, and a difference of method where the texts say so."""
    one, other = a.report.claim, b.report.claim
    if one.lemma and one.lemma == other.lemma and one.base_unit == "1":
        what = f"Both count {counted_name(one.measure, one.counted or one.lemma)}"
    else:
        what = f"Both {'count' if one.measure in DONE else 'give'} {given(one.measure)}"
    places = [place for place in one.where if place in other.where]
    kinds = sorted(a.kind & b.kind)
    told = f"{what}{f' ({kinds[0]})' if kinds else ''}{f' in {places[0]}' if places else ''}."
    events = [event for event in one.events if event in other.events]
    about = (f"Both are about the same {events[0]}.",) if events else ()
    method = difference(one, other)
    return (told, *about, method) if method else (told, *about)
