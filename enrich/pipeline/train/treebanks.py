"""Reads Universal Dependencies treebanks (CoNLL-U) and changes their sentences into headlines and other casings."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word of a tree; `head` is the index of its head in the sentence, its own for the root."""

    form: str
    lemma: str
    pos: str
    tag: str
    head: int
    relation: str
    space: bool
    misc: str


Tree = tuple[Word, ...]


def read(path: Path) -> Iterator[tuple[str, Tree]]:
    """Give the trees of a CoNLL-U file, each with the id of its document; broken ones are left out."""
    document, rows = path.stem, list[list[str]]()
    glued = list[tuple[int, int, bool]]()
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if line.startswith("# newdoc id = "):
                document = line.removeprefix("# newdoc id = ")
            elif line and not line.startswith("#"):
                cells = line.split("\t")
                if "-" in cells[0]:
                    first, last = cells[0].split("-")
                    glued.append((int(first), int(last), "SpaceAfter=No" not in cells[9]))
                elif "." not in cells[0]:
                    rows.append(cells)
            elif not line and rows:
                if tree := _tree(rows, glued):
                    yield document, tree
                rows, glued = [], []


def _tree(rows: list[list[str]], glued: list[tuple[int, int, bool]]) -> Tree | None:
    spaces = ["SpaceAfter=No" not in cells[9] for cells in rows]
    for first, last, space in glued:  # "don't" is two words without a space between
        spaces[first - 1 : last] = [False] * (last - first) + [space]
    if any(not cells[6].isdigit() for cells in rows):
        return None
    return tuple(
        Word(
            form=cells[1],
            lemma=cells[2],
            pos=cells[3],
            tag=cells[4],
            head=int(cells[6]) - 1 if cells[6] != "0" else place,
            relation="ROOT" if cells[6] == "0" else cells[7],
            space=space,
            misc=cells[9],
        )
        for place, (cells, space) in enumerate(zip(rows, spaces, strict=True))
    )


_SMALL = frozenset(
    ["a", "an", "the", "of", "in", "on", "at", "to", "for", "by", "and", "or", "with", "from", "as", "than"]
)


def headline(tree: Tree) -> Tree:
    """Tell a sentence as headlines do: no articles, no auxiliary "be", no full stop, often capitals on every word."""
    heads = {word.head for place, word in enumerate(tree) if word.head != place}
    gone = {
        place
        for place, word in enumerate(tree)
        if place not in heads
        and (
            (word.relation == "det" and word.form.lower() in {"the", "a", "an"})
            or (word.relation in {"aux:pass", "cop", "aux"} and word.lemma == "be")
            or (place == len(tree) - 1 and word.form == ".")
        )
    }
    kept = [place for place in range(len(tree)) if place not in gone]
    moved = {old: new for new, old in enumerate(kept)}
    return tuple(replace(tree[place], head=moved[tree[place].head]) for place in kept)


def recased(tree: Tree, style: str) -> Tree:
    """Write a sentence in "upper", "lower" or "title" case."""
    return tuple(replace(word, form=_cased(word.form, style, place)) for place, word in enumerate(tree))


def _cased(form: str, style: str, place: int) -> str:
    if style == "upper":
        return form.upper()
    if style == "lower":
        return form.lower()
    small = form.lower() in _SMALL and place > 0
    return form if small or not form[:1].isalpha() else form[0].upper() + form[1:]


_AGENCIES = ("Reuters", "AP", "AFP", "Xinhua", "CNN", "UPI", "dpa", "BBC", "IANS", "Kyodo", "TASS", "MW")
_MONTHS = ("Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec", "Jan.", "Dec.")


def datelined(tree: Tree, towns: Sequence[str], chance: random.Random) -> Tree:
    """Put a dateline before a sentence, as wire copy has it: "MANILA, Jan 12 (Reuters) - "; it hangs on the root."""
    root = next(place for place, word in enumerate(tree) if word.head == place)
    head: list[tuple[str, str, str, int, str, bool]] = []  # form, part of speech, tag, head, relation, space after

    def add(form: str, pos: str, tag: str, at: int, relation: str, space: bool = True) -> None:
        head.append((form, pos, tag, at, relation, space))

    for word in chance.choice(towns).split(" "):
        name = word.upper() if chance.random() < 0.8 else word
        add(name, "PROPN", "NNP", 0 if head else -1, "flat" if head else "parataxis")
    if chance.random() < 0.3:
        head[-1] = (*head[-1][:5], False)
        add(",", "PUNCT", ",", len(head) + 1, "punct")
        add(chance.choice(towns).split(" ")[0], "PROPN", "NNP", 0, "appos")
    if chance.random() < 0.4:
        head[-1] = (*head[-1][:5], False)
        add(",", "PUNCT", ",", len(head) + 1, "punct")
        add(chance.choice(_MONTHS), "PROPN", "NNP", 0, "nmod:unmarked")
        add(str(chance.randint(1, 31)), "NUM", "CD", len(head) - 1, "nummod")
    if chance.random() < 0.8:
        at = len(head) + 1
        add("(", "PUNCT", "-LRB-", at, "punct", False)
        add(chance.choice(_AGENCIES), "PROPN", "NNP", 0, "parataxis", False)
        add(")", "PUNCT", "-RRB-", at, "punct")
    add(chance.choice("--–—"), "PUNCT", ":", 0, "punct")
    shift = len(head)
    prefix = tuple(
        Word(
            form=form, lemma=form, pos=pos, tag=tag, head=at if at >= 0 else root + shift, relation=relation,
            space=space, misc="_",
        )
        for form, pos, tag, at, relation, space in head
    )  # fmt: skip
    return prefix + tuple(replace(word, head=word.head + shift) for word in tree)


def varied(tree: Tree, towns: Sequence[str], chance: random.Random) -> Tree:
    """Change some sentences: one in ten told as a headline, a few in capitals, in small letters, with a dateline."""
    roll = chance.random()
    if roll > 0.96 and len(tree) > 6 and tree[0].form[:1].isupper():
        return datelined(tree, towns, chance)
    if roll < 0.10 and len(tree) > 4:
        short = headline(tree)
        return recased(short, "title") if chance.random() < 0.5 else short
    if roll < 0.14:
        return recased(tree, "upper")
    if roll < 0.17:
        return recased(tree, "lower")
    return tree
