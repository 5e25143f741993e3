"""Figures found by somebody else (a person, another program) that the extractor puts into their context."""

from dataclasses import dataclass

from enrich.messages import Field, Measure, Qualifier


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
