"""Reads what corpora with named entities are written in: IOB, the coreference of GUM, the spans of re3d."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from enrich.pipeline.splitter import sentences
from enrich.pipeline.train import treebanks
from enrich.pipeline.train.named import Named
from enrich.pipeline.train.treebanks import Word

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
