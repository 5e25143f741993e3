"""Reads texts with a spaCy pipeline: the bundled one, and for the entities another if the user names one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from enrich.pipeline import lemmas, lexicon  # noqa: F401  spaCy finds their components by name once they are imported
from enrich.pipeline.entity import Entity
from enrich.pipeline.splitter import sentences

BUNDLED: Final = Path(__file__).parent / "model"
_BATCH: Final = 128

# What other pipelines call the four kinds.
_FOREIGN: Final = {"PER": "PERSON", "GPE": "LOC", "LOCATION": "LOC", "FAC": "LOC", "ORGANIZATION": "ORG"}
_OWN: Final = {"PERSON": "PERSON", "ORG": "ORG", "LOC": "LOC", "NORP": "NORP"}


class Pipeline:
    """A thin wrapper round one or two spaCy pipelines; not for use by several threads at once."""

    def __init__(self, syntax: Language, names: Language) -> None:
        self._syntax = syntax
        self._names = names
        self._zoned = False

    @classmethod
    def load(cls, name: str | None = None) -> Pipeline:
        """Load the bundled pipeline; with the name or the path of a spaCy pipeline, take the entities from that."""
        bundled = spacy.load(BUNDLED)
        return cls(bundled, bundled if name is None else spacy.load(name))

    @contextmanager
    def zone(self) -> Iterator[None]:
        """Keep memory flat: what is learned of words inside the block is forgotten at its end, its Docs are dead then.

        Zones may be nested; the outermost counts.
        """
        if self._zoned:
            yield
            return
        self._zoned = True
        try:
            with self._syntax.memory_zone():
                if self._names is self._syntax:
                    yield
                else:
                    with self._names.memory_zone():
                        yield
        finally:
            self._zoned = False

    def parse(self, texts: Sequence[str]) -> list[Doc]:
        """Tag and parse sentences, one Doc each, never split further; use it inside `zone()` for long runs."""
        return list(self._syntax.pipe(map(self._single, texts), batch_size=_BATCH))

    def entities(self, text: str) -> list[Entity]:
        """Give the names of a whole text in order, those given once in full carried through it."""
        with self.zone():
            found = list(self._found(text, sentences(text)))
        return found

    def _single(self, text: str) -> Doc:
        doc = self._syntax.make_doc(text)
        for token in doc[1:]:
            token.is_sent_start = False
        return doc

    def _found(self, text: str, spans: Sequence[tuple[int, int]]) -> Iterable[Entity]:
        texts = (text[start:end] for start, end in spans)
        idle = [name for name in self._names.pipe_names if name in {"tagger", "morphologizer", "parser", "lemmas"}]
        if self._names is not self._syntax:
            idle = []
        with self._names.select_pipes(disable=idle):
            for (offset, _), doc in zip(spans, self._names.pipe(texts, batch_size=_BATCH), strict=True):
                for span in doc.ents:
                    label = _OWN.get(span.label_) or _FOREIGN.get(span.label_)
                    if label:
                        start, end = offset + span.start_char, offset + span.end_char
                        yield Entity(start=start, end=end, label=label, text=text[start:end])
