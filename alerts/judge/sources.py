"""Who says so: a source is a body, not a string."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from operator import eq

from alerts.judge.figures import same_number
from alerts.messages import Report

COPY = 0.65
"""Share of the shorter text's shingles from which on two texts are one agency's copy.

Of texts of 120 to 400 words cut to a half all are told as copies, of those cut to six tenths and put behind 40 words of
the outlet's own four in five; of texts with one half in common, one in fourteen.
"""

_COMMON = 0.25
"""Least share of a MinHash that two copies have in common: below that how long texts are is too rough a guess."""

_KINDS = frozenset(
    """
    it he she they bank company firm lender group ministry commission council board union party court fund team service
    military police government hospital railway bureau institute university church club foundation authority
    """.split()  # noqa: SIM905
)
"""Words for kinds of bodies, which name none."""

_ANY_KIND = frozenset(["it", "he", "she", "they", "group", "authority"])
"""Of those, the words that stand for a body of whatever kind."""

_OTHERS = frozenset(["police", "military", "hospital", "court", "church", "university", "railway", "party", "union"])
"""Of those, the words of which no body is two: the police are no hospital, though a bank is a company."""

_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]\b)*")
_EMPTY = frozenset(
    """
    the a an of for in at to and or its his her their our whose own s mr mrs ms dr sir gen general maj col lt capt
    adm rear brig chief head senior top deputy acting former spokesman spokeswoman spokesperson spokespeople
    official officials officer officers statement aide source sources member members president prime minister
    secretary director chairman chairwoman chair ceo executive commissioner governor run state local county city
    national federal regional country press service office department agency bureau report document newspaper
    """.split()  # noqa: SIM905
)
_ONE_WORD = {
    "army": "military",
    "idf": "military",
    "troops": "military",
    "forces": "military",
    "defence": "military",
    "defense": "military",
    "authorities": "government",
    "administration": "government",
    "ministers": "government",
    "railways": "railway",
    "rail": "railway",
    "policeman": "police",
    "ministries": "ministry",
    "interior": "interior",
    "doctors": "hospital",
    "doctor": "hospital",
    "hospitals": "hospital",
    "medics": "hospital",
    "rescuers": "rescue",
    "investigators": "investigator",
    "organisers": "organiser",
    "organizers": "organiser",
    "firefighters": "fire",
}
_OFFICE = re.compile(r"\b(?:department|ministry|service|authority|agency|office|council|commission|bureau)\b", re.I)


def same_source(one: Report, other: Report) -> bool:
    """Return whether both figures come from one body; unnamed people are one within one outlet alone."""
    kinds = {one.claim.attribution_kind, other.claim.attribution_kind}
    if len(kinds) == 1 and kinds != {"body"} and is_copy(one, other):
        return True  # a copy that names another body for the figure has been changed there
    if kinds == {"outlet"}:
        return one.outlet.casefold() == other.outlet.casefold()
    if "outlet" not in kinds and _generic(one) and _generic(other):
        mine, theirs = _words(one) & _OTHERS, _words(other) & _OTHERS
        return bool(_core(one.title) & _core(other.title)) and not (mine and theirs and mine != theirs)
    if kinds == {"body"}:
        names = (one.claim.attribution, other.claim.attribution)
        return same_body(*names) or _stands_for(one, other) or _stands_for(other, one)
    if kinds == {"body", "unnamed"}:
        return _stands_for(one, other) or _stands_for(other, one)
    if kinds == {"unnamed"}:
        return one.outlet == other.outlet and same_body(one.claim.attribution, other.claim.attribution)
    return False


@lru_cache(maxsize=5_000)
def same_body(one: str, other: str) -> bool:
    """Return whether two names are of one body: "the Israeli army" and "Israel's military", "Jena" and "P.K. Jena"."""
    if one.casefold() == other.casefold():
        return bool(one)
    if _acronym(one, other):
        return True
    mine, theirs = _body(one), _body(other)
    if not mine or not theirs:
        return False
    less, more = sorted((mine, theirs), key=len)
    return all(any(_alike(word, known) for known in more) for word in less)


def _generic(report: Report) -> bool:
    return _words(report) <= _KINDS


def _words(report: Report) -> frozenset[str]:
    """Return the telling words of who is quoted."""
    return _core(report.claim.attribution or report.claim.attribution_text)


def _stands_for(one: Report, other: Report) -> bool:
    """Whether the words for one's source ("the bank", "it", a surname) stand for other's body, which its text names."""
    words = _words(one)
    body = _body(other.claim.attribution)
    if not body or body <= _KINDS:
        return False
    generic = words <= _KINDS
    if generic and not words <= _ANY_KIND and (kinds := _kinds(other.claim.attribution)) and not words & kinds:
        return False  # "the hospital" is no fire service
    office = _OFFICE.search(one.claim.attribution)  # "the Harbury health department" is no surname
    person = (
        not generic and not office and one.claim.attribution_kind == "body" and len(words) <= 2 and not words & _KINDS
    )
    around = f"{one.claim.quote} {one.claim.before}" if person else f"{one.title} {one.claim.quote} {one.claim.before}"
    return (generic or person) and all(any(_alike(word, known) for known in _said_around(around)) for word in body)


@lru_cache(maxsize=5_000)
def _body(name: str) -> frozenset[str]:
    """Return the telling words of the body that `name` is or speaks for."""
    return _core(_SPEAKS_FOR.sub("", name))


@lru_cache(maxsize=5_000)
def _kinds(name: str) -> frozenset[str]:
    """Return the words of `name` that say what kind of body it is."""
    words = (word.lower() for word in _WORD.findall(name))
    return frozenset(_ONE_WORD.get(word, word) for word in words) & _KINDS


def is_copy(one: Report, other: Report) -> bool:
    """Return whether both articles carry the same agency copy, be it cut or behind the outlet's own words."""
    return containment(one.fingerprint, other.fingerprint) >= COPY


def resemblance(one: Sequence[int], other: Sequence[int]) -> float:
    """Return the share of a MinHash that two texts have in common; 0 where either has none."""
    if not one or len(one) != len(other):
        return 0.0
    alike: int = sum(map(eq, one, other))
    return alike / len(one)


def containment(one: Sequence[int], other: Sequence[int]) -> float:
    """Return the share of the shorter text's shingles that the longer one has, by their MinHashes; 0 for little.

    The least of n numbers spread evenly over [0, 1) is 1 / (n + 1) on average, so that the sum of a MinHash tells how
    many shingles a text has, and the sum of the lesser ones of two how many both have (Broder 1997 has the shares).
    """
    alike = resemblance(one, other)
    if alike < _COMMON:
        return 0.0
    both = sum(map(min, one, other))
    return min(1.0, alike * max(sum(one), sum(other)) / both) if both else alike


def source_name(report: Report) -> str:
    """Return who gives the figure, as a reader would be told."""
    claim = report.claim
    if claim.attribution_kind == "outlet" or not (claim.attribution or claim.attribution_text):
        return report.outlet
    return claim.attribution or claim.attribution_text


def independent(reports: Sequence[Report], most: int | None = None) -> tuple[str, ...]:
    """Return the names of the bodies that gave the figures of `reports`, each once, in order, up to `most`.

    A headline, or any other words without a source, that repeat a figure of the same text say what its source says.
    """
    kept: list[Report] = []
    names: dict[str, None] = {}
    for report in reports:
        if len(names) == most:
            break
        if any(same_source(report, known) or is_copy(report, known) for known in kept):
            continue
        if not _repeats(report, reports):
            kept.append(report)
            names.update(dict.fromkeys(filter(None, [source_name(report)])))
    return tuple(names)


def _repeats(report: Report, others: Iterable[Report]) -> bool:
    """Whether another figure of the text gives the number by a source, and `report` by none."""
    text = (report.article, report.revision)
    return report.claim.attribution_kind == "outlet" and any(
        (each.article, each.revision) == text
        and each.claim.attribution_kind != "outlet"
        and same_number(each.claim, report.claim)
        for each in others
    )


_SPEAKS_FOR = re.compile(
    r"^.*\b(?:spokes\w+|speaker|head|chief|chairman|chairwoman|chair|director|commander|minister|secretary|manager)"
    r" (?:of|for|at) (?:the )?",
    re.I,
)


def _acronym(one: str, other: str) -> bool:
    """Whether one name is the other's initials: "CEC", "the Central Election Commission"."""
    for short, long in ((one, other), (other, one)):
        letters = re.sub(r"^the\s+|\.", "", short.strip(), flags=re.I)
        if 2 <= len(letters) <= 6 and letters.isupper():
            words = [word for word in re.findall(r"[^\W\d_]+", long) if word.lower() not in ("the", "of", "and", "for")]
            if "".join(word[0] for word in words).upper() == letters:
                return True
    return False


@lru_cache(maxsize=500)
def _said_around(text: str) -> frozenset[str]:
    """Return the telling words of some sentences: long, and asked for a few times in a row."""
    return _telling(text)


@lru_cache(maxsize=5_000)
def _core(name: str) -> frozenset[str]:
    return _telling(name)


def _telling(name: str) -> frozenset[str]:
    words = [word.casefold().removesuffix("'s").removesuffix("’s") for word in _WORD.findall(name)]
    telling = [_ONE_WORD.get(word, word) for word in words if word not in _EMPTY and len(word) > 1]
    return frozenset(telling) or frozenset(_ONE_WORD.get(word, word) for word in words if len(word) > 3)


def _alike(one: str, other: str) -> bool:
    """Whether two words are one, or a country and its people ("Israel", "Israeli")."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    return len(short) >= 5 and long.startswith(short[: max(5, len(short) - 1)]) and len(long) - len(short) <= 4
