"""The one that a singular implies without a number word: "a driver died", "police arrested a man"."""

import re
from collections.abc import Sequence

from enrich.figures.counted import Counted, counted_after
from enrich.figures.lexicon import PEOPLE, noun_class, singular
from enrich.figures.predicates import hints
from enrich.messages import Measure
from enrich.numbers.grammar import Number
from enrich.numbers.lexicon import ORDINALS
from enrich.numbers.tokens import Token

_MEASURES: dict[str, Measure] = {
    "killed": "killed",
    "injured": "injured",
    "missing": "missing",
    "captive": "captive",
    "arrested": "arrested",
    "rescued": "rescued",
}
_OUTRIGHT = frozenset(["next", "post", "verb"])


_CUSTODY = frozenset(["arrested", "arrest", "arrests", "detained", "charged", "jailed", "accused", "custody"])
_STATES = frozenset(["dead", "injured", "wounded", "missing", "hurt"])
_BEFORE_NAME = frozenset(["the", "a", "an", "his", "her", "their", "its", "this", "that", "my", "our", "one"])


_HINT = re.compile(
    r"\b(?:kill|dead|dies?\b|died|death|shot|injur|wound|hurt|missing|arrest|detain|charged|jail|hostage|kidnap|abduct"
    r"|rescue|freed|released|surviv|murder|slain)"
)
"""Of text in small letters."""


def holds_implied(text: str) -> bool:
    """Whether a passage can hold such a figure at all."""
    return _HINT.search(text.lower()) is not None


def implied(tokens: Sequence[Token], *, title: bool) -> list[tuple[Number, Counted, Measure]]:
    """Singular persons of whom the sentence says outright that they died, were hurt, are missing, held or freed.

    Headlines leave articles out: there a singular alone will do ("Climber dead after fall").
    """
    found: list[tuple[Number, Counted, Measure]] = []
    for i, token in enumerate(tokens):
        if token.text in ("a", "an"):
            number = _one(tokens, i, i + 1)
            counted = counted_after(tokens, number)
        elif title and token.text in PEOPLE and _alone(tokens, i):
            number, counted = _one(tokens, i, i), Counted(i, i + 1, False)
        else:
            continue
        if counted is None:
            continue
        noun = tokens[counted.end - 1].text
        if noun not in PEOPLE or singular(noun) != noun or noun in ("people", "staff", "crew", "police", "personnel"):
            continue
        measures = {measure for rule, measure in hints(tokens, number, counted) if rule in _OUTRIGHT}
        if measures == {"arrested"} and not any(one.text in _CUSTODY for one in tokens):
            continue
        if len(measures) == 1 and (only := _MEASURES.get(measures.pop())):
            found.append((number, counted, only))
    return found


def _alone(tokens: Sequence[Token], i: int) -> bool:
    """Whether the noun at `i` can be a headline's subject or object of its own, without an article."""
    if i + 1 < len(tokens) and noun_class(tokens[i + 1].text) and tokens[i + 1].text not in _STATES:
        return False
    return not i or (tokens[i - 1].kind == "w" and tokens[i - 1].text not in _BEFORE_NAME | ORDINALS)


def _one(tokens: Sequence[Token], first: int, after: int) -> Number:
    start, end = tokens[first].start, tokens[first].end
    return Number(
        start=start,
        end=end,
        number_start=start,
        number_end=end,
        low=1.0,
        high=1.0,
        qualifier="exact",
        kind="count",
        form="article",
        first=first,
        after=after,
    )
