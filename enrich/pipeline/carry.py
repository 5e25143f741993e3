"""Names settled over a whole text: what the recogniser found in single sentences, seen together and beside the lists.

Newswire gives a name in full once and its surname afterwards; a model that reads sentence by sentence misses half of
those. The decisions are pure functions over the sentences of one text, in this order:

1. corrected: each sentence by itself, by the lists and the words around a name
2. carried: surnames of persons, short forms and initials of bodies, any name found elsewhere in the same text
3. voted: one name has one kind, that of most of its mentions
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from enrich.pipeline.entity import Entity
from enrich.pipeline.gazetteer import CITY, COUNTRY, NATIONALITY, REGION, TOWN, Gazetteer
from enrich.pipeline.mentions import Piece, corrected, entity

_LINKED = re.compile(r"(?:al|el|ul|ad|as|ar)[-‑ ]", re.IGNORECASE)
_SUFFIX = frozenset(["Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV"])
_ABBREVIATED = re.compile(r"\s\(([A-Z][A-Za-z.&-]{1,9})\)")


def settled(pieces: Sequence[Piece], gazetteer: Gazetteer) -> list[Piece]:
    """Settle the names of all sentences of one text."""
    alone = [corrected(piece, gazetteer) for piece in pieces]
    known = _carriers(alone, gazetteer)
    starts = _by_start(known)
    return _voted([_carried(piece, known, starts) for piece in alone], gazetteer)


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
        place = gazetteer.phrases.get(" ".join(words[:-1]))
        if place in {CITY, TOWN, REGION} and words[-1].endswith("s") and words[-1] not in common:
            yield words[-1], 1  # "Indianapolis Colts" are the Colts
        if found := _ABBREVIATED.match(piece.text, name.end):
            letters = found.group(1).replace(".", "")
            if letters[0] == name.text[0] or letters.isupper():
                yield found.group(1), 3


def _by_start(known: dict[str, str]) -> dict[str, list[str]]:
    """Sort the carried words by their first letters, the longest first: few need be looked at for each token."""
    found: dict[str, list[str]] = defaultdict(list)
    for short in sorted(known, key=len, reverse=True):
        found[short[:3]].append(short)
    return found


def _carried(piece: Piece, known: dict[str, str], starts: dict[str, list[str]]) -> Piece:
    """Find every mention of the carried words that stands free."""
    names = piece
    for start, _ in piece.tokens:
        for short in starts.get(piece.text[start : start + 3], ()):
            end = start + len(short)
            if piece.text.startswith(short, start) and not piece.text[end : end + 1].isalnum():
                if names.free(start, end) and _alone(piece.text, start, end):
                    names = names.having([*names.names, entity(piece.text, start, end, known[short])])
                break
    return names


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
