"""Trains the entity recogniser: newswire first, with features from the lists, and with names changed for others."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example

from enrich import lists
from enrich.pipeline.gazetteer import BODY, CITY, COUNTRY, NATIONALITY, TOWN, Gazetteer, bundled
from enrich.pipeline.lexicon import NAME as LEXICON
from enrich.pipeline.train.conventions import agreed, cleaned
from enrich.pipeline.train.named import Named
from enrich.pipeline.train.names import corpora
from enrich.pipeline.train.syntax import representation, transitions

WIDTH = 96
LABELS = ("PERSON", "ORG", "LOC", "NORP")
SCORED = ("PERSON", "ORG", "LOC")

Pool = dict[str, list[str]]


def build(nlp: Language) -> None:
    """Add the lexicon and the recogniser with a representation of its own, not yet initialised."""
    nlp.add_pipe(LEXICON)
    nlp.add_pipe("ner", config={"model": transitions("ner", representation(WIDTH, features=True))})


def prepared(nlp: Language, folder: Path) -> dict[str, list[Named]]:
    """Read all corpora and bring them to one convention."""
    gazetteer = bundled()

    def words(text: str) -> list[tuple[int, int]]:
        return [(token.idx, token.idx + len(token)) for token in nlp.make_doc(text)]

    found = corpora(folder)
    clean = {part: [cleaned(named, gazetteer, words) for named in found[part] if named.text] for part in found}
    return clean | {"gmb": agreed(clean["gmb"])}


def split(parts: dict[str, list[Named]]) -> tuple[list[Named], dict[str, list[Named]]]:
    """Divide into sentences to train on and held sets by name; PUD is nowhere trained on: newswire of other sources."""
    train: list[Named] = []
    held = {"pud news": parts["pud"][:500], "pud wiki": parts["pud"][500:]}
    weights = {"gum news": 2, "crossner": 1, "wikigold": 1}
    for part in parts:
        if part == "pud":
            continue
        held[part] = parts[part][::20]
        train.extend(
            named for place, named in enumerate(parts[part]) if place % 20 for _ in range(weights.get(part, 1))
        )
    return train, held


def pool(gazetteer: Gazetteer) -> Pool:
    """Gather names to put in the place of others, by class."""
    by_class: Pool = defaultdict(list)
    for phrase, kind in gazetteer.phrases.items():
        if phrase.isascii() and len(phrase) > 3:
            by_class[kind].append(phrase)
    by_class[COUNTRY] = [name for _, name, *_ in lists.rows("countries.tsv")] * 3
    by_class["p"] = sorted(name for name in gazetteer.given if len(name) > 2)
    by_class["f"] = sorted(name for name in gazetteer.surnames if len(name) > 2)
    return by_class


def renamed(named: Named, names_by_class: Pool, gazetteer: Gazetteer, chance: random.Random) -> Named:
    """Put other names in place of some, so that the model learns contexts and shapes and not the news of 2006."""
    text, spans, shift = named.text, list[tuple[int, int, str]](), 0
    done: dict[str, str] = {}
    for start, end, label in named.spans:
        phrase = named.text[start:end]
        if phrase not in done:
            done[phrase] = _other(phrase, label, names_by_class, gazetteer, chance)
        new = done[phrase]
        text = text[: start + shift] + new + text[end + shift :]
        spans.append((start + shift, start + shift + len(new), label))
        shift += len(new) - (end - start)
    return replace(named, text=text, spans=tuple(spans))


def _other(phrase: str, label: str, by_class: Pool, gazetteer: Gazetteer, chance: random.Random) -> str:
    if chance.random() < 0.5:
        return phrase
    kind = gazetteer.phrases.get(phrase)
    if label == "PERSON":
        words = phrase.split(" ")
        last = chance.choice(by_class["f"])
        return last if len(words) == 1 else " ".join([chance.choice(by_class["p"]), *words[1:-1][:1], last])
    if label == "LOC" and kind == COUNTRY:
        return chance.choice(by_class[COUNTRY])
    if label == "LOC" and kind in {CITY, TOWN}:
        return chance.choice(by_class[chance.choice([CITY, TOWN])])
    if label == "ORG" and " " not in phrase and chance.random() < 0.6:  # an organisation known by one word
        return chance.choice([name for name in chance.sample(by_class[BODY], 12) if " " not in name] or [phrase])
    if label == "NORP" and kind == NATIONALITY and not phrase.endswith("s"):
        return chance.choice(
            [name for name in chance.sample(by_class[NATIONALITY], 20) if not name.endswith("s")] or [phrase]
        )
    return phrase


def varied(named: Named, names_by_class: Pool, gazetteer: Gazetteer, chance: random.Random) -> Named:
    """Change names in some sentences and the letters' case in a few."""
    if named.spans and chance.random() < 0.4:
        named = renamed(named, names_by_class, gazetteer, chance)
    roll = chance.random()
    if roll < 0.04 and named.text.upper().__len__() == len(named.text):
        return replace(named, text=named.text.upper())
    if roll < 0.09:
        text = " ".join(word[:1].upper() + word[1:] if len(word) > 3 else word for word in named.text.split(" "))
        return replace(named, text=text if len(text) == len(named.text) else named.text)
    return named


def example(nlp: Language, named: Named, lexicon: bool = True) -> Example:
    """Lay the spans over our tokens; spans that cut a token are unknown to the model."""
    predicted = nlp.make_doc(named.text)
    if lexicon:
        predicted = nlp.get_pipe(LEXICON)(predicted)
    reference = Doc(nlp.vocab, words=[t.text for t in predicted], spaces=[bool(t.whitespace_) for t in predicted])
    spans: list[Span] = []
    for start, end, label in named.spans:
        span = reference.char_span(start, end, label=label, alignment_mode="expand")
        if span is not None and (not spans or spans[-1].end <= span.start):
            spans.append(span)
    reference.set_ents(spans)
    return Example(predicted, reference)


def epochs(nlp: Language, train: list[Named], chance: random.Random) -> Iterator[Iterable[Example]]:
    """Give the training examples again and again, in another order, changed in other ways each time."""
    gazetteer = bundled()
    by_class = pool(gazetteer)
    while True:
        chance.shuffle(train)
        yield (
            example(nlp, varied(named, by_class, gazetteer, chance), lexicon=chance.random() > 0.08) for named in train
        )


def score(nlp: Language, held: Sequence[Named]) -> dict[str, float]:
    """Measure the recogniser alone, without what is settled over the text."""
    docs = nlp.pipe([named.text for named in held])
    found = [{(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents} for doc in docs]
    return measured([set(named.spans) for named in held], found)


Spans = set[tuple[int, int, str]]


def measured(gold: Sequence[Spans], found: Sequence[Spans]) -> dict[str, float]:
    """Give precision, recall and F1 of strict spans over persons, bodies and places, and F1 of each."""
    right: dict[str, int] = dict.fromkeys(SCORED, 0)
    given, wanted = dict(right), dict(right)
    for wanting, having in zip(gold, found, strict=True):
        for label in SCORED:
            right[label] += sum(span[2] == label for span in wanting & having)
            given[label] += sum(span[2] == label for span in having)
            wanted[label] += sum(span[2] == label for span in wanting)
    scores = {label: _f1(right[label], given[label], wanted[label]) for label in SCORED}
    return scores | {
        "p": round(sum(right.values()) / max(1, sum(given.values())), 4),
        "r": round(sum(right.values()) / max(1, sum(wanted.values())), 4),
        "f": _f1(sum(right.values()), sum(given.values()), sum(wanted.values())),
    }


def _f1(right: int, given: int, wanted: int) -> float:
    return round(2 * right / max(1, given + wanted), 4)
