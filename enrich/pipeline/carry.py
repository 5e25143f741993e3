"""Names settled over a whole text: what the recogniser found in single sentences, seen together and beside the lists.

Newswire gives a name in full once and its surname afterwards; a model that reads sentence by sentence misses half of
those. The decisions are pure functions over the sentences of one text, in this order:

1. edges: titles, "the" and "'s" belong to no name
2. lists: countries, nationalities and known bodies that were missed, places after a preposition, datelines
3. carried: surnames of persons, short forms and initials of bodies, any name found elsewhere in the same text
4. votes: one name has one kind, that of most of its mentions
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from enrich import lists
from enrich.pipeline.entity import Entity
from enrich.pipeline.gazetteer import BODY, CITY, COUNTRY, NATIONALITY, REGION, STATE, TOWN, Gazetteer

_KINDS = {COUNTRY: "LOC", NATIONALITY: "NORP", BODY: "ORG", REGION: "LOC", CITY: "LOC", STATE: "LOC", TOWN: "LOC"}
_PLACING = frozenset(["in", "at", "near", "from", "to", "of", "outside", "around", "across", "toward", "towards"])
_LINKED = re.compile(r"(?:al|el|ul|ad|as|ar)[-‑ ]", re.IGNORECASE)
_SUFFIX = frozenset(["Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV"])
_DATELINE = re.compile(
    r"(?P<place>[A-Z][A-Z'’.-]+(?: [A-Z][A-Z'’.-]+){0,3})(?P<more>,[^()\n]{0,40})?"
    r"(?: \((?P<agency>[A-Z][\w &.-]{1,30})\))? ?[-–—]{1,2} "
)
_ABBREVIATED = re.compile(r"\s\(([A-Z][A-Za-z.&-]{1,9})\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A sentence: its text, its tokens as (start, end), and its names, with offsets in the sentence."""

    text: str
    tokens: tuple[tuple[int, int], ...]
    names: tuple[Entity, ...]


def settled(pieces: Sequence[Piece], gazetteer: Gazetteer) -> list[Piece]:
    """Settle the names of all sentences of one text."""
    trimmed = [_with(piece, (_trimmed(piece.text, name, gazetteer) for name in piece.names)) for piece in pieces]
    listed = [_listed(piece, gazetteer) for piece in trimmed]
    if listed:
        listed[0] = _datelined(listed[0])
    known = _carriers(listed, gazetteer)
    return _voted([_carried(piece, known) for piece in listed], gazetteer)


def _with(piece: Piece, names: Iterator[Entity | None]) -> Piece:
    return replace(piece, names=tuple(sorted((name for name in names if name), key=lambda name: name.start)))


def _entity(text: str, start: int, end: int, label: str) -> Entity:
    return Entity(start=start, end=end, label=label, text=text[start:end])


def _free(piece: Piece, start: int, end: int) -> bool:
    return not any(name.start < end and start < name.end for name in piece.names)


def _trimmed(text: str, name: Entity, gazetteer: Gazetteer) -> Entity | None:
    """Take off what belongs to no name; nothing is left of a bare title."""
    titles = _titles()
    start, end = name.start, name.end
    while words := text[start:end].split(None, 2):
        first, rest = words[0], words[1:]
        title = name.label == "PERSON" and (
            first.lower() in titles
            or bool(rest and rest[0].lower() in titles and gazetteer.phrases.get(first) in {NATIONALITY, COUNTRY, BODY})
        )
        if not (title or first.lower() == "the"):
            break
        start = text.index(first, start) + len(first)
        start += len(text[start:end]) - len(text[start:end].lstrip())
    while end > start:
        if text[start:end].endswith(("'s", "’s", "'S", "’S")):
            end -= 2
        elif text[end - 1] in " ,;:'’\"”-–—(":
            end -= 1
        else:
            break
    if end <= start or not any(letter.isalpha() for letter in text[start:end]):
        return None
    return _entity(text, start, end, name.label)


def _listed(piece: Piece, gazetteer: Gazetteer) -> Piece:
    """Add names that the lists know and the recogniser did not see; correct what can only be a country or a people."""
    text = piece.text
    words = [text[start:end] for start, end in piece.tokens]
    spaces = [text[end : end + 1].isspace() for _, end in piece.tokens]
    names = list(piece.names)
    for first, last, kind in gazetteer.spans(words, spaces):
        start, end = piece.tokens[first][0], piece.tokens[last - 1][1]
        crossing = [name for name in names if name.start < end and start < name.end]
        certain = kind in {COUNTRY, NATIONALITY} or (kind == BODY and last - first > 1)
        if crossing and certain and all(start <= name.start and name.end <= end for name in crossing):
            names = [name for name in names if name not in crossing]
            names.append(_entity(text, start, end, _KINDS[kind]))
        elif not crossing and _sure(words, first, last, kind, gazetteer):
            names.append(_entity(text, start, end, _KINDS[kind]))
    spelled = [name for name in names if name.text not in _lettered()]
    return _initials(_with(piece, iter(spelled)), words)


def _initials(piece: Piece, words: Sequence[str]) -> Piece:
    """Take letters that nothing else explains for a body: "police and GCHQ said"; not in a line of capitals."""
    if sum(map(str.isupper, words)) * 3 > len(words):
        return piece
    found = [
        _entity(piece.text, start, end, "ORG")
        for (start, end), word in zip(piece.tokens, words, strict=True)
        if 3 <= len(word) <= 5
        and word.isupper()
        and word.isalpha()
        and word not in _lettered()
        and _free(piece, start, end)
    ]
    return _with(piece, iter([*piece.names, *found]))


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


def _datelined(piece: Piece) -> Piece:
    """Add the place and the agency at the head of a dispatch: "KHAN YOUNIS, Gaza Strip (Reuters) - "."""
    found = _DATELINE.match(piece.text)
    if not found or len(found["place"]) < 3:
        return piece
    names = list(piece.names)
    if _free(piece, found.start("place"), found.end("place")) and (found["agency"] or found["more"]):
        names.append(_entity(piece.text, found.start("place"), found.end("place"), "LOC"))
    if found["agency"] and _free(piece, found.start("agency"), found.end("agency")):
        names.append(_entity(piece.text, found.start("agency"), found.end("agency"), "ORG"))
    return _with(piece, iter(names))


def _carriers(pieces: Sequence[Piece], gazetteer: Gazetteer) -> dict[str, str]:
    """Gather the words that stand for a name of the text wherever they stand: word -> label."""
    carried: dict[str, Counter[str]] = defaultdict(Counter)
    for piece in pieces:
        for name in piece.names:
            for short, weight in _short_forms(piece, name, gazetteer):
                carried[short][name.label] += weight
    small = {piece.text[start:end] for piece in pieces for start, end in piece.tokens if piece.text[start].islower()}
    return {
        short: counts.most_common(1)[0][0]
        for short, counts in carried.items()
        if short.lower() not in small and len(short) > 2 and short[0].isupper()
    }


def _short_forms(piece: Piece, name: Entity, gazetteer: Gazetteer) -> Iterator[tuple[str, int]]:
    words = name.text.split()
    yield name.text, 1
    if name.label == "PERSON" and len(words) > 1:
        last = words[-2] if words[-1] in _SUFFIX and len(words) > 2 else words[-1]
        yield last, 3
        if _LINKED.match(last):
            yield last[3:], 2
        if words[0] not in gazetteer.phrases and len(words[0]) > 3:
            yield words[0], 1
    if name.label == "ORG":
        first, common = words[0], gazetteer.common
        plain_word = first in gazetteer.phrases or first in gazetteer.given or first in common or len(first) < 4
        if len(words) == 2 and not plain_word and words[1] in common:  # "Samsung Electronics" is Samsung
            yield first, 1
        if found := _ABBREVIATED.match(piece.text, name.end):
            letters = found.group(1).replace(".", "")
            if letters[0] == name.text[0] or letters.isupper():
                yield found.group(1), 3


def _carried(piece: Piece, known: dict[str, str]) -> Piece:
    """Find every mention of the carried words that stands free."""
    words = [(piece.text[start:end], start, end) for start, end in piece.tokens]
    names = list(piece.names)
    heads = {short.split()[0] for short in known}
    for word, start, _ in words:
        plain = word.removesuffix("'s").removesuffix("’s")
        if plain not in heads and not any(head.startswith(plain) for head in heads if "-" in head or "." in head):
            continue
        for short in sorted(known, key=len, reverse=True):
            end = start + len(short)
            if piece.text.startswith(short, start) and not piece.text[end : end + 1].isalnum():
                if not any(name.start < end and start < name.end for name in names) and _alone(piece.text, start, end):
                    names.append(_entity(piece.text, start, end, known[short]))
                break
    return _with(piece, iter(names))


def _alone(text: str, start: int, end: int) -> bool:
    """Tell whether a word is no part of a longer name or compound."""
    after = re.match(r"[ -](\w+)", text[end:])
    before = re.search(r"(\w+)-$", text[:start])
    return before is None and not (after is not None and text[end] == "-" and after.group(1)[0].isupper())


def _voted(pieces: Sequence[Piece], gazetteer: Gazetteer) -> list[Piece]:
    """Give each name the label that most of its mentions have; a surname goes with its full name."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for piece in pieces:
        for name in piece.names:
            votes[name.text][name.label] += 1
            if name.label == "PERSON" and " " in name.text:
                last = name.text.split()[-1]
                if gazetteer.phrases.get(last) not in {COUNTRY, NATIONALITY}:
                    votes[last]["PERSON"] += 2
    best = {text: counts.most_common(1)[0][0] for text, counts in votes.items() if counts.total() > 1}
    return [
        replace(piece, names=tuple(replace(name, label=best.get(name.text, name.label)) for name in piece.names))
        for piece in pieces
    ]


@cache
def _titles() -> frozenset[str]:
    return frozenset(lists.words("before a person"))
