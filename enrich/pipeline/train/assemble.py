"""Puts the separately trained parts together into the folder that ships."""

from __future__ import annotations

from pathlib import Path

import spacy

from enrich.pipeline.language import blank
from enrich.pipeline.lemmas import NAME as LEMMAS
from enrich.pipeline.lexicon import NAME as LEXICON
from enrich.pipeline.train.syntax import COMPONENTS


def assemble(syntax: Path, entities: Path, output: Path) -> None:
    """Write one pipeline: lexicon and names first, then tags, parse and lemmas."""
    parsing, naming = spacy.load(syntax), spacy.load(entities)
    nlp = blank()
    nlp.meta.update(name="figurewatch_en", version="1", description="English news: tags, parse and names")
    nlp.meta["license"] = "CC BY-SA 4.0"
    nlp.add_pipe(LEXICON)
    nlp.add_pipe("ner", source=naming)
    for name in COMPONENTS:
        nlp.add_pipe(name, source=parsing)
    nlp.add_pipe(LEMMAS)
    nlp.to_disk(output)
