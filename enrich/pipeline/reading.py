"""Reads texts with a spaCy pipeline: the bundled one, and for the entities another if the user names one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import ExitStack, contextmanager
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
from enrich.pipeline.mentions import Piece, may_name
from enrich.pipeline.quick import quicken
from enrich.pipeline.splitter import sentences

BUNDLED: Final = Path(__file__).parent / "model"
_BATCH: Final = 128

# What other pipelines call the four kinds.
_FOREIGN: Final = {"PER": "PERSON", "GPE": "LOC", "LOCATION": "LOC", "FAC": "LOC", "ORGANIZATION": "ORG"}
_NAMING: Final = frozenset({lexicon.NAME, "ner"})
_TAGGING: Final = frozenset({"tok2vec", "tagger"})
KEPT: Final = 60_000
"""Strings (words, fragments of words, labels) that are kept for ever; those that come later go with their zone."""


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

        Until `KEPT` strings are known nothing is forgotten: most words come again, and to make their entries anew for
        every article took a tenth of the time. Zones may be nested; the outermost counts.
        """
        if self._zoned:
            yield
            return
        self._zoned = True
        try:
            with ExitStack() as stack:
                for language in {self._syntax, self._names}:
                    if len(language.vocab.strings) > KEPT:
                        stack.enter_context(language.memory_zone())
                yield
        finally:
            self._zoned = False

    def read(self, texts: Sequence[str]) -> list[Doc]:
        """Tag sentences of one text and find their names; one Doc each, never split further. `parse` gives the rest.

        Names are carried from one sentence to the others. For long runs use it inside `zone()`.
        """
        docs = _through(self._syntax, map(self._single, texts), _TAGGING)
        for doc, piece in zip(docs, settled(self._pieces(docs), lists()), strict=True):
            doc.set_ents(filter_spans(_spans(doc, piece)))
        return docs

    def parse(self, doc: Doc) -> Doc:
        """Give the tokens of a sentence that was read heads, relations, parts of speech and lemmas, once.

        It is seldom asked for, and a fifth of the work.
        """
        if not doc.has_annotation("DEP"):
            for name, component in self._syntax.pipeline:
                if name not in _TAGGING | _NAMING:
                    doc = component(doc)
        return doc

    def entities(self, text: str) -> list[Entity]:
        """Give the names of a whole text in order, those given once in full carried through it."""
        spans = sentences(text)
        with self.zone():
            pieces = settled(self._pieces([self._single(text[start:end]) for start, end in spans]), lists())
        return [
            replace(name, start=offset + name.start, end=offset + name.end)
            for (offset, _), piece in zip(spans, pieces, strict=True)
            for name in piece.names
        ]

    def _pieces(self, docs: Sequence[Doc]) -> list[Piece]:
        """Find the names that each sentence shows by itself."""
        if self._names is self._syntax:
            _through(self._syntax, [doc for doc in docs if may_name(doc.text)], _NAMING)
            return [_piece(doc) for doc in docs]
        return [_piece(doc) for doc in self._names.pipe([doc.text for doc in docs], batch_size=_BATCH)]

    def _single(self, text: str) -> Doc:
        doc = self._syntax.make_doc(text)
        for token in doc[1:]:
            token.is_sent_start = False
        return doc


def _through(language: Language, docs: Iterable[Doc], components: Set[str]) -> list[Doc]:
    """Lead Docs through some components of a pipeline."""
    idle = [name for name in language.pipe_names if name not in components]
    return list(language.pipe(docs, batch_size=_BATCH, disable=idle))


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
                if layer.has_ref("embed") and layer.has_ref("encode"):
                    quicken(layer)
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
