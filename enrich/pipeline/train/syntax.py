"""Trains tagger, parts of speech and parser, over one shared representation of the tokens."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

from enrich import lists
from enrich.pipeline.train import headlines, treebanks
from enrich.pipeline.train.treebanks import Tree

WIDTH = 96
COMPONENTS = ("tok2vec", "tagger", "morphologizer", "parser")


def build(nlp: Language) -> None:
    """Add the components, not yet initialised."""
    nlp.add_pipe("tok2vec", config={"model": representation(WIDTH)})
    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": WIDTH, "upstream": "tok2vec"}
    nlp.add_pipe("tagger", config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": listener}})
    nlp.add_pipe("morphologizer", config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": listener}})
    nlp.add_pipe("parser", config={"model": transitions("parser", listener), "min_action_freq": 20})


def representation(width: int, *, features: bool = False) -> dict[str, Any]:
    """Describe the convolutional network that gives each token its vector; `features` adds the gazetteer's classes."""
    attributes = {"NORM": 5000, "PREFIX": 1000, "SUFFIX": 2500, "SHAPE": 1500} | ({"LEMMA": 500} if features else {})
    return {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": width,
            "attrs": list(attributes),
            "rows": list(attributes.values()),
            "include_static_vectors": False,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": width,
            "depth": 4,
            "window_size": 1,
            "maxout_pieces": 3,
        },
    }


def transitions(kind: str, tok2vec: dict[str, Any]) -> dict[str, Any]:
    """Describe the transition-based model of the parser or of the entity recogniser."""
    return {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": kind,
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": tok2vec,
    }


def trees(corpora: Path) -> tuple[list[Tree], list[Tree], dict[str, list[Tree]]]:
    """Read the treebanks: trees to train on (news twice), trees to choose by, and the test sets by name."""
    splits = _splits(corpora / "gum" / "splits.md")
    train: list[Tree] = []
    dev: list[Tree] = []
    tests: dict[str, list[Tree]] = {"ewt": [], "gum": [], "gum news": []}
    for path in sorted((corpora / "gum").glob("*.conllu")):
        for _, tree in treebanks.read(path):
            match splits.get(path.stem, "train"):
                case "dev":
                    dev.append(tree)
                case "train":
                    train.extend([tree] * (2 if "_news_" in path.stem or "_bio_" in path.stem else 1))
                case _:
                    tests["gum"].append(tree)
                    if "_news_" in path.stem:
                        tests["gum news"].append(tree)
    ewt = corpora / "ud_ewt"
    train.extend(tree for _, tree in treebanks.read(ewt / "en_ewt-ud-train.conllu"))
    dev.extend(tree for _, tree in treebanks.read(ewt / "en_ewt-ud-dev.conllu"))
    tests["ewt"].extend(tree for _, tree in treebanks.read(ewt / "en_ewt-ud-test.conllu"))
    return train, dev, tests


def _splits(path: Path) -> dict[str, str]:
    """Read GUM's own division into parts: document -> "dev", "test", "test2"; all others are for training."""
    part, found = "train", {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            part = line.removeprefix("## ").strip()
        elif line.strip().startswith("* "):
            found[line.strip().removeprefix("* ").strip()] = part
    return found


def example(nlp: Language, tree: Tree) -> Example:
    """Lay a tree over the tokens that our own tokenizer finds."""
    reference = Doc(
        nlp.vocab,
        words=[word.form for word in tree],
        spaces=[word.space for word in tree],
        tags=[word.tag for word in tree],
        pos=[word.pos for word in tree],
        heads=[word.head for word in tree],
        deps=[word.relation for word in tree],
    )
    return Example(one_sentence(nlp.make_doc(reference.text)), reference)


def one_sentence(doc: Doc) -> Doc:
    """Tell the parser that a text is one sentence, so that it never breaks it."""
    for token in doc[1:]:
        token.is_sent_start = False
    return doc


def epochs(nlp: Language, train: list[Tree], chance: random.Random) -> Iterator[Iterable[Example]]:
    """Give the training examples again and again, in another order and with other changes each time."""
    towns = [row[0] for row in lists.rows("towns.tsv") if " " not in row[0]][:1500]
    forms = headlines.templates()

    def one(tree: Tree) -> Tree:
        if chance.random() < 0.05:
            return headlines.drawn(chance.choice(forms), towns, chance)
        return treebanks.varied(tree, towns, chance)

    while True:
        chance.shuffle(train)
        yield (example(nlp, one(tree)) for tree in train)


def score(nlp: Language, held: list[Tree]) -> dict[str, float]:
    """Measure tags, parts of speech and attachments on trees that were not trained on."""
    scores = nlp.evaluate([example(nlp, tree) for tree in held])
    return {name: round(float(scores[name]), 4) for name in ("tag_acc", "pos_acc", "dep_uas", "dep_las")}
