"""Shares that cannot be above 100 %: of people who are counted, by what they did. A growth or a load can be."""

import re

from alerts.judge.rounding import spread
from enrich.messages import Claim

WHOLE = 100.0

_PERCENT = re.compile(r"%|\bper ?cent(?:age)?\b|\bpct\b", re.I)

_COUNTED = re.compile(
    r"\s+of\s+(?:(?:all|the|its|their|those|these|our|both|registered|eligible|qualified|adult|local|young|elderly)\s+)*"
    r"(?:voters|electors|electorate|residents|inhabitants|villagers|households|families|pupils|students|children|adults"
    r"|women|men|people|victims|dead|deaths|killed|wounded|injured|casualties|patients|detainees|prisoners|hostages"
    r"|respondents|delegates|lawmakers|employees|workers|passengers|survivors|refugees)"
    r"(?:\s+(?:in|of|on|at|from)\s+(?:the\s+)?(?:[\w’'-]+\s+){0,2}?[\w’'-]+)?"
    r"\s+(?:who\s+)?(?:have\s+|has\s+|had\s+)?(?:voted|voting|cast|casting|turned out|turning out|took part|were|was"
    r"|are|is|have|had|has|said|live[sd]?|died|survived|fled|lost|backed|supported|opposed|chose|want(?:ed)?|received"
    r"|tested|remain(?:ed)?|lack(?:ed)?|own(?:ed)?|attended|participated)\b"
)
"""What follows a share of people who are counted, up to what they did: "of registered voters in the north cast"."""

_VOTES = re.compile(
    r"\s+of\s+(?:the\s+|all\s+)?(?:valid\s+|popular\s+|total\s+)?(?:vote|votes|ballots)(?:\s+cast)?"
    r"(?=\s*(?:[.,;:)”\"]|and\b|in [A-Z]|on [A-Z]|$))",
    re.I,
)
_WON = re.compile(r"\b(?:won|wins|winning|got|gets|received|took|taking|polled|secured|with)\s+$", re.I)

_TURNOUT = re.compile(
    r"\bturnout(?:\s+(?!(?:rose|up|grew|increas\w+|by|than)\b)[\w’'-]+){0,5}?\s+"
    r"(?:was|is|of|at|reached|hit|exceeded|topped|to)\s+$",
    re.I,
)
_NO_LEVEL = re.compile(
    r"\s*(?:of (?:the |all |its )?(?:registered |eligible |qualified )?(?:voters|electors|electorate)\b"
    r"|(?=[.,;:)”\"]|and\b|in\b|$))"
)

_CLAUSE = re.compile(
    r"(?:^|[,;:(“\"–—-]\s*|\b(?:that|said|says|reported|where|while|and|but|with|which|because|as)\s+)$", re.I
)
"""What a share of people stands behind where it is the subject: in "debts equal to 120 % of ..." it is none."""

_DOUBTFUL = re.compile(
    r"\b(?:combined|together|total\w*|sums?|add(?:s|ed)? up|compar\w*|versus|than|level|capacity|quotas?|targets?"
    r"|goals?|forecasts?|expect\w*|estimat\w*|averages?|normal|increas\w*|growth|rise|rose|doubl\w*|planned|equivalent"
    r"|equal|fraud\w*|irregular\w*|impossibl\w*|errors?|mistak\w*|rig(?:ged|ging)|stuff\w*|false\w*|implausibl\w*"
    r"|absurd\w*|mock\w*|jok\w*|typo\w*|inflat\w*|census|newcomers|out-of-\w+|same-day|absentees?|more votes|outdated"
    r"|rolls?)\b",
    re.I,
)
"""Words by which a share above the whole is meant, excused or doubted in the text itself."""


def above_the_whole(claim: Claim) -> bool:
    """Return whether `claim` is a share above 100 %, beyond its rounding, that by its words cannot be.

    That is a share of people who are counted by what they did, of votes that one side won, or a turnout; not a growth,
    a load or a ratio, and nothing that the text itself doubts.
    """
    if claim.measure != "percent" or (claim.low or 0.0) <= WHOLE or spread(claim)[0] <= WHOLE:
        return False
    if claim.status != "asserted" or claim.presented not in ("own", "correction"):
        return False
    start, quote = claim.start - claim.quote_start, claim.quote
    sign = _PERCENT.search(quote, max(0, start))
    if sign is None or _DOUBTFUL.search(f"{claim.before} {quote} {claim.after}"):
        return False
    before, rest = quote[:start], quote[sign.end() :]
    if _TURNOUT.search(before):
        return bool(_NO_LEVEL.match(rest))
    if _WON.search(before):
        return bool(_VOTES.match(rest))
    return bool(_CLAUSE.search(before) and _COUNTED.match(rest))
