"""Command: train the parts of the bundled model from a folder of corpora and put them together."""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.pipeline import TrainablePipe

from enrich.pipeline.language import blank
from enrich.pipeline.reading import BUNDLED
from enrich.pipeline.train import entities, loop, scores, syntax
from enrich.pipeline.train.assemble import assemble
from enrich.pipeline.train.lemmas import exceptions


def main() -> None:
    """Train the syntax or the entities into a folder of their own."""
    parser = argparse.ArgumentParser(prog="python -m enrich.pipeline.train", description=__doc__)
    parser.add_argument("part", choices=["syntax", "entities", "lemmas", "assemble", "scores"])
    parser.add_argument(
        "corpora", type=Path, help="the folder with ud_ewt, gum, uner, wikigold, crossner, gmb and re3d"
    )
    parser.add_argument("output", type=Path, help="what to write: a folder; for lemmas the file enrich/data/lemmas.tsv")
    parser.add_argument("--minutes", type=float, default=40.0, help="how long to train")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--syntax", type=Path, help="for assemble: the folder of the trained syntax")
    parser.add_argument("--entities", type=Path, help="for assemble: the folder of the trained entities")
    parser.add_argument("--start", type=Path, help="go on from the weights in this folder")
    options = parser.parse_args()
    options.output.parent.mkdir(parents=True, exist_ok=True)
    if options.part == "lemmas":
        found = exceptions(syntax.trees(options.corpora)[0])
        options.output.write_text("".join(f"{row}\n" for row in found), encoding="utf-8")
        return
    if options.part == "scores":
        scores.write(options.corpora, options.output, BUNDLED)
        return
    if options.part == "assemble":
        assemble(options.syntax, options.entities, options.output)
        return
    train = train_syntax if options.part == "syntax" else train_entities
    train(options.corpora, options.output, options.minutes, options.seed, options.start)


def _say(line: object) -> None:
    print(line, flush=True)


def resume(nlp: Language, start: Path) -> None:
    """Take over the weights of an earlier training of the same parts."""
    earlier = spacy.load(start)
    for name, component in nlp.pipeline:
        if isinstance(component, TrainablePipe):
            other = earlier.get_pipe(name)
            assert isinstance(other, TrainablePipe)
            component.model.from_bytes(other.model.to_bytes())


def train_syntax(corpora: Path, output: Path, minutes: float, seed: int, start: Path | None) -> None:
    """Train tagger, parts of speech and parser."""
    chance = random.Random(seed)
    train, dev, tests = syntax.trees(corpora)
    nlp = blank()
    syntax.build(nlp)
    nlp.initialize(lambda: [syntax.example(nlp, tree) for tree in train])
    if start is not None:
        resume(nlp, start)
    held = chance.sample(dev, 700)

    def measure() -> float:
        scores = syntax.score(nlp, held)
        _say(scores)
        return 0.6 * scores["dep_las"] + 0.2 * scores["tag_acc"] + 0.2 * scores["pos_acc"]

    examples = syntax.epochs(nlp, train, chance)
    loop.train(nlp, examples, measure, minutes=minutes, every=400, words=1000, dropout=0.2, progress=_say, keep=output)
    for name, trees in tests.items():
        _say({name: syntax.score(nlp, trees)})
    nlp.to_disk(output)


def train_entities(corpora: Path, output: Path, minutes: float, seed: int, start: Path | None) -> None:
    """Train the entity recogniser."""
    chance = random.Random(seed)
    nlp = blank()
    entities.build(nlp)
    train, held = entities.split(entities.prepared(nlp, corpora))
    nlp.initialize(lambda: [entities.example(nlp, named) for named in train[:4000]])
    if start is not None:
        resume(nlp, start)

    def measure() -> float:
        scores = {name: entities.score(nlp, held[name]) for name in ("pud news", "gmb", "gum news")}
        _say(scores)
        return 0.6 * scores["pud news"]["f"] + 0.3 * scores["gmb"]["f"] + 0.1 * scores["gum news"]["f"]

    examples = entities.epochs(nlp, train, chance)
    loop.train(nlp, examples, measure, minutes=minutes, every=400, words=800, dropout=0.2, progress=_say, keep=output)
    for name, sentences in held.items():
        _say({name: entities.score(nlp, sentences)})
    nlp.to_disk(output)


if __name__ == "__main__":
    main()
