"""Stories of our own to learn from: how a few outlets report one event over hours or weeks.

A file holds one story. "@ 2014-04-16T01:10Z | Coastal Wire" begins an article with its time and outlet, "# " its title,
then come paragraphs parted by empty lines. A figure stands as {at least 24 dead|killed|ferry-dead|coast guard}: its
words, measure, the quantity (the same in the whole file if a careful editor would say that it is the same) and, where
the text names one, the source, resolved. A number without braces is no figure.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from enrich.figures.train.marks import unmarked
from ingest.messages import Article

FOLDER = Path(__file__).parent
_MARK = re.compile(r"\{([^{}|]+)\|([a-z_]+)\|([^{}|]+)(?:\|([^{}|]*))?\}")


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A marked figure; `start` and `end` are code points in the article's title or body (`field`)."""

    article: str
    field: str
    start: int
    end: int
    measure: str
    quantity: str
    attribution: str | None


@dataclass(frozen=True, kw_only=True)
class Story:
    """One story's articles, in order of publication, with their figures."""

    name: str
    articles: tuple[Article, ...]
    figures: tuple[Figure, ...]


def stories(folder: Path = FOLDER) -> Iterator[Story]:
    """Yield the story of each file of `folder`, by name; ids begin with the file's name.

    Raises `ValueError` for a file that is not as it should be, with its name and the article's number.
    """
    for path in sorted(folder.glob("*.txt")):
        articles, figures = [], []
        blocks = re.split(r"^@ ", path.read_text(encoding="utf-8"), flags=re.M)[1:]
        for number, block in enumerate(blocks, 1):
            try:
                article, marked = _article(path.stem, number, block)
            except ValueError as error:
                raise ValueError(f"{path.name}, article {number}: {error}") from error
            articles.append(article)
            figures += marked
        ordered = sorted(articles, key=lambda each: each.published)
        yield Story(name=path.stem, articles=tuple(ordered), figures=tuple(figures))


def _article(story: str, number: int, block: str) -> tuple[Article, list[Figure]]:
    head, _, rest = block.strip().partition("\n")
    time, outlet = (part.strip() for part in head.split("|", 1))
    title, _, body = rest.strip().removeprefix("# ").partition("\n")
    name = f"{story}-{number:02}"
    figures: list[Figure] = []
    title = _read(name, "title", story, title.strip(), figures)
    body = _read(name, "body", story, body.strip(), figures)
    published = datetime.fromisoformat(time.replace("Z", "+00:00"))
    article = Article(
        id=name,
        revision=int(published.timestamp() * 1000),
        content_hash=name,
        outlet=outlet,
        title=title,
        body=body,
        language="en",
        published=published,
        fetched=published,
    )
    return article, figures


def _read(article: str, field: str, story: str, marked: str, figures: list[Figure]) -> str:
    """Return `marked` without its marks, which are added to `figures`."""
    text, found = unmarked(marked, _MARK)
    if "{" in text or "}" in text:
        raise ValueError(f"a mark that cannot be read in {text[max(0, text.find('{')) :][:60]!r}")
    figures += [
        Figure(
            article=article,
            field=field,
            start=start,
            end=start + len(mark[1]),
            measure=mark[2],
            quantity=f"{story}/{mark[3]}",
            attribution=mark[4] or None,
        )
        for start, mark in found
    ]
    return text
