"""How a figure stands: asserted, denied, rumoured, withdrawn or forecast, by the words of its sentence."""

import re

from enrich.context.lexicon import vocabulary
from enrich.messages import Status

_FORECAST_BEFORE = re.compile(
    r"\b(?:will|would|could|may|might|shall|'ll|going to|expected to|expects? to|expected|expects"
    r"|forecasts?|projected|projects|predicted|predicts"
    r"|likely to|set to|due to (?!the|a\b|an\b)|plans? to|planned|planning to|plans|aims? to|hopes? to"
    r"|intends? to|feared to|threaten(?:s|ed)? to|promis(?:es?|ed) to|vow(?:s|ed)? to|pledg(?:es?|ed) to|wants? to"
    r"|demand(?:s|ed)? that|is to|are to)\b",
    re.I,
)
_FORECAST_AFTER = re.compile(
    r"^[^,.;]{0,50}\b(?:will|would|could|may|might|(?:is|are) (?:expected|likely|set|due|to) )\b", re.I
)
_PERFECT = re.compile(r"\b(?:may|might|could|would|will) have\s+\w+(?:ed|en|n|t)\b|\bwould(?: have)? been\b", re.I)
_RUMOUR = re.compile(
    r"\b(?:unconfirmed|rumou?rs?|rumou?red|alleged(?:ly)?|purported(?:ly)?|unverified|reportedly"
    r"|so-called|supposed(?:ly)?"
    r"|could not be (?:verified|confirmed|checked)|feared (?:dead|killed|drowned|lost|trapped|missing)"
    r"|social media|online posts?|a (?:since[- ])?deleted post)\b",
    re.I,
)
_DENIAL = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|dismiss(?:ed|es|ing)?|reject(?:ed|s|ing)?|refut(?:ed|es|ing)|disput(?:ed|es|ing)"
    r"|false(?:ly)?|untrue|no evidence (?:of|that|for)"
    r"|not true|nobody (?:in \w+ )?believes|is (?:simply )?wrong|was (?:simply )?wrong|contradicted)\b",
    re.I,
)
_UNVERIFIED = re.compile(r"^[^.;]{0,60}\bcould not be (?:verified|confirmed|checked)\b", re.I)
_NOT = re.compile(
    r"\b(?:not|n't|never|rather than|instead of)\s+(?:(?:the|as|many|about|some|only|yet)\s+)*[$€£]?\s*$", re.I
)
_WITHDRAWN = re.compile(
    r"\b(?:withdr(?:ew|awn|aws)|retract(?:ed|s|ion)|earlier version|incorrectly|mistakenly|wrongly"
    r"|in error|erroneous(?:ly)?"
    r"|no longer (?:stands|holds)|(?:corrects|corrected)\b[^.]*\bfrom|had (?:earlier|previously|initially"
    r"|originally|first) (?:said|put|reported|given|announced)"
    r"|(?:earlier|previously|initially|originally|at first) (?:said|put|reported|given|announced)"
    r"|since (?:deleted|withdrawn|corrected)|counted twice|double[- ]count)",
    re.I,
)


_REPORTS = re.compile(
    r"\b(?:will|would|could|may|might)\s+(?:only|not|also|neither)?\s*(?:say|confirm|admit|tell|give|comment)\b"
)


def status(
    sentence: str, start: int, end: int, *, replaced: bool, disputed: bool, disputes: bool = False, verb: str = ""
) -> Status:
    """Return how the figure at `start` to `end` of `sentence` stands.

    `replaced` and `disputed` are whether another figure of the text replaces or disputes it, `disputes` whether it is
    itself set against another; `verb` is the reporting verb of its source, lower case.
    """
    clause_start = max(
        (m.end() for m in re.finditer(r"[;:]\s|,\s(?:but|while|and|although|though)\s", sentence[:start])), default=0
    )
    before, after = _REPORTS.sub(" ", sentence[clause_start:start]), sentence[end : end + 90]
    spoken = re.search(r"^.*\b(?:saying|adding|insisting|claiming|stating)\b", before)
    before = before[spoken.end() :] if spoken else before
    near = before[-90:]
    if disputes:
        return "asserted"
    if disputed or _NOT.search(before) or (_DENIAL.search(before) and verb not in _DENYING_ELSEWHERE):
        return "denied"
    if replaced and _WITHDRAWN.search(sentence):
        return "withdrawn"
    if _WITHDRAWN.search(near):
        return "withdrawn"
    if _UNVERIFIED.match(after):
        return "rumoured"
    if verb in _FORESEEING:
        return "forecast"
    forecast = _FORECAST_BEFORE.search(near) or _FORECAST_AFTER.match(after)
    if (
        forecast
        and not _PERFECT.search(near + after[:40])
        and not re.search(r"\bsaid (?:it|he|she|they) would not\b", near)
    ):
        return "forecast"
    if _RUMOUR.search(sentence[max(0, start - 140) : end + 70]):
        return "rumoured"
    return "asserted"


_FORESEEING = vocabulary(
    "expects expect expected forecast forecasts projected projects project predicted predicts predict"
)
_DENYING_ELSEWHERE = frozenset({"dismissed", "rejected"})
