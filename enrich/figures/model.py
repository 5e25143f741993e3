"""A linear classifier over named features; its weights ship as a file beside this module."""

import gzip
import json
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

WEIGHTS = Path(__file__).parent / "data" / "measures.json.gz"


class Linear:
    """Scores the labels of an item: plain features weigh for every label, votes for the label that they name."""

    def __init__(
        self, labels: Sequence[str], rows: dict[str, int], weights: npt.NDArray[np.float32], trust: dict[str, float]
    ) -> None:
        self.labels = tuple(labels)
        self.rows = rows
        self.weights = weights
        self.trust = trust

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> "Linear":
        """The classifier whose weights `train` wrote to `path`."""
        with gzip.open(path, "rt", encoding="utf-8") as file:
            stored = json.load(file)
        names: dict[str, list[int]] = stored["features"]
        step: float = stored["step"]
        weights = np.array(list(names.values()), dtype=np.float32) * np.float32(step)
        trust = {name: weight * step for name, weight in stored["trust"].items()}
        return cls(stored["labels"], {name: row for row, name in enumerate(names)}, weights, trust)

    def scores(self, plain: Iterable[str], votes: Iterable[tuple[str, str]]) -> dict[str, float]:
        """The score of each label; features that were not seen in training count nothing."""
        rows = [self.rows[name] for name in plain if name in self.rows]
        total = self.weights[rows].sum(axis=0) if rows else np.zeros(len(self.labels), dtype=np.float32)
        scores = dict(zip(self.labels, total.tolist(), strict=True))
        for witness, label in votes:
            if label in scores:
                scores[label] += self.trust.get(witness, 0.0)
        return scores


@cache
def bundled() -> Linear:
    """The shipped classifier, read once."""
    return Linear.load()
