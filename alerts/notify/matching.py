"""Whether a contradiction has to do with words, places, bodies, and what a silence names: pure functions."""

import re
from collections.abc import Callable, Iterable, Sequence

from alerts.messages import Contradiction, Report
from alerts.notify.atlas import Atlas
from alerts.notify.silences import Silence


def mentions(contradiction: Contradiction, words: Iterable[str]) -> bool:
    """Return whether one of `words` stands in either report, or in the label, as whole words in whatever case."""
    texts = [contradiction.label, *_texts(contradiction.new), *_texts(contradiction.prior)]
    folded = [_folded(text) for text in texts]
    patterns = [re.compile(rf"(?<!\w){re.escape(_folded(word))}(?!\w)") for word in words]
    return any(pattern.search(text) for pattern in patterns for text in folded)


def happens_in(contradiction: Contradiction, places: Iterable[str], atlas: Atlas) -> bool:
    """Return whether either figure holds in one of `places`, or in what lies inside one."""
    wanted = {_folded(atlas.place(name)[0]) for name in places}
    named = {name for report in _reports(contradiction) for name in report.claim.where}
    return any(_folded(outer) in wanted for name in named for outer in atlas.place(name))


def said_by(contradiction: Contradiction, bodies: Iterable[str], atlas: Atlas) -> bool:
    """Return whether either figure is by one of `bodies`, by a body of it if it is a country, or about it."""
    wanted = {_folded(name) for body in bodies for name in (body, atlas.body(body)[0], atlas.place(body)[0])}
    for report in _reports(contradiction):
        claim = report.claim
        names = [name for name in (claim.attribution, *claim.who) if name]
        if any(_folded(outer) in wanted for name in names for outer in (name, *atlas.body(name))):
            return True
    return False


def covers(
    silence: Silence, contradiction: Contradiction, atlas: Atlas, oldest: Callable[[str], str] = lambda id: id
) -> bool:
    """Return whether all that `silence` names fits `contradiction`, whatever the time.

    `oldest` gives the id that a quantity goes by now, should it have been joined with another since.
    """
    if silence.words and not mentions(contradiction, silence.words):
        return False
    if silence.measure and silence.measure not in {report.claim.measure for report in _reports(contradiction)}:
        return False
    meant, found = silence.quantity, contradiction.quantity
    if meant and meant != found and oldest(meant) != oldest(found):
        return False
    return not silence.place or happens_in(contradiction, [silence.place], atlas)


def _reports(contradiction: Contradiction) -> Sequence[Report]:
    return (contradiction.new, contradiction.prior)


def _texts(report: Report) -> Iterable[str]:
    claim = report.claim
    return (report.title, report.lead, claim.before, claim.quote, claim.after, *claim.where, *report.entities)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
