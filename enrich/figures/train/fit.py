"""Fits the classifier of measures, and writes its weights."""

import gzip
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from enrich.figures.model import Linear
from enrich.figures.train.items import Item

Floats = npt.NDArray[np.float32]
PRIORS: dict[str, float] = {
    "unit": 5.0,
    "settled": 5.0,
    "shots": 5.0,
    "times": 4.0,
    "parent": 5.0,
    "charges": 5.0,
    "noun": 3.5,
    "adj": 3.5,
    "next": 3.5,
    "verb": 4.0,
    "before": 3.0,
    "coord": 2.0,
    "post": 3.5,
    "tally": 3.5,
    "toll": 3.5,
    "toll2": 2.5,
    "pp": 2.0,
    "next,": 1.5,
    "fit": 2.5,
    "of which": 2.0,
    "alongside": 2.0,
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


def fit(
    data: Sequence[Item], *, least: int = 5, penalty: float = 24.0, vote_penalty: float = 2.0, rounds: int = 250
) -> Linear:
    """Multinomial logistic regression by full-batch Adam, plain features seen in fewer than `least` groups left out.

    What only one story says is not worth remembering: the limit is what keeps the weights from fitting sentences.
    """
    labels = sorted({item.label for item in data})
    column = {label: i for i, label in enumerate(labels)}
    groups = [item.group for item in data]
    plain = _Sparse([item.features.plain for item in data], groups, least)
    heard = [[(name, column[label]) for name, label in item.features.votes if label in column] for item in data]
    # A vote is a feature of an item and a label together: such pairs are numbered item by item.
    split = [[name for name, at in row if at == k] for row in heard for k in range(len(labels))]
    votes = _Sparse(split, [group for group in groups for _ in labels], least, PRIORS)
    truth: Floats = np.zeros((len(data), len(labels)), dtype=np.float32)
    truth[np.arange(len(data)), [column[item.label] for item in data]] = 1.0
    weights, trust = _Adam((len(plain.names), len(labels))), _Adam((len(votes.names), 1))
    prior: Floats = np.array([[PRIORS.get(name, 0.0)] for name in votes.names], dtype=np.float32)
    trust.values += prior
    for step in range(1, rounds + 1):
        scores = plain.times(weights.values) + votes.times(trust.values).reshape(len(data), -1)
        scores -= scores.max(axis=1, keepdims=True)
        chances = np.exp(scores)
        chances /= chances.sum(axis=1, keepdims=True)
        wrong = chances - truth
        rate = 0.05 * min(1.0, 2 * (1 - step / (rounds + 1)))
        weights.step(plain.slope(wrong) + penalty * weights.values, rate)
        trust.step(votes.slope(wrong.reshape(-1, 1)) + vote_penalty * (trust.values - prior), rate)
    rows = {name: i for i, name in enumerate(plain.names)}
    return Linear(labels, rows, weights.values, dict(zip(votes.names, trust.values[:, 0].tolist(), strict=True)))


class _Sparse:
    """Which features each row has, as often as it has them; those of fewer than `least` groups are left out.

    `always` names features that count however often they were seen.
    """

    def __init__(
        self, table: Sequence[Sequence[str]], groups: Sequence[str], least: int, always: Iterable[str] = ()
    ) -> None:
        met = {(name, group) for row, group in zip(table, groups, strict=True) for name in row}
        seen = Counter(name for name, _ in met)
        self.names = sorted({name for name, n in seen.items() if n >= least} | set(always))
        number = {name: i for i, name in enumerate(self.names)}
        pairs = [(at, number[name]) for at, row in enumerate(table) for name in row if name in number]
        self._rows = np.array([row for row, _ in pairs], dtype=np.intp)
        self._columns = np.array([column for _, column in pairs], dtype=np.intp)
        self._size = len(table)

    def times(self, weights: Floats) -> Floats:
        """The sum of the weights (features, labels) of each row's features."""
        return _sums(weights[self._columns], self._rows, self._size)

    def slope(self, wrong: Floats) -> Floats:
        """The sum over each feature's rows of `wrong` (rows, labels)."""
        return _sums(wrong[self._rows], self._columns, len(self.names))


def _sums(parts: Floats, groups: npt.NDArray[np.intp], size: int) -> Floats:
    sums = [np.bincount(groups, weights=parts[:, k], minlength=size) for k in range(parts.shape[1])]
    return np.stack(sums, axis=1).astype(np.float32)


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
