"""The training loop: batches by the number of words, averaged weights, the best state kept, a limit of time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path

from spacy.language import Language
from spacy.training import Example
from thinc.api import Adam

Progress = Callable[[str], None]


def batches(examples: Iterable[Example], words: int) -> Iterator[list[Example]]:
    """Group examples to about `words` words, in order."""
    batch: list[Example] = []
    size = 0
    for example in examples:
        if not len(example.predicted):
            continue
        batch.append(example)
        size += len(example.predicted)
        if size >= words:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def train(
    nlp: Language,
    epochs: Iterator[Iterable[Example]],
    measure: Callable[[], float],
    *,
    minutes: float,
    every: int,
    words: int,
    dropout: float,
    progress: Progress,
    keep: Path | None = None,
) -> float:
    """Train all components of `nlp` until the minutes are over; leave it in its best state and give its score.

    `keep` is a folder that always holds the best state so far. The rate of learning falls in a straight line over the
    time given, so that a short run ends as well trained as its time allows.
    """
    optimizer = Adam(0.0015, L2=0.01, L2_is_weight_decay=True, use_averages=True, grad_clip=1.0)
    started = time.monotonic()
    best, kept = -1.0, nlp.to_bytes()
    losses: dict[str, float] = {}
    over = False
    for step, batch in enumerate(batches(chain.from_iterable(epochs), words), start=1):
        spent = (time.monotonic() - started) / 60
        over = spent >= minutes
        optimizer.learn_rate = 0.0015 * max(0.03, 1.0 - spent / minutes) * min(1.0, step / 200)
        nlp.update(batch, sgd=optimizer, drop=dropout, losses=losses)
        if step % every and not over:
            continue
        with nlp.use_params(optimizer.averages):
            reached = measure()
            if reached > best:
                best, kept = reached, nlp.to_bytes()
                if keep is not None:
                    nlp.to_disk(keep)
        lost = " ".join(f"{name} {value:.0f}" for name, value in losses.items())
        progress(f"step {step}  {spent:.1f} min  score {reached:.4f}  best {best:.4f}  losses {lost}")
        losses.clear()
        if over:
            break
    nlp.from_bytes(kept)
    return best
