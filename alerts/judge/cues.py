"""Words by which a report says that a figure replaces an earlier one, disputes it, or has simply risen."""

import re
from functools import lru_cache

from alerts.messages import Report

_CORRECTS = re.compile(
    r"\b(?:correct(?:s|ed|ion|ing)?\b|revis(?:e|es|ed|ion|ing)\b|amend\w*|restat\w*|recount\w*"
    r"|counted (?:twice|in error)|double[- ]count\w*|duplicat\w*|withdr[ae]w\w*|retract\w*"
    r"|revers(?:e|es|ed|ing) (?:it|him|her|them)sel(?:f|ves)"
    r"|chang(?:ed|es) its \w+ (?:figures?|results?|count)|(?:cut|cuts|trim\w*|lower\w*|slash\w*|reduc\w*|widen\w*) "
    r"(?:\w+(?:'s)? ){0,4}(?:toll|count|figures?|estimate|share|tally|number|loss)|as (?:stated|reported|given) on"
    r"|had (?:earlier|previously|wrongly) \w+|previously (?:reported|announced|given|stated)"
    r"|earlier (?:account|count|figure|toll|version|estimate)|more than announced|finali[sz]e[sd]?"
    r"|back (?:at|to)(?= \d)|overcount\w*|had (?:spoken of|said|put|given))\b",
    re.I,
)
_RETIRED = re.compile(
    r"\b(?:earlier version|in (?:our|this) (?:report|story|article|newsletter)|we (?:said|reported|gave|wrote|put))\b",
    re.I,
)
_ROSE = re.compile(
    r"\b(?:rose|risen|rises|rising|rais(?:e|es|ed|ing)|climb\w*|grew|grown|increas\w*|reach(?:ed|es)|brought to"
    r"|bringing to|brings to|jump\w*|up to now|so far|mount(?:ed|s|ing)|passed|surpass\w*|another|more bodies"
    r"|after (?:a|one|two|three) \w+ died)\b",
    re.I,
)


def corrects(report: Report) -> bool:
    """Return whether the words around the figure of `report` say that it puts an earlier one right."""
    return bool(_CORRECTS.search(_words(report)))


def openly(report: Report) -> bool:
    """Return whether the text itself says that its figure is another than before."""
    return report.claim.presented == "correction" or corrects(report)


def changed_how(report: Report) -> str:
    """Return in words how the text of `report`, a later revision, came by its figure."""
    return "corrected" if openly(report) else "silently changed"


_DISPUTES = re.compile(
    r"\b(?:disput(?:e|es|ed|ing)|den(?:y|ies|ied|ying)|reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?|contradict(?:s|ed|ing)?"
    r"|not borne out|untrue|false)\b",
    re.I,
)


def disputes(new: Report, prior: Report) -> bool:
    """Return whether the sentence of `new` names the number of `prior` and words for disputing it."""
    quote = new.claim.quote
    numbers = {f"{end:,.10g}" for end in (prior.claim.low, prior.claim.high) if end is not None}
    named = any(
        number in quote and re.search(rf"(?<![\d.,]){re.escape(number)}(?![\d]|[.,]\d)", quote) for number in numbers
    )
    return named and bool(_DISPUTES.search(quote))


def retired(report: Report) -> bool:
    """Return whether the sentence gives the figure as what the outlet itself once said."""
    return _retires(report.claim.before, report.claim.quote)


@lru_cache(maxsize=2_000)
def _retires(before: str, quote: str) -> bool:
    return bool(_RETIRED.search(quote)) and bool(_CORRECTS.search(f"{before} {quote}"))


def rose(report: Report) -> bool:
    """Return whether the words say that the count has gone on."""
    return bool(_ROSE.search(report.claim.quote))


def _words(report: Report) -> str:
    claim = report.claim
    if claim.field == "title":
        return f"{report.title}. {report.lead[:250]}"
    return f"{report.title}. {claim.quote}" if claim.quote_start < 300 else claim.quote
