"""Trains the classifier of measures: `python -m enrich.figures.train ARTICLES GOLD [ARTICLES GOLD ...] -o FILE`.

ARTICLES and GOLD are JSON lines: articles with id, title and body; gold figures with article, field, start, end, low,
high, measure and implicit.
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

from enrich.figures.features import Candidate, Features, Memory, features, foresee, noun_of
from enrich.figures.find import NONE, candidates_in
from enrich.figures.model import WEIGHTS, Linear
from enrich.messages import Field
from enrich.numbers.tokens import Token, flatten, tokenize
from enrich.pipeline import sentences

Floats = npt.NDArray[np.float32]
PRIORS: dict[str, float] = {
    "unit": 5.0,
    "settled": 5.0,
    "shots": 5.0,
    "times": 4.0,
    "parent": 5.0,
    "charges": 5.0,
    "noun": 3.5,
    "next": 3.5,
    "verb": 4.0,
    "before": 3.0,
    "coord": 2.0,
    "post": 3.5,
    "toll": 3.5,
    "toll2": 2.5,
    "pp": 2.0,
    "next,": 1.5,
    "fit": 2.5,
    "of which": 2.0,
    "quake before": 2.5,
    "zero": 3.0,
    "one": 2.0,
    "noun?": 2.0,
    "next?": 2.0,
    "verb?": 2.0,
    "before?": 1.5,
    "far": 1.0,
    "left": 1.0,
    "capacity": 2.0,
    "disease": 4.0,
    "quake": 3.0,
    "default": 1.0,
    "same": 2.5,
    "foreseen": 3.0,
    "nothing": 1.5,
    "attributive": 3.0,
    "strength": 3.0,
    "ammunition": 3.0,
}
"""What witnesses are believed before any training: rare measures have no other teacher."""
STEP = 0.01
"""Weights are stored as whole multiples of this."""


@dataclass(frozen=True, slots=True)
class Item:
    """A number with its features and its true label; `group` is the story it comes from, `place` where it stands."""

    group: str
    place: tuple[str, str, int, int]
    kind: str
    features: Features
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
        read = []
        for name in fields:
            text = article[name]
            for begin, end in [(0, len(text))] if name == "title" else sentences(text):
                flat = flatten(text[begin:end])
                tokens = tokenize(flat)
                read.append((name, begin, text[begin:end], tokens, candidates_in(flat, tokens, title=name == "title")))
        memory = Memory(foreseen=foresee((tokens, candidates) for *_, tokens, candidates in read))
        for name, begin, text, tokens, candidates in read:
            end = begin + len(text)
            figures = [g for g in by_field[article["id"], name] if g["start"] < end and begin < g["end"]]
            yield from _passage(article["id"], name, begin, tokens, candidates, figures, memory)
            memory.pass_on(text, title=name == "title")


def _passage(
    article: str,
    name: Field,
    begin: int,
    tokens: Sequence[Token],
    candidates: Sequence[Candidate],
    gold: Sequence[dict[str, Any]],
    memory: Memory,
) -> Iterator[Item]:
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
        row = features(tokens, candidates, k, labels, memory, title=name == "title")
        if right:
            taken.add(right[0])
            label = gold[right[0]]["measure"]
            noun = noun_of(tokens, candidate.counted) if number.kind == "count" else ""
            memory.add(number.low if number.low is not None else number.high, label, noun, title=name == "title")
        else:
            label = NONE
        labels.append(label)
        if right or not meets:
            place = (article, name, begin + number.start, begin + number.end)
            yield Item(group_of(article), place, number.kind, row, label)


def fit(
    data: Sequence[Item], *, least: int = 2, penalty: float = 3.0, vote_penalty: float = 0.3, rounds: int = 250
) -> Linear:
    """Multinomial logistic regression by full-batch Adam, features seen fewer than `least` times left out."""
    labels = sorted({item.label for item in data})
    column = {label: i for i, label in enumerate(labels)}
    seen = Counter(name for item in data for name in set(item.features.plain))
    rows = {name: i for i, name in enumerate(sorted(name for name, n in seen.items() if n >= least))}
    heard = Counter(name for item in data for name, _ in set(item.features.votes))
    witnesses = {name: i for i, name in enumerate(sorted(name for name, n in heard.items() if n >= least))}
    x: Floats = np.zeros((len(data), len(rows)), dtype=np.float32)
    v: Floats = np.zeros((len(data), len(labels), len(witnesses)), dtype=np.float32)
    y: Floats = np.zeros((len(data), len(labels)), dtype=np.float32)
    for i, item in enumerate(data):
        x[i, [rows[name] for name in item.features.plain if name in rows]] = 1.0
        for name, label in item.features.votes:
            if name in witnesses and label in column:
                v[i, column[label], witnesses[name]] += 1.0
        y[i, column[item.label]] = 1.0
    flat = v.reshape(-1, len(witnesses))
    weights, trust = _Adam((len(rows), len(labels))), _Adam((len(witnesses),))
    prior: Floats = np.array([PRIORS.get(name, 0.0) for name in witnesses], dtype=np.float32)
    trust.values += prior
    for step in range(1, rounds + 1):
        scores = x @ weights.values + (flat @ trust.values).reshape(len(data), -1)
        scores -= scores.max(axis=1, keepdims=True)
        chances = np.exp(scores)
        chances /= chances.sum(axis=1, keepdims=True)
        wrong = chances - y
        rate = 0.05 * min(1.0, 2 * (1 - step / (rounds + 1)))
        weights.step(x.T @ wrong + penalty * weights.values, rate)
        trust.step(flat.T @ wrong.reshape(-1) + vote_penalty * (trust.values - prior), rate)
    return Linear(labels, rows, weights.values, {name: float(trust.values[i]) for name, i in witnesses.items()})


class _Adam:
    """Weights with the running moments of their slope (Kingma and Ba 2015)."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.values: Floats = np.zeros(shape, dtype=np.float32)
        self._mean = np.zeros_like(self.values)
        self._square = np.zeros_like(self.values)
        self._steps = 0

    def step(self, slope: Floats, rate: float) -> None:
        self._steps += 1
        self._mean = 0.9 * self._mean + 0.1 * slope
        self._square = 0.99 * self._square + 0.01 * slope**2
        mean = self._mean / (1 - 0.9**self._steps)
        self.values -= rate * mean / (np.sqrt(self._square / (1 - 0.99**self._steps)) + 1e-6)


def save(model: Linear, path: Path) -> None:
    """Writes the weights, rounded to multiples of `STEP`; features with nothing to say are left out."""
    rounded = np.rint(model.weights / STEP).astype(int)
    kept = {name: rounded[row].tolist() for name, row in model.rows.items() if np.abs(rounded[row]).max() >= 2}
    trust = {name: round(weight / STEP) for name, weight in model.trust.items() if abs(weight) >= STEP}
    stored = json.dumps({"labels": model.labels, "step": STEP, "trust": trust, "features": kept}, separators=(",", ":"))
    path.parent.mkdir(exist_ok=True)
    with open(path, "wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as file:
        file.write(stored.encode())


def main() -> None:
    """Reads the command line, trains on everything and writes the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", metavar="ARTICLES GOLD")
    parser.add_argument("-o", "--output", type=Path, default=WEIGHTS)
    parser.add_argument("--penalty", type=float, default=8.0)
    args = parser.parse_args()
    data = [
        item
        for articles, gold in zip(args.files[::2], args.files[1::2], strict=True)
        for item in items(_lines(articles), _lines(gold))
    ]
    save(fit(data, penalty=args.penalty), args.output)


if __name__ == "__main__":
    main()
