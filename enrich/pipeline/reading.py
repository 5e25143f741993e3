"""Reads texts with a spaCy pipeline: the bundled one, and for the entities another if the user names one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypeVar

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
from enrich.pipeline.mentions import Piece, entity, may_name
from enrich.pipeline.quick import quicken
from enrich.pipeline.recogniser import Name, Recogniser
from enrich.pipeline.splitter import sentences

BUNDLED: Final = Path(__file__).parent / "model"
_BATCH: Final = 128

# What other pipelines call the four kinds.
_FOREIGN: Final = {"PER": "PERSON", "GPE": "LOC", "LOCATION": "LOC", "FAC": "LOC", "ORGANIZATION": "ORG"}
_NAMING: Final = (lexicon.NAME, "ner")
_TAGGING: Final = ("tok2vec", "tagger")
T = TypeVar("T")

KEPT: Final = 60_000
"""Strings (words, fragments of words, labels) that are kept for ever; those that come later go with their zone."""

SEEN: Final = 1_000_000
"""Words, those that come again after they were forgotten counted again; a busy worker meets so many in some days."""


class Pipeline:
    """A thin wrapper round one or two spaCy pipelines; not for use by several threads at once."""

    def __init__(self, load: Callable[[], tuple[Language, Language]]) -> None:
        """Take the pipelines for syntax and names, which can be the same, from `load`, now and whenever it is time."""
        self._load = load
        self._zoned = False
        self._take(*load())

    def _take(self, syntax: Language, names: Language) -> None:
        self._syntax = syntax
        self._names = names
        components: dict[str, Any] = dict(syntax.pipeline)
        self._lexicon = components[lexicon.NAME]
        self._recogniser = Recogniser(components["ner"])
        self._tagging = [components[name] for name in _TAGGING]
        self._parsing = [component for name, component in syntax.pipeline if name not in {*_TAGGING, *_NAMING}]

    @classmethod
    def load(cls, name: str | None = None, *, bundled: Path = BUNDLED) -> Pipeline:
        """Load the bundled pipeline; with the name or the path of a spaCy pipeline, take the entities from that."""

        def fresh() -> tuple[Language, Language]:
            own = _hastened(spacy.load(bundled))
            return own, own if name is None else spacy.load(name)

        return cls(fresh)

    @property
    def language(self) -> Language:
        """The pipeline that parses."""
        return self._syntax

    @contextmanager
    def zone(self) -> Iterator[None]:
        """Keep memory flat: what is learned of words inside the block is forgotten at its end, its Docs are dead then.

        Until `KEPT` strings are known nothing is forgotten: most words come again, and to make their entries anew for
        every article took a tenth of the time. Zones may be nested; the outermost counts. After `SEEN` words the
        pipelines are loaded anew, since what is forgotten still leaves a mark of some 30 bytes in spaCy's tables.
        """
        if self._zoned:
            yield
            return
        if max(len(self._syntax.vocab), len(self._names.vocab)) > SEEN:
            self._take(*self._load())
        self._zoned = True
        try:
            with ExitStack() as stack:
                for language in {self._syntax, self._names}:
                    if len(language.vocab.strings) > KEPT:
                        stack.enter_context(language.memory_zone())
                yield
        finally:
            self._zoned = False

    def read(self, text: Sequence[str]) -> list[Doc]:
        """Tag sentences of one text and find their names; one Doc each, never split further. `parse` gives the rest.

        Names are carried from one sentence to the others. For long runs use it inside `zone()`.
        """
        [docs] = self.read_all([text])
        return docs

    def read_all(self, texts: Sequence[Sequence[str]]) -> list[list[Doc]]:
        """Do with several texts what `read` does with one: quicker, since the multiplications are longer."""
        docs = [self._single(sentence) for text in texts for sentence in text]
        for batch in _batches(docs):
            for component in self._tagging:
                component.set_annotations(batch, component.predict(batch))
        pieces = zip(docs, self._pieces(docs), strict=True)
        return [self._settled(list(islice(pieces, len(text)))) for text in texts]

    def parse(self, doc: Doc) -> Doc:
        """Give the tokens of a sentence that was read heads, relations, parts of speech and lemmas, once.

        It is seldom asked for, and a fifth of the work.
        """
        if not doc.has_annotation("DEP"):
            for component in self._parsing:
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
        if self._names is not self._syntax:
            read = self._names.pipe([doc.text for doc in docs], batch_size=_BATCH)
            return [_piece(doc, [Name(span.start, span.end, span.label_) for span in doc.ents]) for doc in read]
        names: list[Sequence[Name]] = [()] * len(docs)
        naming = [i for i, doc in enumerate(docs) if may_name(doc.text)]
        for batch in _batches(naming):
            found = self._recogniser.names([self._lexicon(docs[i]) for i in batch])
            for i, own in zip(batch, found, strict=True):
                names[i] = own
        return [_piece(doc, own) for doc, own in zip(docs, names, strict=True)]

    def _settled(self, text: Sequence[tuple[Doc, Piece]]) -> list[Doc]:
        """Give the Docs of one text the names that are settled over all of it."""
        docs = [doc for doc, _ in text]
        for doc, piece in zip(docs, settled([piece for _, piece in text], lists()), strict=True):
            doc.set_ents(filter_spans(_spans(doc, piece)))
        return docs

    def _single(self, text: str) -> Doc:
        doc = self._syntax.make_doc(text)
        for token in doc[1:]:
            token.is_sent_start = False
        return doc


def _batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """Cut a giant text into parts, so that memory does not grow with it."""
    return (items[start : start + _BATCH] for start in range(0, len(items), _BATCH))


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


def _piece(doc: Doc, found: Iterable[Name]) -> Piece:
    spans = [(token.idx, token.idx + len(token)) for token in doc]
    names = []
    for name in found:
        label = name.label if name.label in LABELS else _FOREIGN.get(name.label)
        if label:
            names.append(entity(doc.text, spans[name.first][0], spans[name.end - 1][1], label))
    tokens = tuple(span for span, token in zip(spans, doc, strict=True) if not token.is_space)
    return Piece(text=doc.text, tokens=tokens, names=tuple(names))


def _spans(doc: Doc, piece: Piece) -> Iterator[Span]:
    for name in piece.names:
        span = doc.char_span(name.start, name.end, label=name.label, alignment_mode="contract")
        if span is not None and len(span):
            yield span
