"""What an amount of money, a share or a length is of, as a noun: from the words beside the number, if they say it."""

import re
from collections.abc import Mapping

from alerts.judge.around import clause
from enrich.messages import Claim

_KINDS: Mapping[str, Mapping[str, str]] = {
    "money": {
        "ransom": r"ransoms?",
        "fine": r"fine[sd]?|fining|penalt(?:y|ies)",
        "damages awarded": r"(?:punitive|compensatory) damages|award(?:s|ed)?|verdict",
        "damage": r"damages?|destruction|devastation",
        "insured loss": r"insured (?:loss(?:es)?|damages?)|insurers?",
        "compensation": r"compensat\w+|payouts?|ex gratia|reparations?|restitution",
        "sum claimed": r"lawsuits?|su(?:e[sd]?|ing)",
        "settlement": r"settle(?:d|s|ments?)?",
        "cost": r"costs?|costing|price tag|rebuild\w*|reconstruct\w*|repairs?",
        "budget": r"budgets?|allocat\w+|earmark\w+",
        "aid": r"aid|assistance|relief|grants?|pledg\w+",
        "donation": r"donat\w+",
        "fund": r"funds?",
        "loan": r"loans?|lend\w*|lent",
        "debt": r"debts?|owe[sd]?|borrow\w+|arrears",
        "deficit": r"deficits?|shortfalls?",
        "loss": r"loss(?:es)?|lost|lose|losing|in the red",
        "profit": r"profits?|net income|earn(?:ed|s|ings)",
        "revenue": r"revenues?|sales|turnover|takings|box office|grossed",
        "price": r"prices?|priced|a barrel|an ounce",
        "pay": r"salar(?:y|ies)|wages?|bonus(?:es)?",
        "bail": r"bail",
        "bribe": r"brib\w+|kickbacks?",
        "sum stolen": r"haul|heist|stole(?:n)?|steal\w*|theft|robb\w+|embezzl\w+|launder\w+|defraud\w*",
        "prize": r"prizes?|jackpots?|winnings",
        "reward": r"rewards?|bount(?:y|ies)",
        "tax": r"tax(?:es|ed)?|lev(?:y|ies)|tariffs?",
        "investment": r"invest(?:s|ed|ing|ments?)?|funding",
        "deal": r"deal|takeover|acqui(?:re[sd]?|sitions?)|merger|buyout|contracts?",
        "charge": r"(?:restructuring|impairment|special|one-off|pre-?tax) charges?|write-?(?:downs?|offs?)|provisions?",
        "saving": r"sav(?:e[sd]?|ings?)",
        "spending": r"spend\w*|spent|expenses?|expenditure",
    },
    "percent": {
        "turnout": r"turnout|turned out",
        "share of the vote": r"votes?|polled|ballots?|exit poll",
        "share contained": r"contain(?:ed|ment)",
        "unemployment": r"unemploy\w+|jobless\w*",
        "inflation": r"inflation|consumer prices",
        "interest rate": r"interest(?: rates?)?|key rate|benchmark rate",
        "fatality rate": r"fatality(?: rate)?|mortality(?: rate)?|death rate",
        "approval": r"approv\w+",
    },
    "length": {
        "height": r"high|height|tall|column|plume|altitude",
        "depth": r"deep|depth|beneath",
        "area": r"acres?|hectares?|sq\w*|square|area|burn(?:ed|t)",
        "speed": r"gusts?|winds?|an hour|per hour|kph|mph|km/h|speeds?",
        "radius": r"radius|zone|perimeter",
        "weight": r"tonnes?|tons?|kilograms?|kg|pounds?",
        "temperature": r"degrees|temperatures?|celsius|fahrenheit",
        "distance": r"away|north|south|east|west|off the|distance|from the",
    },
}
_WEAK: Mapping[str, Mapping[str, str]] = {
    "money": {
        "value": r"worth|valued?|valuation|market cap\w*",
        "payment": r"payments?|pa(?:id|ys?|ying)",
    },
    "percent": {
        "change": r"r[io]s(?:e|es|en|ing)|(?<!-)up|gr[eo]wn?|growth|increas\w+|higher|jump\w*|gain\w*|fell"
        r"|fall(?:s|en|ing)?|down|drop\w*|lower|declin\w+|cut",
    },
}
"""Words that say something only where no other does."""

_PER_SHARE = re.compile(r"\b(?:a|per) (?:diluted )?share\b", re.I)
_OTHERS = re.compile(r"^.*\d.*?(?:,|\b(?:and|or|against|versus|than)\b)", re.S)
"""Up to the end of what is said of another number, whose words are its own."""

_NEXT = re.compile(r"[$€£¥]?\d.*$", re.S)
_AFTER = 6
"""Characters by which a word before the number counts as nearer than one after it."""


def _compiled(tables: Mapping[str, Mapping[str, str]]) -> dict[str, list[tuple[str, "re.Pattern[str]"]]]:
    return {
        measure: [(name, re.compile(rf"\b(?:{words})\b", re.I)) for name, words in table.items()]
        for measure, table in tables.items()
    }


_TIERS = (_compiled(_KINDS), _compiled(_WEAK))


def kind(claim: Claim) -> str:
    """Return what the figure of `claim` is ("damage", "turnout", "height"), "" where its words do not say.

    The word nearest to the number in its clause decides, of two that are as near the longer.
    """
    start, end = claim.start - claim.quote_start, claim.end - claim.quote_start
    if not 0 <= start < end <= len(claim.quote):
        return ""
    head, tail = clause(claim.quote, start, end)
    head, inside, tail = _OTHERS.sub("", head), claim.quote[start:end], _NEXT.sub("", tail)
    for tier in _TIERS:
        found = []
        for name, pattern in tier.get(claim.measure, ()):
            found += [(len(head) - each.end(), -len(each.group()), name) for each in pattern.finditer(head)]
            found += [(0, -len(each.group()), name) for each in pattern.finditer(inside)]
            found += [(each.start() + _AFTER, -len(each.group()), name) for each in pattern.finditer(tail)]
        if found:
            *_, name = min(found)
            shares = name in ("loss", "profit") and _PER_SHARE.search(f"{head}\n{tail}")
            return f"{name} per share" if shares else name
    return ""
