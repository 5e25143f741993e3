"""What a figure is of, beyond its measure: a loss or a profit, still held or once taken, searched or contained.

A facet is a pair (group, value). Two figures whose words give different values of one group are of different things.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

_FACETS = {
    ("captive", "arrested"): {
        "held": r"still|remain\w*|held|holding|hold|in captivity|captives? (?:are|is)|inside|behind bars|in custody",
        "taken": r"taken|took|seized|dragged|kidnapp\w+|abduct\w+|snatch\w+|captured|were seized",
    },
    ("injured",): {
        "in care": r"in hospitals?|being treated|treated|intensive care|remain\w*|still|under treatment|patients",
        "discharged": r"discharged|sent home|went home",
        "critical": r"critical\w*|grave(?:ly)?|life-threatening",
    },
    ("infected",): {
        "probable": r"probable|presumed|suspected|antibod\w+",
        "severe": r"severe\w*|critical\w*|intensive care",
        "in hospital": r"in hospitals?|being treated",
        "recovered": r"recover\w*|cured|discharged",
        "imported": r"imported|from abroad",
    },
    ("killed", "other_count", "rescued"): {
        "probable": r"probable|presumed|excess",
        "identified": r"identif\w+|named|names of",
        "handed over": r"handed|given to families|claimed|collected|returned to",
        "unclaimed": r"unclaimed|unidentified|cold storage",
        "received": r"received|mortuary|morgue|brought to|taken to",
        "buried": r"buried|burial\w*|cremat\w+|funeral\w*",
        "cancelled": r"cancel\w*|called off|grounded",
        "diverted": r"divert\w*|rerouted",
        "expected": r"may recover|expect\w*|feared buried",
    },
    ("money",): {
        "loss": r"loss(?:es)?|lost|lose|losing|in the red",
        "profit": r"profits?|net income|earn(?:ed|s|ings)?|income",
        "revenue": r"revenues?|sales|turnover",
        "fine": r"fine[sd]?|penalt\w+|fining",
        "damage": r"damages?|rebuild\w*|reconstruct\w*|repairs?|cost of",
        "insured": r"insured|insurers?",
        "aid": r"aid|donat\w+|pledg\w+|grants?|relief|fund|raised",
        "compensation": r"compensat\w+|ex gratia|next of kin|bereaved|payouts?|settlement",
        "price": r"shares? (?:at|ended|closed|price)|price[sd]?|trad(?:ed|es|ing) at|closed at|ended",
        "charge": r"charges?|reserves?|set aside|provision\w*|write-?(?:down|off)\w*|assessment",
        "saving": r"sav(?:e|es|ed|ing|ings)",
        "severance": r"severance|restructur\w*|reorgani\w*",
        "debt": r"debts?|borrow\w+|loans?",
        "deal": r"deal|takeover|acqui\w+|merger|buy(?:out|ing)?|bid|offer(?:ed)?",
        "pay": r"salar\w+|wages?|bonus\w*|pay cheque",
        "expense": r"expenses?|spending|spent|budget",
    },
    ("percent",): {
        "votes": r"(?:of the )?votes?|poll(?:ed|s)|result|won|election|count",
        "exit poll": r"exit poll\w*",
        "turnout": r"turnout|electors|turned out",
        "early": r"early|in advance",
        "searched": r"search\w*|dogs|combed",
        "contained": r"contain\w*",
        "staff": r"staff|workforce|jobs|employees|headcount",
        "shares": r"shares|stock|premarket",
        "currency": r"rouble|ruble|dollar|euro|peso|yuan|currency",
        "revenue": r"revenues?|sales",
        "profit": r"profits?|income|earnings",
        "inflation": r"inflation|consumer prices",
        "population": r"population|children|women|residents",
        "fatal": r"fatality rate|mortality|case fatality|death rate",
        "severe": r"severe\w*|critical|mild",
    },
    ("length",): {
        "distance": r"from|away|north|south|east|west|northwest|off|between",
        "height": r"high|height|tall|column|plume|ash|above|altitude|rose",
        "area": r"acres?|hectares?|sq\w*|square|burn\w*|area",
        "speed": r"gusts?|winds?|an hour|per hour|kph|mph|km/h|speed\w*",
        "depth": r"deep|depth|below|beneath|under",
        "radius": r"radius|zone|within",
        "temperature": r"degrees?|temperature\w*|celsius|fahrenheit",
        "weight": r"tonnes?|tons?|kilograms?|kg|pounds?",
        "lava": r"lava|fountain\w*",
        "long": r"long|length|fissures?|column of people",
    },
    ("duration",): {
        "sentence": r"prison|jail\w*|sentence\w*|in custody",
        "since": r"after|on|since|ago|later|earlier",
        "lasted": r"lasted|lasting|for|within",
    },
    ("displaced",): {
        "in shelters": r"shelters?|evacuation (?:centre|center|camp)s?|camps?|hotels?|tents?",
        "flown": r"flown|flew|flights?|airlines?|airport|visitors|tourists",
    },
    ("participants",): {
        "staff": r"staff|employ\w*|headcount|workforce|colleagues",
        "crowd": r"rall\w+|protest\w*|demonstrat\w*|march\w*|crowd|turned out|gather\w*|streets?|attended",
        "residents": r"residents|inhabitants|population|live|living|city of|town of",
        "crew": r"crew|sailors|on board|aboard|passengers|carried",
        "helpers": r"firefighters?|rescuers?|workers|troops|soldiers|volunteers|team|doctors|medics",
    },
    ("affected",): {
        "power": r"power|electricity|blackout|outage\w*",
        "jobs": r"jobs?|lay\w*|laid|cut\w*|posts?|positions?|employees|redundan\w*|severance|dismiss\w*",
        "jobs gone": r"so far|already|gone|abolished|departure|disappear",
        "trapped": r"trapped|stranded|stuck",
    },
}
_PERIOD_WORDS = {
    "per share": r"(?:a|per|diluted) (?:diluted )?share|cents a share",
    "year before": r"(?:a )?year (?:ago|earlier|before)|same (?:quarter|period)|prior[- ]year|previous year",
    "forecast": r"analysts|forecasts?|had expected|targets?|by (?:the end of )?20\d\d|should have",
    "year": r"(?:full|whole|for the) year|annual\w*|last year",
    "quarter": r"quarter\w*",
    "first quarter": r"first[- ]quarter|q1",
    "second quarter": r"second[- ]quarter|q2",
    "third quarter": r"third[- ]quarter|q3",
    "fourth quarter": r"fourth[- ]quarter|q4",
}


class _Kind(NamedTuple):
    """A facet's value, or a period; the words for it; for speed their letters, wherever in a word they stand."""

    value: str
    words: re.Pattern[str]
    letters: re.Pattern[str]

    def spans(self, text: str, begin: int) -> Sequence[tuple[int, int]]:
        """Return where its words stand in `text` from `begin` on."""
        if not self.letters.search(text, begin):  # most are not there, and `re` skips fast to letters, not to words
            return ()
        return [match.span() for match in self.words.finditer(text, begin)]


def _kinds(values: Mapping[str, str]) -> Sequence[_Kind]:
    return [_Kind(value, _words(words), re.compile(rf"(?:{words})\b")) for value, words in values.items()]


def _words(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\b")


_KINDS = {measure: _kinds(values) for measures, values in _FACETS.items() for measure in measures}
_ANY_KIND = {measure: _words("|".join(values.values())) for measures, values in _FACETS.items() for measure in measures}
_PERIODS = _kinds(_PERIOD_WORDS)
_ANY_PERIOD = _words("|".join(_PERIOD_WORDS.values()))
"""All words of a measure, and all of periods, at once: most clauses have none."""

OWNED = frozenset({"money", "percent", "participants", "affected"})
"""Measures that are some body's or for some time, whose source often owns the figure: a profit, a share."""


_NEAREST = frozenset({"money", "percent", "length", "killed", "other_count", "rescued"})
"""Measures of which a sentence often has several kinds: the word nearest to the number decides."""

_AFTER = 6
"""Characters by which a word before the number counts as nearer than one after it."""

_ALWAYS = frozenset({"exit poll", "turnout", "early"})


def facets(measure: str, head: str, phrase: str, tail: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return what a figure of `measure` is of, and to which period or share it belongs.

    `head`, `phrase` and `tail` are the words of its clause before it, its own, and those after it.
    """
    if measure not in _KINDS:
        return frozenset(), frozenset()
    head, phrase, tail = head.lower(), phrase.lower(), tail.lower()
    own = _distances(measure, head, phrase, tail)
    if len(own) > 1 and measure in _NEAREST:
        near = min(own.values())
        own = {value: far for value, far in own.items() if far == near or value in _ALWAYS}
    return frozenset(own), _periods(f"{head}{phrase}{tail}") if measure in OWNED else frozenset()


def _distances(measure: str, head: str, phrase: str, tail: str) -> dict[str, int]:
    """Return how far from the number the nearest word for each kind stands."""
    parts = f"{head}\n{phrase}\n{tail}"  # no pattern goes over the end of a line
    some = _ANY_KIND[measure].search(parts)
    if some is None:
        return {}
    before, behind = len(head), len(head) + len(phrase) + 2
    found: dict[str, int] = {}
    for kind in _KINDS[measure]:
        for at, until in kind.spans(parts, some.start()):
            far = before - until if until <= before else at - behind + _AFTER if at >= behind else 0
            found[kind.value] = min(far, found.get(kind.value, far))
    return found


def _periods(clause: str) -> frozenset[str]:
    """Return the periods and shares that `clause` names."""
    some = _ANY_PERIOD.search(clause)
    return frozenset([period.value for period in _PERIODS if period.spans(clause, some.start())] if some else ())
