"""`figurewatch extract`: articles in, claims (or the names of the whole texts) out, as JSON lines."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from desk.lines import claim_line, read_articles
from desk.options import Failure
from enrich.extractor import Extractor
from enrich.messages import Field
from enrich.pipeline import Pipeline
from ingest.messages import Article
from wire.settings.model import Settings


def extract(file: Path, settings: Settings, *, entities: bool = False) -> None:
    """Read articles from `file` ("-": standard input) and print one line for each claim, or for each name.

    Lines that are no article are told on standard error, one sentence each, and passed over; after the last line
    there is a `Failure` that counts them.
    """
    refused: list[str] = []

    def refuse(sentence: str) -> None:
        refused.append(sentence)
        print(f"figurewatch: {sentence}", file=sys.stderr)

    pipeline = Pipeline.load(settings.enrich.pipeline)
    with _lines(file) as lines:
        articles = read_articles(lines, refuse)
        found = names(articles, pipeline) if entities else figures(articles, Extractor(pipeline))
        write(found, sys.stdout.buffer)
    if refused:
        raise Failure(f"{len(refused)} of the lines of {str(file)!r} could not be read as articles.")


def figures(articles: Iterable[Article], extractor: Extractor) -> Iterator[dict[str, Any]]:
    """Yield a line for each claim of each article."""
    for article in articles:
        for claim in extractor.extract(article).claims:
            yield claim_line(article.id, claim)


def names(articles: Iterable[Article], pipeline: Pipeline) -> Iterator[dict[str, Any]]:
    """Yield a line for each name in title and body of each article."""
    for article in articles:
        fields: tuple[tuple[Field, str], ...] = (("title", article.title), ("body", article.body))
        for field, text in fields:
            for entity in pipeline.entities(text):
                yield {
                    "article": article.id,
                    "field": field,
                    "start": entity.start,
                    "end": entity.end,
                    "label": entity.label,
                    "text": entity.text,
                }


def write(lines: Iterable[dict[str, Any]], out: BinaryIO) -> None:
    """Write `lines` as JSON lines, UTF-8, each as soon as it is there."""
    encoder = msgspec.json.Encoder()
    for line in lines:
        out.write(encoder.encode(line) + b"\n")
    out.flush()


@contextmanager
def _lines(file: Path) -> Iterator[Iterable[bytes]]:
    if str(file) == "-":
        yield sys.stdin.buffer
    else:
        with file.open("rb") as opened:
            yield opened
