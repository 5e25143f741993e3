"""From an article to its claims: read, find the figures, put each into its context."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

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

EXTRACTOR_VERSION = 3
"""Grows with every change of what is extracted, so that the ledger can replace what an older release said."""

LEAD = 2
"""Sentences of the body that are read for their names, whether they hold a figure or not."""

TOGETHER = 16
"""Articles that are read together: fewer and longer multiplications."""

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
        return next(self.extract_all([article]))

    def extract_all(self, articles: Iterable[Article]) -> Iterator[ArticleClaims]:
        """Yield the claims of each article, in order, as `extract` returns them: several are read together."""
        rest = iter(articles)
        while together := [_draft(article) for article in islice(rest, TOGETHER)]:
            with self._pipeline.zone():
                done = self._claims(together)
            yield from done

    def annotate(self, article: Article, given: Sequence[GivenFigure]) -> ArticleClaims:
        """Return the claims of figures that somebody else found, in the context that the text gives them.

        A figure that does not lie inside a sentence of the text is left out.
        """
        article = _encodable(article)
        spans = _passages(article)
        found = []
        for one in given:
            index = passage_index(spans, one.field, one.start)
            if index is not None:
                figure = figure_of(one, spans[index])
                found.append(Found(figure=figure, passage=index, attribution=one.attribution))
        with self._pipeline.zone():
            [claims] = self._claims([_Draft(article, "en", spans, found)])
        return claims

    def _claims(self, drafts: Sequence[_Draft]) -> list[ArticleClaims]:
        """Read what is worth it in each draft, and put its figures into their context."""
        chosen = [draft.chosen() for draft in drafts]
        read = self._pipeline.read_all(
            [[draft.spans[i].text for i in each] for draft, each in zip(drafts, chosen, strict=True)]
        )
        return [self._finished(*each) for each in zip(drafts, chosen, read, strict=True)]

    def _finished(self, draft: _Draft, chosen: Sequence[int], docs: Sequence[Any]) -> ArticleClaims:
        article, spans = draft.article, list(draft.spans)
        if draft.language != "en":
            nothing = Reading(title=article.title, body=article.body, published=article.published)
            return _message(article, nothing, (), draft.language)
        for i, doc in zip(chosen, docs, strict=True):
            spans[i] = replace(spans[i], doc=doc, parse=self._pipeline.parse)
        reading = Reading(
            title=article.title,
            body=article.body,
            published=dateline(article.body, article.published) or article.published,
            outlet=article.outlet,
            passages=spans,
            entities=tuple(_entities(spans)),
        )
        return _message(article, reading, assemble(article.id, article.revision, reading, draft.found), "en")


@dataclass(frozen=True, slots=True)
class _Draft:
    """An article with its sentences and its figures, before anything is parsed; another language than "en": neither."""

    article: Article
    language: str
    spans: Sequence[Passage]
    found: Sequence[Found]

    def chosen(self) -> list[int]:
        """Return the numbers of the passages that are worth reading: the title, the lead, and where figures are."""
        leading = [i for i, span in enumerate(self.spans) if span.field == "body"][:LEAD]
        holding = {each.passage for each in self.found}
        return [i for i, span in enumerate(self.spans) if span.field == "title" or i in leading or i in holding]


def _draft(article: Article) -> _Draft:
    article = _encodable(article)
    foreign = foreign_language(f"{article.title}\n{article.body}", article.language)
    if foreign is not None:
        return _Draft(article, foreign, (), ())
    spans = _passages(article)
    found = [Found(figure=figure, passage=i) for i, figures in enumerate(figures_in(spans)) for figure in figures]
    return _Draft(article, "en", spans, found)


def _encodable(article: Article) -> Article:
    """Return `article` with halves of surrogate pairs, which no encoding can write, replaced one for one."""
    try:
        article.title.encode()
        article.body.encode()
    except UnicodeEncodeError:
        clean = {name: _HALVES.sub("\ufffd", getattr(article, name)) for name in ("title", "body")}
        return msgspec.structs.replace(article, **clean)
    return article


def _passages(article: Article) -> list[Passage]:
    return [*_sentences("title", article.title), *_sentences("body", article.body)]


def _sentences(field: Field, text: str) -> Iterator[Passage]:
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
