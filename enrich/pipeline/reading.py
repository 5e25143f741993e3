"""Reads texts with a spaCy pipeline: the bundled one, and for the entities another if the user names one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

import spacy
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc, Span
from spacy.util import filter_spans
from thinc.api import NumpyOps
from threadpoolctl import threadpool_limits

from enrich.pipeline import lemmas, lexicon  # noqa: F401  spaCy finds their components by name once they are imported
from enrich.pipeline.carry import settled
from enrich.pipeline.entity import LABELS, Entity
from enrich.pipeline.gazetteer import bundled as lists
from enrich.pipeline.mentions import Piece
from enrich.pipeline.splitter import sentences

BUNDLED: Final = Path(__file__).parent / "model"
_BATCH: Final = 128

# What other pipelines call the four kinds.
_FOREIGN: Final = {"PER": "PERSON", "GPE": "LOC", "LOCATION": "LOC", "FAC": "LOC", "ORGANIZATION": "ORG"}
_NAMING: Final = {lexicon.NAME, "ner"}


class Pipeline:
    """A thin wrapper round one or two spaCy pipelines; not for use by several threads at once."""

    def __init__(self, syntax: Language, names: Language) -> None:
        self._syntax = syntax
        self._names = names
        self._zoned = False

    @classmethod
    def load(cls, name: str | None = None, *, bundled: Path = BUNDLED) -> Pipeline:
        """Load the bundled pipeline; with the name or the path of a spaCy pipeline, take the entities from that."""
        own = _hastened(spacy.load(bundled))
        return cls(own, own if name is None else spacy.load(name))

    @property
    def language(self) -> Language:
        """The pipeline that parses."""
        return self._syntax

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
        """Tag and parse sentences of one text and find their names; one Doc each, never split further.

        Names are carried from one sentence to the others. For long runs use it inside `zone()`.
        """
        docs = list(self._syntax.pipe(map(self._single, texts), batch_size=_BATCH))
        named = docs if self._names is self._syntax else list(self._names.pipe(texts, batch_size=_BATCH))
        for doc, piece in zip(docs, settled([_piece(doc) for doc in named], lists()), strict=True):
            doc.set_ents(filter_spans(_spans(doc, piece)))
        return docs

    def entities(self, text: str) -> list[Entity]:
        """Give the names of a whole text in order, those given once in full carried through it."""
        spans = sentences(text)
        with self.zone():
            pieces = settled([_piece(doc) for doc in self._named([text[start:end] for start, end in spans])], lists())
        return [
            replace(name, start=offset + name.start, end=offset + name.end)
            for (offset, _), piece in zip(spans, pieces, strict=True)
            for name in piece.names
        ]

    def _single(self, text: str) -> Doc:
        doc = self._syntax.make_doc(text)
        for token in doc[1:]:
            token.is_sent_start = False
        return doc

    def _named(self, texts: Sequence[str]) -> Iterator[Doc]:
        """Find the names only: with the bundled pipeline the parser, two thirds of the work, can rest."""
        idle = (
            [] if self._names is not self._syntax else [name for name in self._names.pipe_names if name not in _NAMING]
        )
        return self._names.pipe(texts, batch_size=_BATCH, disable=idle)


def _hastened(nlp: Language) -> Language:
    """Let numpy multiply in place of blis: half as fast again on these small matrices (10,400 words a second to 6,700).

    On one thread: two would spin for each other and give a sixth more, and processes are what the service adds.
    """
    threadpool_limits(limits=1, user_api="blas")
    for _, component in nlp.pipeline:
        if isinstance(component, TrainablePipe):
            for layer in component.model.walk():
                if isinstance(layer.ops, NumpyOps):
                    layer.ops.use_blis = False
    return nlp


def _piece(doc: Doc) -> Piece:
    names = []
    for span in doc.ents:
        label = span.label_ if span.label_ in LABELS else _FOREIGN.get(span.label_)
        if label:
            names.append(Entity(start=span.start_char, end=span.end_char, label=label, text=span.text))
    tokens = tuple((token.idx, token.idx + len(token)) for token in doc if not token.is_space)
    return Piece(text=doc.text, tokens=tokens, names=tuple(names))


def _spans(doc: Doc, piece: Piece) -> Iterator[Span]:
    for name in piece.names:
        span = doc.char_span(name.start, name.end, label=name.label, alignment_mode="contract")
        if span is not None and len(span):
            yield span
