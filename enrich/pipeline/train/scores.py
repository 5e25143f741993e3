"""Measures the whole pipeline on held-out sentences, as its users see it, and its speed and size."""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path

from enrich.pipeline.language import blank
from enrich.pipeline.reading import Pipeline
from enrich.pipeline.train import entities, syntax
from enrich.pipeline.train.named import Named


def write(corpora: Path, output: Path, model: Path) -> None:
    """Write scores.json: syntax on the test parts of the treebanks, names on sentences nowhere trained on."""
    pipeline = Pipeline.load(bundled=model)
    _, _, trees = syntax.trees(corpora)
    _, held = entities.split(entities.prepared(blank(), corpora))
    report = {
        "syntax": {name: syntax.score(pipeline.language, found) for name, found in trees.items()},
        "names": {name: score(pipeline, found) for name, found in held.items()},
        "words_per_second": speed(pipeline, [named.text for named in held["gmb"]]),
        "bytes": sum(path.stat().st_size for path in model.rglob("*") if path.is_file()),
    }
    output.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def score(pipeline: Pipeline, held: Sequence[Named]) -> dict[str, float]:
    """Measure strict F1 of persons, bodies and places, each sentence read as a text of its own."""
    found = [{(name.start, name.end, name.label) for name in pipeline.entities(named.text)} for named in held]
    return entities.measured([set(named.spans) for named in held], found)


def speed(pipeline: Pipeline, texts: Sequence[str], rounds: int = 3) -> int:
    """Give the words that the whole pipeline reads in a second of one core's time, the best of some rounds."""
    words = sum(len(text.split()) for text in texts)
    best = 0.0
    for _ in range(rounds):
        started = time.process_time()
        with pipeline.zone():
            deque(pipeline.language.pipe(texts), maxlen=0)
        best = max(best, words / (time.process_time() - started))
    return round(best)
