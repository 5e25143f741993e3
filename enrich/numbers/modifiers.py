"""The words around a number that say how its interval is meant: "at least", "about", "or more"."""

from collections.abc import Sequence
from typing import Literal

from enrich.numbers.tokens import Token
from enrich.numbers.wordlist import words

Qualifier = Literal["exact", "about", "at_least", "more_than", "at_most", "less_than", "range", "vague"]

_BEFORE: dict[Qualifier, str] = {
    "about": (
        "about|around|roughly|approximately|approx|approx .|circa|ca|ca .|c .|nearly|almost|close to|some|an "
        "estimated|the estimated"
        "|estimated|perhaps|maybe|virtually|practically|or so|more or less|~|≈|an average of about|nearing|near to"
        "|as many as about|something like|in the region of|in the order of|to about|more like|near"
        "|approaching|somewhere around"
        "|an approximate|a reported|anywhere around|going on|getting on for|well nigh|not far from|not far "
        "off|an average of"
    ),
    "at_least": (
        "at least|at the very least|a minimum of|minimum|no fewer than|no less than|not less than|not fewer "
        "than|at the least"
        "|upwards of|upward of|as few as|as little as|nothing less than|≥|min|min .|a good"
    ),
    "more_than": (
        "more than|over|above|in excess of|exceeding|well over|greater than|north of|upwards of|higher than"
        "|well above|just over|far more than"
        "|slightly more than|a little over|a little more than|just more than|well more than|much more than"
        "|many more than|bigger than|larger"
        " than|longer than|slightly over|far above|just above|topped|topping|tops|tops record|tops record "
        "high|exceeded|exceeds|exceed|surpassed|surpassing|surpasses|beyond|past"
        "|shy over|comfortably over|more then|heavier than|older than|>|a bit more than|a bit over|easily "
        "over|way over|way more than|better than"
    ),
    "at_most": (
        "at most|at the most|up to|as many as|as much as|no more than|not more than|a maximum of|maximum|as "
        "high as|as long as|as far as"
        "|a maximum|max|max .|not exceeding|no longer than|no higher than|upto|≤|nothing more than|within"
        "|not over|as large as|as big as"
        "|a ceiling of|as late as|as deep as|as tall as|not longer than|no greater than"
    ),
    "less_than": (
        "less than|fewer than|under|below|just under|lower than|smaller than|shorter than|well under|well "
        "below|slightly under"
        "|slightly less than|just less than|just below|a little under|a little less than|far less than|far "
        "fewer than|short of|shy of|just shy of"
        "|much less than|slightly fewer than|just short of|<|a bit under|a bit less than"
    ),
    "exact": "exactly|precisely|just|only|a total of|a mere|all|another|an additional|a further|the other|a "
    "combined|a whopping|a record|fully|a full|a staggering|yet another",
}
_AFTER: dict[Qualifier, str] = {
    "at_least": "or more|at least|or higher|or above|or over|and counting|and up|or better|at the least|or greater"
    "|or longer|if not more|minimum|or older|and above|and over|- plus|+|plus",
    "about": "or so|or thereabouts|approximately|- ish|ish|or more or less|give or take|or about",
    "at_most": "or less|or fewer|at most|at the most|or under|or below|maximum|tops|at maximum|or lower",
}


def _reversed_table() -> tuple[dict[tuple[str, ...], Qualifier], int]:
    table: dict[tuple[str, ...], Qualifier] = {}
    for qualifier, phrases in _BEFORE.items():
        for phrase in phrases.split("|"):
            table[tuple(phrase.split())] = qualifier
    return table, max(map(len, table))


BEFORE, LONGEST = _reversed_table()
AFTER: dict[tuple[str, ...], Qualifier] = {
    tuple(phrase.split()): qualifier for qualifier, phrases in _AFTER.items() for phrase in phrases.split("|")
}
LAST_WORDS = frozenset(phrase[-1] for phrase in BEFORE)
FIRST_WORDS = frozenset(phrase[0] for phrase in AFTER)

_MOVED = words(
    "go goes going gone went creep crept rise rose risen move moved come came climb climbed add adds "
    "added shot jumped pushed push"
    " summed sum bring brings brought stands stood edged inched ticked picked take takes took put"
)
_CONTEXTUAL: dict[tuple[str, ...], frozenset[str]] = {
    ("up", "to"): _MOVED,
    ("past",): words("the this these those his her its their our half quarter"),
    ("over",): words(
        "all shot hands handed handing took take takes taken taking turned turn climbed spread clash row war"
    ),
    ("some",): words("and"),
}


def before(tokens: Sequence[Token], i: int) -> tuple[Qualifier, int] | None:
    """The modifier whose last word stands before token `i`: its qualifier and the index of its first word.

    Words without a meaning of their own ("just", "another", "a total of") are stepped over.
    """
    first = i
    found: Qualifier = "exact"
    for _ in range(4):
        step = _one(tokens, first)
        if step is None:
            break
        qualifier, at = step
        if qualifier == "exact" and found != "exact":
            break
        if qualifier != "exact":
            if found == "exact" or (
                found == "about" and qualifier in ("at_least", "at_most", "more_than", "less_than")
            ):
                found = qualifier
            else:
                break
        first = at
    return (found, first) if first < i else None


def _one(tokens: Sequence[Token], i: int) -> tuple[Qualifier, int] | None:
    if i == 0 or tokens[i - 1].text not in LAST_WORDS:
        return None
    for length in range(min(LONGEST, i), 0, -1):
        phrase = tuple(token.text for token in tokens[i - length : i])
        qualifier = BEFORE.get(phrase)
        if qualifier is not None:
            if phrase in _CONTEXTUAL and i > length and tokens[i - length - 1].text in _CONTEXTUAL[phrase]:
                return None
            return qualifier, i - length
    return None


def after(tokens: Sequence[Token], i: int) -> tuple[Qualifier, int] | None:
    """The modifier that starts at token `i`: its qualifier and the index after it."""
    if i >= len(tokens) or tokens[i].text not in FIRST_WORDS:
        return None
    for length in (4, 3, 2, 1):
        qualifier = AFTER.get(tuple(token.text for token in tokens[i : i + length]))
        if qualifier is not None and len(tokens[i : i + length]) == length:
            if length == 1 and tokens[i].text in ("plus", "+") and tokens[i].text == "plus":
                continue
            return qualifier, i + length
    return None
