"""What a number counts: the noun after it, on tokens alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from enrich.figures.lexicon import CLASSES, FUNCTION, PEOPLE
from enrich.numbers.grammar import Number
from enrich.numbers.tokens import Token
from enrich.numbers.wordlist import words

_LONGEST = 5
PARTICIPLES = words(
    "killed injured wounded hurt dead missing arrested detained displaced evacuated rescued freed "
    "destroyed damaged trapped stranded charged accused"
    " homeless infected affected hospitalised hospitalized held shot slain murdered kidnapped abducted "
    "captured feared died flee fled die dies"
    " survived survive unaccounted alive ill sick strong gone burned drowned confirmed hit jailed "
    "convicted wounding killing injuring leaving"
)


class Counted(NamedTuple):
    """The noun counted: the tokens `start` to `end` with its adjectives, the head last; `of` marks "44 of"."""

    start: int
    end: int
    of: bool


def counted_after(tokens: Sequence[Token], number: Number) -> Counted | None:
    """The noun that follows `number`, or None where it stands alone ("the toll rose to 24")."""
    i = number.after
    of = False
    if i < len(tokens) and tokens[i].text == "of" and number.kind in ("count", "times", "percent", "fraction"):
        of = True
        i += 1
        if i < len(tokens) and tokens[i].text in (
            "the",
            "its",
            "their",
            "his",
            "her",
            "all",
            "our",
            "these",
            "those",
            "this",
        ):
            i += 1
        if i < len(tokens) and tokens[i].text in ("them", "these", "those", "whom", "which", "it", "what", "us"):
            return Counted(i, i + 1, of)
    if i < len(tokens) and tokens[i].text == "-" and number.attributive:
        i += 1
    start = i
    head = -1
    while i < len(tokens) and i - start < _LONGEST:
        token = tokens[i]
        if (
            token.text == "-"
            and head >= 0
            and i + 1 < len(tokens)
            and token.start == tokens[i - 1].end == tokens[i + 1].start - 1
        ):
            i += 1
            continue
        if token.kind != "w" or (token.text in FUNCTION and token.text not in ("other", "others")):
            break
        if token.text in PARTICIPLES:
            if head < 0 and _describes(tokens, i):
                i += 1
                continue
            if head < 0 and token.text in ("dead", "injured", "wounded", "missing", "homeless"):
                head = i
            break
        if head >= 0 and _ends_noun(tokens, head, i):
            break
        head = i
        i += 1
    if head < 0:
        return None
    return Counted(start, head + 1, of)


def _describes(tokens: Sequence[Token], i: int) -> bool:
    """Whether a participle stands before the noun that it describes ("650 injured passengers")."""
    if i + 1 >= len(tokens) or tokens[i + 1].kind != "w":
        return False
    following = tokens[i + 1].text
    return following in PEOPLE or following in CLASSES or following == "bodies"


def _ends_noun(tokens: Sequence[Token], head: int, i: int) -> bool:
    """Whether the noun phrase is over at `head`, so that the word at `i` belongs to what follows."""
    noun, word = tokens[head].text, tokens[i].text
    if noun in PEOPLE and noun not in ("police", "other", "family", "student", "worker", "officer", "child", "fellow"):
        return word not in PEOPLE
    if noun in CLASSES and noun.endswith("s"):
        return True
    plural = noun.endswith("s") and not noun.endswith(("ss", "us", "'s", "ous"))
    return plural and (word.endswith(("ed", "ing", "ly")) or word in PARTICIPLES)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number of a passage with the noun it counts."""

    number: Number
    counted: Counted | None


PRONOUNS = frozenset(["them", "these", "those", "whom", "which", "others", "other", "more", "it", "what", "us"])
"""Words in the place of a counted noun that name nothing themselves."""


def noun_of(tokens: Sequence[Token], counted: Counted | None) -> str:
    """The head noun that is counted, in lower case; "" where there is none or a pronoun."""
    if counted is None:
        return ""
    noun = tokens[counted.end - 1].text
    return "" if noun in PRONOUNS else noun
