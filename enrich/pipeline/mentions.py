"""Names of one sentence set right by what the lists know and by the words around them.

A recogniser trained on sentences of other years misses countries, takes titles into names, and takes an unknown
surname for a town. Each function here takes a sentence and gives it back with its names corrected.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from enrich import lists
from enrich.pipeline.entity import Entity
from enrich.pipeline.gazetteer import BODY, CITY, COUNTRY, NATIONALITY, REGION, STATE, TOWN, Gazetteer
from enrich.pipeline.splitter import OPENERS

_KINDS = {COUNTRY: "LOC", NATIONALITY: "NORP", BODY: "ORG", REGION: "LOC", CITY: "LOC", STATE: "LOC", TOWN: "LOC"}
_PLACING = frozenset(["in", "at", "near", "from", "to", "of", "outside", "around", "across", "toward", "towards"])
_VERBS = frozenset(["Says", "Said", "Kills", "Killed", "Hits", "Told", "Dies", "Dead", "Wins", "Sues", "Vows", "Check"])
_DATELINE = re.compile(
    r"(?P<place>[A-Z][A-Z'’.-]+(?: [A-Z][A-Z'’.-]+){0,3})(?P<more>,[^()\n]{0,40})?"
    r"(?: \((?P<agency>[A-Z][\w &.-]{1,30})\))? ?[-–—]{1,2} "
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A sentence: its text, its tokens as (start, end), and its names, with offsets in the sentence."""

    text: str
    tokens: tuple[tuple[int, int], ...]
    names: tuple[Entity, ...]

    def having(self, names: Iterable[Entity]) -> Piece:
        """Give the same sentence with other names, in order."""
        return replace(self, names=tuple(sorted(names, key=lambda name: name.start)))

    def free(self, start: int, end: int) -> bool:
        """Tell whether no name touches a span."""
        return not any(name.start < end and start < name.end for name in self.names)


def may_name(text: str) -> bool:
    """Tell whether a sentence can hold a name: a capital anywhere but in a plain word that opens it.

    One sentence in seven of news cannot ("About 200 of them were hurt."), and needs no recogniser.
    """
    first, *rest = text.split(None, 1)[:2] or [""]
    if rest and rest[0] != rest[0].lower():
        return True
    return first != first.lower() and first.strip("\"'“‘(").lower() not in OPENERS


def entity(text: str, start: int, end: int, label: str) -> Entity:
    """Make a name of a span."""
    return Entity(start=start, end=end, label=label, text=text[start:end])


def corrected(piece: Piece, gazetteer: Gazetteer) -> Piece:
    """Set the names of one sentence right."""
    edged = piece.having(name for found in piece.names if (name := trimmed(piece.text, found, gazetteer)))
    return in_context(datelined(listed(edged, gazetteer)), gazetteer)


def trimmed(text: str, name: Entity, gazetteer: Gazetteer) -> Entity | None:
    """Take off what belongs to no name; nothing is left of a bare title."""
    titles = _titles()
    start, end = name.start, name.end
    while words := text[start:end].split(None, 2):
        first, rest = words[0], words[1:]
        title = name.label == "PERSON" and (
            first.lower() in titles
            or bool(rest and rest[0].lower() in titles and gazetteer.phrases.get(first) in {NATIONALITY, COUNTRY, BODY})
        )
        if not (title or first.lower() == "the" or (first in _VERBS and rest)):
            break
        start = text.index(first, start) + len(first)
        start += len(text[start:end]) - len(text[start:end].lstrip())
    while end > start:
        if text[start:end].endswith(("'s", "’s", "'S", "’S")):
            end -= 2
        elif text[end - 1] in " ,;:'’\"”-–—(":
            end -= 1
        elif " " in text[start:end] and text[start:end].rsplit(" ", 1)[1] in _VERBS:
            end = text.rindex(" ", start, end)
        else:
            break
    if end <= start or not any(letter.isalpha() for letter in text[start:end]):
        return None
    return entity(text, start, end, name.label)


def listed(piece: Piece, gazetteer: Gazetteer) -> Piece:
    """Add names that the lists know and the recogniser did not see; correct what can only be a country or a people."""
    text = piece.text
    words = [text[start:end] for start, end in piece.tokens]
    spaces = [text[end : end + 1].isspace() for _, end in piece.tokens]
    names = list(piece.names)
    titled = sum(word[0].isupper() for word in words) * 3 > 2 * sum(word[0].isalpha() for word in words)
    for first, last, kind in gazetteer.spans(words, spaces):
        start, end = piece.tokens[first][0], piece.tokens[last - 1][1]
        crossing = [name for name in names if name.start < end and start < name.end]
        certain = kind in {COUNTRY, NATIONALITY} or (kind == BODY and last - first > 1)
        if words[first:last] == ["US"] and text[end : end + 2].strip()[:1] == "$":  # a currency
            names = [name for name in names if name not in crossing]
        elif crossing and certain and all(start <= name.start and name.end <= end for name in crossing):
            names = [name for name in names if name not in crossing]
            names.append(entity(text, start, end, _KINDS[kind]))
        elif len(crossing) == 1 and kind == BODY and last - first > 1 and crossing[0].start == start and titled:
            names[names.index(crossing[0])] = entity(text, start, end, "ORG")  # "Bank of America Lays Off 30,000"
        elif not crossing and _sure(words, first, last, kind, gazetteer):
            names.append(entity(text, start, end, _KINDS[kind]))
    spelled = [name for name in names if name.text not in _lettered()]
    return _initials(piece.having(spelled), words)


def _initials(piece: Piece, words: Sequence[str]) -> Piece:
    """Take letters that nothing else explains for a body: "police and GCHQ said"; not in a line of capitals."""
    if sum(map(str.isupper, words)) * 3 > len(words):
        return piece
    found = [
        entity(piece.text, start, end, "ORG")
        for (start, end), word in zip(piece.tokens, words, strict=True)
        if 3 <= len(word) <= 5
        and word.isupper()
        and word.isalpha()
        and word not in _lettered()
        and piece.free(start, end)
    ]
    return piece.having([*piece.names, *found])


@cache
def _lettered() -> frozenset[str]:
    return frozenset(lists.words("no body"))


def _sure(words: Sequence[str], first: int, last: int, kind: str, gazetteer: Gazetteer) -> bool:
    """Tell whether a phrase from the lists is a name here, though the recogniser took it for none."""
    before = words[first - 1] if first else ""
    after = words[last] if last < len(words) else ""
    phrase = words[first:last]
    if after[:1].isupper() and after.isalpha() and kind not in {NATIONALITY, COUNTRY}:
        return False
    match kind:
        case "C":
            return before not in gazetteer.given and not (phrase == ["US"] and before.islower() and before == "to")
        case "N":
            return not (
                len(phrase) == 1 and phrase[0] in {"Western", "Democratic", "Liberal", "Orthodox", "Han", "Roman"}
            )
        case "B":
            return len(phrase) > 1 or (phrase[0].isupper() and len(phrase[0]) > 2 and first > 0)
        case "S":
            return before == "," and first >= 2 and words[first - 2][:1].isupper()
        case "R" | "L":
            return before.lower() in _PLACING and first > 0 and not after[:1].isdigit()
    return False


def datelined(piece: Piece) -> Piece:
    """Add the place and the agency at the head of a dispatch: "KHAN YOUNIS, Gaza Strip (Reuters) - "."""
    found = _DATELINE.match(piece.text)
    if not found or len(found["place"]) < 4 or found["place"] in _lettered():
        return piece
    names = [name for name in piece.names if (name.start, name.end) != found.span("place")]
    if piece.having(names).free(*found.span("place")):
        names.append(entity(piece.text, found.start("place"), found.end("place"), "LOC"))
    if found["agency"] and piece.free(*found.span("agency")):
        names.append(entity(piece.text, found.start("agency"), found.end("agency"), "ORG"))
    return piece.having(names)


_HONORIFIC = re.compile(
    r"(?:^|[\s(“\"])(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sen|Rep|Gov|Gen|Col|Lt|Capt|Maj|Sgt|President|Senator)\.? $"
)
_LAND = re.compile(r" (?:County|River|Islands?|Valley|Street|Avenue|Bay|Mountains?|Peninsula|Bridge|Lake|Beach)\b")


def in_context(piece: Piece, gazetteer: Gazetteer) -> Piece:
    """Correct names by the words next to them, and add persons who speak: "Khalilzad says"."""
    text, saying = piece.text, _saying()
    names: list[Entity] = []
    for name in piece.names:
        if land := (_LAND.match(text, name.end) if name.label in {"PERSON", "LOC"} else None):
            names.append(entity(text, name.start, land.end(), "LOC"))
        elif gazetteer.phrases.get(name.text, TOWN) == TOWN and _is_person(text, name, gazetteer):
            names.append(replace(name, label="PERSON"))
        else:
            names.append(name)
    for (start, end), (following, stop) in zip(piece.tokens, piece.tokens[1:], strict=False):
        word = text[start:end]
        spoken = text[following:stop] in saying and word in gazetteer.surnames
        if spoken and word not in gazetteer.common and word not in gazetteer.phrases and piece.free(start, end):
            names.append(entity(text, start, end, "PERSON"))
    return piece.having(name for name in names if not any(name != one and _inside(name, one) for one in names))


def _is_person(text: str, name: Entity, gazetteer: Gazetteer) -> bool:
    """Tell whether what was taken for a body or a place must be a person: "Mr. X", "X says", a given name before X."""
    words = name.text.split()
    if name.label not in {"ORG", "LOC"} or len(words) > 2:
        return False
    after = re.match(r" (\w+)", text[name.end : name.end + 20])
    speaks = name.label == "LOC" and len(words) == 1 and after is not None and after.group(1) in _saying()
    full = len(words) == 2 and _is_full_name(words, gazetteer)
    return speaks or full or bool(_HONORIFIC.search(text[: name.start])) or _is_surname(text, name, gazetteer)


def _is_surname(text: str, name: Entity, gazetteer: Gazetteer) -> bool:
    """Tell whether one word was taken for a town though the lists, which have 34,000, know it as a surname only."""
    before = text[: name.start].split()[-1:]
    borne = name.text in gazetteer.surnames or name.text in gazetteer.given
    return name.label == "LOC" and borne and not (before and before[0].lower() in _PLACING - {"to"})


def _inside(name: Entity, other: Entity) -> bool:
    return other.start <= name.start and name.end <= other.end


def _is_full_name(words: Sequence[str], gazetteer: Gazetteer) -> bool:
    """Tell whether two words are a given name and a surname that no list knows as anything else."""
    first, last = words
    return (
        first in gazetteer.given
        and first not in gazetteer.phrases
        and last not in gazetteer.phrases
        and last not in gazetteer.common
        and last.isalpha()
        and last in gazetteer.surnames
    )


@cache
def _saying() -> frozenset[str]:
    return frozenset(lists.words("saying"))


@cache
def _titles() -> frozenset[str]:
    return frozenset(lists.words("before a person"))
