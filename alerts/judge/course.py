"""Which way a quantity runs as time goes by: up, both ways, or not at all once the event is over."""

import re
from typing import Literal

from alerts.messages import Report

Course = Literal["up", "both", "closed"]

_BY_MEASURE: dict[str, Course] = {
    "killed": "up",
    "injured": "up",
    "infected": "up",
    "arrested": "up",
    "rescued": "up",
    "displaced": "up",
    "affected": "up",
    "destroyed": "up",
    "launched": "up",
    "other_count": "up",
    "votes": "up",
    "missing": "both",
    "captive": "both",
    "participants": "closed",
    "money": "closed",
    "percent": "closed",
    "magnitude": "closed",
    "duration": "closed",
    "length": "closed",
}
_LEVELS = ("displaced", "injured", "affected", "arrested", "participants", "length", "other_count")
"""Measures that are a level, up and down, where the words say so."""

_LEVEL = re.compile(
    r"\b(?:shelter\w*|evacuation (?:cent|camp)\w*|in hospital\w*|hospitali[sz]ed|in intensive care|in custody|"
    r"without (?:power|water|electricity|service)|stranded|trapped|still|remain\w*|quarantine\w*|plume|column|ash|"
    r"hotel\w*|level)\b",
    re.I,
)
_RISING = re.compile(
    r"\b(?:search\w*|contain\w*|counted|tallied|raised|pledged|donated|collected|paid|vaccinated|burn\w*|so far|"
    r"identified|acres|hectares|spread|cases|laid waste|scorched)\b",
    re.I,
)
_OVER = re.compile(r"\b(?:derail\w*|left the (?:track|rails)|capsiz\w*|crashed|magnitude|attended|turnout)\b", re.I)
FEW = 100
"""One short clash has no more casualties than this; a greater toll under a title about a raid is the war's."""

_STRUCK_ONCE = re.compile(
    r"\b(?:raid\w*|ambush\w*|operation|rescue (?:attempt|mission|bid)|attempt to (?:rescue|free|reach)|clash)\b", re.I
)


def course(report: Report) -> Course:
    """Return which way the quantity of `report` runs, from its measure and the words around the figure."""
    claim = report.claim
    usual = _BY_MEASURE[claim.measure]
    words = claim.quote
    if claim.measure in ("missing", "captive"):
        return "both"
    if claim.measure in _LEVELS and _LEVEL.search(words):
        return "both"
    if usual == "up":
        return "closed" if claim.measure in ("other_count", "destroyed") and _OVER.search(words) else "up"
    if claim.measure in ("percent", "money", "length") and _RISING.search(words):
        return "up"
    return "closed"


def struck_once(report: Report) -> bool:
    """Return whether the figure is of one short clash, whose toll is known to each side when it is over."""
    few = (report.claim.low or report.claim.high or 0) <= FEW
    words = f"{report.title}. {report.claim.quote}" if few else report.claim.quote
    return report.claim.measure in ("killed", "injured", "rescued") and bool(_STRUCK_ONCE.search(words))
