"""Puts the separately trained parts together into the folder that ships."""

from __future__ import annotations

import json
from pathlib import Path

import spacy
from spacy.strings import StringStore

from enrich.pipeline.language import blank
from enrich.pipeline.lemmas import NAME as LEMMAS
from enrich.pipeline.lexicon import NAME as LEXICON
from enrich.pipeline.train.syntax import COMPONENTS


def assemble(syntax: Path, entities: Path, output: Path) -> None:
    """Write one pipeline: lexicon and names first, then tags, parse and lemmas."""
    parsing, naming = spacy.load(syntax), spacy.load(entities)
    nlp = blank()
    nlp.meta.update(name="figurewatch", version="1.0.0", description="English news: tags, parse and names")
    nlp.meta["license"] = "CC BY-SA 4.0"
    own = set(nlp.vocab.strings)
    nlp.add_pipe(LEXICON)
    nlp.add_pipe("ner", source=naming)
    for name in COMPONENTS:
        nlp.add_pipe(name, source=parsing)
    nlp.add_pipe(LEMMAS)
    nlp.to_disk(output)
    meta = output / "meta.json"
    facts = json.loads(meta.read_text(encoding="utf-8"))
    facts["spacy_version"] = ">=3.8.0,<3.9.0"  # spaCy would ask for no older one than that of this machine
    meta.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    # The words of the corpora, which come along with the parts, are 2 MB that no text needs: only labels are.
    labels = {label for name in ("ner", "tagger", "morphologizer", "parser") for label in nlp.pipe_labels[name]}
    strings = own | labels | {piece for label in labels for piece in label.replace("POS=", "").split("|")}
    strings |= {f"POS={label}" for label in strings if label.isupper()}
    StringStore(sorted(strings)).to_disk(output / "vocab" / "strings.json")
