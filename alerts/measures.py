"""Measures in words: one table for the names of quantities, for reasons, and for what a reader chooses from."""

from collections.abc import Mapping

from enrich.messages import Measure

DONE: Mapping[Measure, str] = {
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
"""What became of what is counted, to be put after it: "soldiers killed"."""

_THINGS = frozenset(("destroyed", "launched"))

_GIVEN: Mapping[Measure, str] = {
    "money": "an amount of money",
    "percent": "a share",
    "votes": "votes",
    "magnitude": "a magnitude",
    "duration": "a length of time",
    "length": "a physical measure",
    "other_count": "a count",
}


def given(measure: Measure) -> str:
    """Return what a figure of `measure` gives, for a sentence: "people killed", "an amount of money"."""
    return f"{'things' if measure in _THINGS else 'people'} {DONE[measure]}" if measure in DONE else _GIVEN[measure]


def name(measure: Measure) -> str:
    """Return what `measure` is called in a list: "people killed", "amount of money"."""
    return given(measure).removeprefix("a ").removeprefix("an ")


MEASURES: Mapping[Measure, str] = {measure: name(measure) for measure in (*DONE, *_GIVEN)}
"""All measures with their names, in the order in which a reader chooses from them."""
