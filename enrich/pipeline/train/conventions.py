"""One convention for the names of all corpora, which disagree on what a name takes in.

Titles are not part of a person's name ("President Bush" is Bush), "the" and "'s" are part of no name, nationalities
are NORP, and events, works and dates are nothing.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace

from enrich.pipeline.gazetteer import BODY, CITY, COUNTRY, NATIONALITY, REGION, Gazetteer
from enrich.pipeline.train.named import TITLES, Named, Span


def cleaned(named: Named, gazetteer: Gazetteer, words: Callable[[str], list[tuple[int, int]]]) -> Named:
    """Bring a sentence to our conventions: titles off, nationalities NORP, known places and bodies as what they are."""
    kept: list[Span] = []
    text, noisy = named.text, named.source == "gmb"
    for span in named.spans:
        for piece in _untangled(text, span, gazetteer) if noisy else [span]:
            start, end = _trimmed(text, piece[0], piece[1], piece[2], gazetteer)
            phrase = text[start:end].replace("’", "'")
            if phrase and phrase.lower() not in TITLES | _PRONOUNS and any(letter.isupper() for letter in phrase):
                kept.append((start, end, _settled_label(text, (start, end, piece[2]), noisy, gazetteer)))
    tokens = words(text)
    forms = [text[start:end] for start, end in tokens]
    gaps = [text[end : end + 1] == " " for _, end in tokens]
    for first, last, kind in gazetteer.spans(forms, gaps):
        start, end = tokens[first][0], tokens[last - 1][1]
        crossing = [span for span in kept if start < span[1] and span[0] < end]
        certain = kind == NATIONALITY or (noisy and kind == COUNTRY)
        if certain and all(start <= left and right <= end for left, right, _ in crossing):
            kept = [span for span in kept if span not in crossing]
            kept.append((start, end, "NORP" if kind == NATIONALITY else "LOC"))
    return replace(named, spans=tuple(sorted(kept)))


_HONORIFIC = re.compile(r"(?:Mr|Mrs|Ms|Dr|Gen|Sen|President|General|Senator|Chancellor|King|Archbishop|Minister)\.? $")


def _settled_label(text: str, span: Span, noisy: bool, gazetteer: Gazetteer) -> str:
    """Correct a label by what the lists know for sure."""
    start, end, label = span
    known = gazetteer.phrases.get(text[start:end].replace("’", "'"))
    if known == NATIONALITY:
        return "NORP"
    if label == "NORP" or (noisy and known in {COUNTRY, REGION, CITY}):
        return "LOC"
    if noisy and known == BODY and label == "LOC":
        return "ORG"
    if noisy and label in {"ORG", "LOC"} and known is None and _HONORIFIC.search(text[:start]):
        return "PERSON"
    return label


def _untangled(text: str, span: Span, gazetteer: Gazetteer) -> list[Span]:
    """Take a person out of an office ("U.S. Ambassador John Bolton" as one body), two places out of "X and Y"."""
    start, end, label = span
    words = list(re.finditer(r"\S+", text[start:end]))
    if label == "ORG" and len(words) > 2:
        places = [at for at, word in enumerate(words) if word.group().lower() in _OFFICES]
        tail = words[places[-1] + 1 :] if places else []
        if tail and len(tail) < 4 and tail[0].group() in gazetteer.given:
            return [(start + tail[0].start(), end, "PERSON")]
    if len(words) > 2 and " and " in text[start:end]:
        left, right = text[start:end].split(" and ", 1)
        if {gazetteer.phrases.get(left), gazetteer.phrases.get(right)} <= {COUNTRY, BODY, CITY, REGION}:
            return [(start, start + len(left), label), (end - len(right), end, label)]
    return [span]


_OFFICES = frozenset(
    ["president", "minister", "secretary", "general", "governor", "ambassador", "director", "speaker", "senator"]
) | {"state", "operations", "chairman", "spokesman", "spokeswoman", "commander", "archbishop", "chief", "leader"}

_PRONOUNS = frozenset(["he", "she", "they", "it", "him", "her", "his", "i", "we", "you", "who"])

_LINKS = ("al-", "bin", "de", "van", "von", "el-", "ibn", "abu", "da", "di", "al")


def _trimmed(text: str, start: int, end: int, label: str, gazetteer: Gazetteer) -> tuple[int, int]:
    """Take titles, "the", "'s" and small words at the edges off a name."""
    while words := text[start:end].split(None, 2):
        first, rest = words[0], words[1:]
        small = first.islower() and label != "ORG" and rest and not first.startswith(_LINKS)
        of_office = label == "PERSON" and (
            first.lower() in TITLES
            or (rest and rest[0].lower() in TITLES and gazetteer.phrases.get(first) in {NATIONALITY, COUNTRY, BODY})
        )
        if not (first.lower() == "the" or small or of_office):
            break
        start = text.index(first, start) + len(first)
        start += len(text[start:end]) - len(text[start:end].lstrip())
    while end > start and (text[start:end].endswith(("'s", "’s", "'S")) or text[end - 1] in " ,;:'\"-"):
        end -= 2 if text[start:end].endswith(("'s", "’s", "'S")) else 1
    return start, end


def agreed(corpus: Iterable[Named]) -> list[Named]:
    """Settle the label of a name that a noisy corpus nearly always labels in one way."""
    found = list(corpus)
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for named in found:
        for start, end, label in named.spans:
            votes[named.text[start:end]][label] += 1
    settled = {
        name: label
        for name, counts in votes.items()
        for label, count in counts.most_common(1)
        if counts.total() >= 4 and count >= 0.75 * counts.total()
    }
    return [
        replace(named, spans=tuple((a, b, settled.get(named.text[a:b], label)) for a, b, label in named.spans))
        for named in found
    ]
