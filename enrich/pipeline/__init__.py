"""The language pipeline: sentences by rule, tokens, tags, dependencies and named entities by a bundled spaCy model.

spaCy is imported by this sub-package alone. `sentences` and `Entity` need no spaCy; `Pipeline` loads it on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from enrich.pipeline.entity import Entity
from enrich.pipeline.splitter import sentences

if TYPE_CHECKING:
    from enrich.pipeline.reading import Pipeline

__all__ = ["Entity", "Pipeline", "sentences"]


def __getattr__(name: str) -> object:
    # `--help` and `config check` must not wait for spaCy: half a second and 60 MB.
    if name == "Pipeline":
        from enrich.pipeline.reading import Pipeline

        return Pipeline
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
