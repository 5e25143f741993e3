"""How a figure was found, where its sentence says so: two methods may differ though neither source is wrong."""

import re
from functools import lru_cache

from enrich.messages import Claim, Measure

_MAGNITUDE: frozenset[Measure] = frozenset(["magnitude"])
_CASES: frozenset[Measure] = frozenset(["killed", "infected", "injured", "missing"])
_CROWDS: frozenset[Measure] = frozenset(["participants", "killed", "displaced", "destroyed", "affected", "length"])

_METHODS = [
    (
        _MAGNITUDE,
        {
            "the local (Richter) scale": r"local (?:magnitude|scale)|Richter",
            "moment magnitude": r"moment[- ]magnitude|\bMww?\b",
            "body waves": r"body[- ]waves?",
            "surface waves": r"surface[- ]waves?",
        },
    ),
    (
        _CASES,
        {
            "confirmed cases": r"confirmed|tested positive|laborator\w+",
            "suspected or probable ones": r"suspected|probable|presumed|clinically",
        },
    ),
    (
        _CROWDS,
        {
            "a count": r"counted|registered|recorded|identified|bodies",
            "an estimate": r"estimat\w+|projection|model(?:led|ling|s)?\b|extrapolat\w+|satellite",
        },
    ),
]
_PATTERNS = [
    (measures, [(name, re.compile(rf"\b(?:{words})", re.I)) for name, words in named.items()])
    for measures, named in _METHODS
]
_DENSER = re.compile(r"\b(?:denser|larger|wider|better) network|\b(?:additional|more|further) (?:\w+ )?stations", re.I)


def difference(one: Claim, other: Claim) -> str | None:
    """Return in a sentence how the methods of two figures of one measure differ, None where no text says so."""
    for here, there in zip(_named(one.measure, one.quote), _named(other.measure, other.quote), strict=True):
        if here and there and not here & there:
            return f"They may differ by method: {min(here)} against {min(there)}."
    if one.measure in _MAGNITUDE and bool(_DENSER.search(one.quote)) != bool(_DENSER.search(other.quote)):
        return "They may differ by method: one is from more stations than the other."
    return None


@lru_cache(maxsize=2_000)
def _named(measure: Measure, quote: str) -> tuple[frozenset[str], ...]:
    """Return which methods of each list that is for `measure` the sentence names; it is compared with many."""
    return tuple(
        frozenset(name for name, words in named if words.search(quote)) if measure in measures else frozenset()
        for measures, named in _PATTERNS
    )
