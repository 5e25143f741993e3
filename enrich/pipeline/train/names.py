"""Reads the corpora with named entities into one form: a text and the spans of its persons, bodies, places, peoples.

The corpora disagree on what a name takes in. Here titles are not part of a person's name ("President Bush" is Bush),
"the" and "'s" are part of no name, nationalities are NORP, and events, works and dates are nothing.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from enrich import lists
from enrich.pipeline.gazetteer import BODY, CITY, COUNTRY, NATIONALITY, REGION, Gazetteer
from enrich.pipeline.splitter import sentences
from enrich.pipeline.train import treebanks
from enrich.pipeline.train.treebanks import Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A sentence and its names as (start, end, label), in order and apart from each other."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    source: str


_FINE = {
    **dict.fromkeys(
        ["person", "politician", "writer", "scientist", "musicalartist", "researcher", "PER", "per"], "PERSON"
    ),
    **dict.fromkeys(["organisation", "politicalparty", "band", "university", "ORG", "org", "organization"], "ORG"),
    **dict.fromkeys(["country", "location", "LOC", "geo", "place"], "LOC"),
    **dict.fromkeys(["gpe", "Nationality"], "NORP"),
    **dict.fromkeys(["Person"], "PERSON"),
    **dict.fromkeys(["Organisation"], "ORG"),
    **dict.fromkeys(["Location"], "LOC"),
}

TITLES = frozenset(lists.words("before a person"))


def iob(path: Path, source: str, *, column: int, separator: str | None = "\t") -> Iterator[Named]:
    """Read a file of tokens with labels in IOB1 or IOB2, whose text has to be put together again."""
    words: list[str] = []
    labels: list[str] = []
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        cells = line.split(separator) if line.strip() and not line.startswith("# ") else []
        if len(cells) > column:
            first = 1 if cells[0].isdigit() and column == 2 and source == "uner" else 0
            words.append(cells[first])
            labels.append(cells[column])
        elif words:
            yield _joined(words, labels, source)
            words, labels = [], []


_LEFT = frozenset([*".,;:!?%)]}", "'s", "'S", "’s", "n't", "'re", "'ve", "'ll", "'m", "'d", "'", "''"])
_RIGHT = frozenset(["(", "[", "{", "$", "£", "€", "#"])


def _joined(words: Sequence[str], labels: Sequence[str], source: str) -> Named:
    text, quoted, glue = "", False, True
    places: list[tuple[int, int]] = []
    for word in words:
        closing = word in _LEFT or (word in {'"', "``"} and quoted)
        if text and not glue and not closing:
            text += " "
        form = '"' if word in {"``", "''"} else word
        glue = word in _RIGHT or (word in {'"', "``"} and not quoted)
        if word in {'"', "``", "''"}:
            quoted = not quoted
        places.append((len(text), len(text) + len(form)))
        text += form
    spans: list[tuple[int, int, str]] = []
    last = "O"
    for (start, end), label in zip(places, labels, strict=True):
        kind = _FINE.get(label[2:], "")
        if label != "O" and label[2:] == last[2:] and not label.startswith("B-") and spans and kind:
            spans[-1] = (spans[-1][0], end, kind)
        elif kind:
            spans.append((start, end, kind))
        last = label
    return Named(text=text, spans=tuple(spans), source=source)


def gum(path: Path) -> Iterator[Named]:
    """Read a GUM document: its entities are whole noun phrases, of which the name proper is kept."""
    for _, tree in treebanks.read(path):
        text, places = "", []
        for word in tree:
            places.append((len(text), len(text) + len(word.form)))
            text += word.form + (" " if word.space else "")
        spans: list[tuple[int, int, str]] = []
        for first, last, kind in sorted(_mentions(tree), key=lambda mention: mention[0] - mention[1]):
            label = _FINE.get(kind)
            name = _proper(tree, first, last) if label else None
            if label and name:
                start, end = places[name[0]][0], places[name[1]][1]
                if not any(start < taken_end and taken < end for taken, taken_end, _ in spans):
                    spans.append((start, end, label))
        yield Named(text=text.rstrip(), spans=tuple(sorted(spans)), source="gum")


def _mentions(tree: Sequence[Word]) -> Iterator[tuple[int, int, str]]:
    """Give (first word, last word, kind) of the entities that open and close inside one sentence."""
    opened: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for place, word in enumerate(tree):
        cell = next((part[7:] for part in word.misc.split("|") if part.startswith("Entity=")), "")
        for mark in re.findall(r"\([^()]*\)?|[^()]+\)", cell):
            if mark.startswith("("):
                parts = mark.strip("()").split("-")
                if len(parts) < 2:
                    continue
                if mark.endswith(")"):
                    yield place, place, parts[1]
                else:
                    opened[parts[0]].append((place, parts[1]))
            elif opened[mark[:-1]]:
                first, kind = opened[mark[:-1]].pop()
                yield first, place, kind


_INSIDE = frozenset(["of", "the", "and", "&", "for", "de", "la", "al", "el", "bin", "-", "von", "van", "'s", "’s", "."])


def _proper(tree: Sequence[Word], first: int, last: int) -> tuple[int, int] | None:
    """Give the words of the name inside a noun phrase whose head is a proper noun."""
    span = range(first, last + 1)
    heads = [place for place in span if tree[place].head not in span or tree[place].head == place]
    if len(heads) != 1 or tree[heads[0]].pos != "PROPN":
        return None
    low = high = heads[0]
    while low - 1 >= first and _capital(tree[low - 1]):
        low -= 1
    while high + 1 <= last and (_capital(tree[high + 1]) or tree[high + 1].form.lower() in _INSIDE):
        high += 1
    while high > low and not _capital(tree[high]):
        high -= 1
    return low, high


def _capital(word: Word) -> bool:
    return word.form[:1].isupper() and word.pos not in {"DET", "PRON"}


def re3d(folder: Path) -> Iterator[Named]:
    """Read a folder of re3d: nested spans by character, of which the widest that is a name all through is kept."""
    documents = [json.loads(line) for line in _objects(folder / "documents.json")]
    entities = [json.loads(line) for line in _objects(folder / "entities.json")]
    by_document = defaultdict(list)
    for entity in entities:
        if entity["type"] in _FINE:
            by_document[entity["documentId"]].append((entity["begin"], entity["end"], _FINE[entity["type"]]))
    for document in documents:
        text = document["text"]
        marks = sorted(by_document[document["_id"]], key=lambda mark: mark[0] - mark[1])
        kept: list[tuple[int, int, str]] = []
        for begin, end, label in marks:
            begin += len("the ") if text[begin:end].lower().startswith("the ") else 0
            words = text[begin:end].split()
            named = words and all(word[:1].isupper() or word in _INSIDE for word in words) and words[0][:1].isupper()
            if named and not any(begin < right and left < end for left, right, _ in kept):
                kept.append((begin, end, label))
        for start, end in sentences(text):
            inside = tuple(sorted((a - start, b - start, k) for a, b, k in kept if start <= a and b <= end))
            yield Named(text=text[start:end], spans=inside, source="re3d")


def _objects(path: Path) -> Iterator[str]:
    return (line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("{"))


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


Span = tuple[int, int, str]
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


def corpora(folder: Path) -> dict[str, list[Named]]:
    """Read all corpora with names, each under its name."""
    crossner = [
        f"{field}/{part}"
        for field in ("ai", "literature", "music", "politics", "science")
        for part in ("train", "dev", "test")
    ]
    return {
        "gmb": list(iob(folder / "gmb" / "gmb.iob2", "gmb", column=2)),
        "ewt dev": list(iob(folder / "uner" / "en_ewt-ud-dev.iob2", "uner", column=2)),
        "ewt test": list(iob(folder / "uner" / "en_ewt-ud-test.iob2", "uner", column=2)),
        "pud": list(iob(folder / "uner" / "en_pud-ud-test.iob2", "uner", column=2)),
        "wikigold": list(iob(folder / "wikigold" / "wikigold.conll.txt", "wikigold", column=1, separator=" ")),
        "crossner": [
            named for name in crossner for named in iob(folder / "crossner" / f"{name}.txt", "crossner", column=1)
        ],
        "gum": [
            named
            for path in sorted((folder / "gum").glob("*.conllu"))
            if "_news_" not in path.stem
            for named in gum(path)
        ],
        "gum news": [named for path in sorted((folder / "gum").glob("*_news_*.conllu")) for named in gum(path)],
        "re3d": [named for part in sorted((folder / "re3d").iterdir()) if part.is_dir() for named in re3d(part)],
    }
