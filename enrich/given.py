"""Figures found by somebody else (a person, another program) that the extractor puts into their context."""

import re
from dataclasses import dataclass

from enrich.messages import Field, Measure, Qualifier
from enrich.reading import Figure, Passage

_NUMBER = re.compile(
    r"\d[\d.,]*\d|\d|\b(?:no one|nobody|none|not (?:a single|one)|no|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen"
    r"|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?|hundreds?|thousands?|millions?"
    r"|dozens?|scores|several|few|couple|half|third|quarter)\b",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenFigure:
    """A figure as given from outside, in place of one that was found.

    Offsets are code points in `field`; `low` and `high` are in the unit of the text, None unbounded. `attribution` is
    the name of the source where the giver knows it, "" where he says that there is none, None where he says nothing
    (then the text decides). `implicit` is whether a singular noun implies the one without a number word.
    """

    field: Field
    start: int
    end: int
    low: float | None
    high: float | None
    qualifier: Qualifier
    measure: Measure
    counted: str = ""
    attribution: str | None = None
    implicit: bool = False


def figure_of(given: GivenFigure, passage: Passage) -> Figure:
    """Return `given` as a figure of `passage`, which holds it."""
    text = passage.text[given.start - passage.start : given.end - passage.start]
    digits = _NUMBER.search(text)
    start, end = (digits.start(), digits.end()) if digits else (0, len(text))
    return Figure(
        field=given.field,
        start=given.start,
        end=given.end,
        number_start=given.start + start,
        number_end=given.start + end,
        low=given.low,
        high=given.high,
        qualifier=given.qualifier,
        measure=given.measure,
        unit=given.counted,
        counted=given.counted,
        lemma=given.counted,
        implicit=given.implicit,
    )
