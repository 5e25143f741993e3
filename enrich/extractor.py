"""From an article to its claims: read, find the figures, put each into its context."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

import msgspec

from enrich.assemble import Found, assemble
from enrich.context.attribution import passage_index
from enrich.context.times import dateline
from enrich.context.topics import lead, topics
from enrich.figures import figure_of, figures_in
from enrich.fingerprint import fingerprint
from enrich.given import GivenFigure
from enrich.language import foreign_language
from enrich.messages import ArticleClaims, Claim, Entity, Field
from enrich.pipeline import Pipeline, sentences
from enrich.reading import Passage, Reading
from ingest.messages import Article

EXTRACTOR_VERSION = 2
"""Grows with every change of what is extracted, so that the ledger can replace what an older release said."""

LEAD = 2
"""Sentences of the body that are read for their names, whether they hold a figure or not."""

_BREAK = re.compile(r"\n\s*\n")
_HALVES = re.compile("[\ud800-\udfff]")
_LABELS = {"GPE": "LOC", "LOCATION": "LOC", "FAC": "LOC", "PER": "PERSON", "ORGANIZATION": "ORG"}
_KINDS = {"PERSON", "ORG", "LOC", "NORP"}


class Extractor:
    """Turns articles into claims. For one thread: the pipeline is not to be shared."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline

    def extract(self, article: Article) -> ArticleClaims:
        """Return all claims of `article`. None, and another language than "en", where it is not English."""
        article = _encodable(article)
        foreign = foreign_language(f"{article.title}\n{article.body}", article.language)
        if foreign is not None:
            nothing = Reading(title=article.title, body=article.body, published=article.published)
            return _message(article, nothing, (), foreign)
        spans = [*_passages("title", article.title), *_passages("body", article.body)]
        found = [Found(figure=figure, passage=i) for i, figures in enumerate(figures_in(spans)) for figure in figures]
        with self._pipeline.zone():
            reading = self._read(article, spans, {each.passage for each in found})
            return _message(article, reading, assemble(article.id, article.revision, reading, found), "en")

    def annotate(self, article: Article, given: Sequence[GivenFigure]) -> ArticleClaims:
        """Return the claims of figures that somebody else found, in the context that the text gives them.

        A figure that does not lie inside a sentence of the text is left out.
        """
        article = _encodable(article)
        spans = [*_passages("title", article.title), *_passages("body", article.body)]
        found = []
        for one in given:
            index = passage_index(spans, one.field, one.start)
            if index is not None:
                figure = figure_of(one, spans[index])
                found.append(Found(figure=figure, passage=index, attribution=one.attribution))
        with self._pipeline.zone():
            reading = self._read(article, spans, {each.passage for each in found})
            return _message(article, reading, assemble(article.id, article.revision, reading, found), "en")

    def _read(self, article: Article, spans: list[Passage], holding: Set[int]) -> Reading:
        """Read what is worth it: the title, the lead, and the passages whose numbers are in `holding`."""
        leading = [i for i, span in enumerate(spans) if span.field == "body"][:LEAD]
        chosen = [i for i, span in enumerate(spans) if span.field == "title" or i in leading or i in holding]
        for i, doc in zip(chosen, self._pipeline.read([spans[i].text for i in chosen]), strict=True):
            spans[i] = replace(spans[i], doc=doc, parse=self._pipeline.parse)
        return Reading(
            title=article.title,
            body=article.body,
            published=dateline(article.body, article.published) or article.published,
            outlet=article.outlet,
            passages=spans,
            entities=tuple(_entities(spans)),
        )


def _encodable(article: Article) -> Article:
    """Return `article` with halves of surrogate pairs, which no encoding can write, replaced one for one."""
    try:
        article.title.encode()
        article.body.encode()
    except UnicodeEncodeError:
        clean = {name: _HALVES.sub("\ufffd", getattr(article, name)) for name in ("title", "body")}
        return msgspec.structs.replace(article, **clean)
    return article


def _passages(field: Field, text: str) -> Iterator[Passage]:
    paragraph, last = 0, 0
    for start, end in sentences(text):
        paragraph += bool(last and _BREAK.search(text, last, start))
        last = end
        yield Passage(field=field, start=start, end=end, text=text[start:end], paragraph=paragraph)


def _entities(passages: Sequence[Passage]) -> Iterator[Entity]:
    for passage in passages:
        for span in passage.doc.ents if passage.doc is not None else ():
            label = _LABELS.get(span.label_, span.label_)
            if label in _KINDS:
                yield Entity(
                    field=passage.field,
                    start=passage.start + span.start_char,
                    end=passage.start + span.end_char,
                    label=label,
                    text=span.text,
                )


def _message(article: Article, reading: Reading, claims: tuple[Claim, ...], language: str) -> ArticleClaims:
    return ArticleClaims(
        article=article.id,
        revision=article.revision,
        title=article.title,
        outlet=article.outlet,
        ours=article.ours,
        url=article.url,
        language=language,
        text_from=article.text_from,
        published=article.published,
        updated=article.updated,
        fetched=article.fetched,
        backfilled=article.backfilled,
        lead=lead(reading),
        fingerprint=fingerprint(f"{article.title}\n{article.body}"),
        extractor=EXTRACTOR_VERSION,
        entities=tuple(reading.entities),
        topics=topics(reading),
        claims=claims,
    )
