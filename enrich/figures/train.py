"""Trains the classifier of measures: `python -m enrich.figures.train ARTICLES GOLD [ARTICLES GOLD ...] -o FILE`.

ARTICLES and GOLD are JSON lines: articles with id, title and body; gold figures with article, field, start, end, low,
high, measure and implicit. Folds for `--folds` go by the group of an article: its id up to the first "_" or the last
"-", so that one story is never on both sides.
"""

import argparse
import gzip
import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from enrich.figures.features import Memory, features
from enrich.figures.find import NONE, candidates_in
from enrich.figures.model import WEIGHTS, Linear
from enrich.messages import Field
from enrich.numbers.tokens import flatten, tokenize
from enrich.pipeline import sentences

Floats = npt.NDArray[np.float32]
STEP = 0.01
"""Weights are stored as whole multiples of this."""


@dataclass(frozen=True, slots=True)
class Item:
    """A number with its features and its true label; `group` is the story that it comes from."""

    group: str
    features: tuple[str, ...]
    label: str


def group_of(article: str) -> str:
    """The story or topic that an article belongs to."""
    return article.rsplit("-", 1)[0] if "-" in article else article.split("_")[0]


def _lines(path: str) -> list[dict[str, Any]]:
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def _same(a: float | None, b: float | None) -> bool:
    return a is b if a is None or b is None else math.isclose(a, b, rel_tol=5e-3)


def items(articles: Sequence[dict[str, Any]], gold: Sequence[dict[str, Any]]) -> Iterator[Item]:
    """Every number of the articles, labelled by the gold figure that it meets."""
    by_field = defaultdict(list)
    for figure in gold:
        by_field[figure["article"], figure["field"]].append(figure)
    fields: tuple[Field, ...] = ("title", "body")
    for article in articles:
        memory = Memory()
        for name in fields:
            text = article[name]
            spans = [(0, len(text))] if name == "title" else sentences(text)
            for begin, end in spans:
                figures = [g for g in by_field[article["id"], name] if g["start"] < end and begin < g["end"]]
                yield from _passage(article["id"], text[begin:end], begin, name, figures, memory)


def _passage(
    article: str, text: str, begin: int, name: Field, gold: Sequence[dict[str, Any]], memory: Memory
) -> Iterator[Item]:
    flat = flatten(text)
    tokens = tokenize(flat)
    candidates = candidates_in(flat, tokens, title=name == "title")
    labels: list[str] = []
    taken: set[int] = set()
    for k, candidate in enumerate(candidates):
        number = candidate.number
        meets = [
            i
            for i, g in enumerate(gold)
            if i not in taken and g["start"] < begin + number.end and begin + number.start < g["end"]
        ]
        right = [
            i
            for i in meets
            if not gold[i]["implicit"] and _same(gold[i]["low"], number.low) and _same(gold[i]["high"], number.high)
        ]
        row = tuple(features(tokens, candidates, k, labels, memory, title=name == "title"))
        if right:
            taken.add(right[0])
            label = gold[right[0]]["measure"]
            memory.add(number.low if number.low is not None else number.high, label, "")
            if name == "title" and not memory.title:
                memory.title = label
        else:
            label = NONE
        labels.append(label)
        if right or not meets:
            yield Item(group_of(article), row, label)


def fit(data: Sequence[Item], *, least: int = 2, penalty: float = 1.0, rounds: int = 250) -> Linear:
    """Multinomial logistic regression by full-batch Adam, features seen fewer than `least` times left out."""
    seen = Counter(name for item in data for name in set(item.features))
    rows = {name: i for i, name in enumerate(sorted(name for name, n in seen.items() if n >= least))}
    labels = sorted({item.label for item in data})
    x: Floats = np.zeros((len(data), len(rows)), dtype=np.float32)
    y: Floats = np.zeros((len(data), len(labels)), dtype=np.float32)
    for i, item in enumerate(data):
        x[i, [rows[name] for name in item.features if name in rows]] = 1.0
        y[i, labels.index(item.label)] = 1.0
    weights = np.zeros((len(rows), len(labels)), dtype=np.float32)
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, rounds + 1):
        scores = x @ weights
        scores -= scores.max(axis=1, keepdims=True)
        chances = np.exp(scores)
        chances /= chances.sum(axis=1, keepdims=True)
        slope = x.T @ (chances - y) + penalty * weights
        mean = 0.9 * mean + 0.1 * slope
        square = 0.99 * square + 0.01 * slope**2
        rate = 0.05 * min(1.0, 2 * (1 - step / (rounds + 1)))
        weights -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-6)
    return Linear(labels, rows, weights)


def save(model: Linear, path: Path) -> None:
    """Writes the weights, rounded to multiples of `STEP`; features with nothing to say are left out."""
    rounded = np.rint(model.weights / STEP).astype(int)
    kept = {name: rounded[row].tolist() for name, row in model.rows.items() if np.abs(rounded[row]).max() >= 2}
    stored = json.dumps({"labels": model.labels, "step": STEP, "features": kept}, separators=(",", ":"))
    path.parent.mkdir(exist_ok=True)
    with open(path, "wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as file:
        file.write(stored.encode())


def main() -> None:
    """Reads the command line, cross-validates if asked, trains on everything and writes the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", metavar="ARTICLES GOLD")
    parser.add_argument("-o", "--output", type=Path, default=WEIGHTS)
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--penalty", type=float, default=1.0)
    args = parser.parse_args()
    data = [
        item
        for articles, gold in zip(args.files[::2], args.files[1::2], strict=True)
        for item in items(_lines(articles), _lines(gold))
    ]
    groups = sorted({item.group for item in data})
    wrong: Counter[tuple[str, str]] = Counter()
    for fold in range(args.folds):
        held = set(groups[fold :: args.folds])
        model = fit([item for item in data if item.group not in held], penalty=args.penalty)
        for item in data:
            if item.group in held:
                scores = model.scores(item.features)
                best = max(scores, key=scores.__getitem__)
                wrong[item.label, best] += 1
    if args.folds:
        right = sum(n for (a, b), n in wrong.items() if a == b)
        print(f"cross-validated: {right / sum(wrong.values()):.4f} of {sum(wrong.values())}")
        for (a, b), n in wrong.most_common():
            if a != b and n > 2:
                print(f"  {a} taken for {b}: {n}")
    save(fit(data, penalty=args.penalty), args.output)


if __name__ == "__main__":
    main()
