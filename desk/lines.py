"""JSON lines that the commands `extract` and `replay` read and write: articles and figures in, claims out."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from enrich.context.lexicon import PRONOUNS
from enrich.given import GivenFigure
from enrich.messages import Claim, Field, Measure, Qualifier
from ingest.messages import BODY_LIMIT, Article
from wire.clock import milliseconds

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class ArticleLine(msgspec.Struct, frozen=True, kw_only=True):
    """An article as an input line gives it; times are ISO 8601, UTC where they name no zone."""

    id: str
    published: str
    title: str
    body: str
    outlet: str | None = None
    url: str | None = None
    language: str | None = None
    updated: str | None = None
    fetched: str | None = None
    ours: bool = False


class FigureLine(msgspec.Struct, frozen=True, kw_only=True):
    """A figure as a line of `replay --claims` gives it."""

    article: str
    field: Field
    start: int
    end: int
    low: float | None
    high: float | None
    qualifier: Qualifier
    measure: Measure
    counted: str | None = None
    attribution: str | msgspec.UnsetType | None = msgspec.UNSET
    implicit: bool = False


def read_articles(lines: Iterable[bytes], refuse: Callable[[str], None]) -> Iterator[Article]:
    """Yield the article of each line, in order, with the ids of the input.

    A second line with the same id is the article's next revision. Empty lines are passed over. A line that is no
    article is passed over too, after `refuse` got one sentence that names the line and says why.
    """
    last: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            given = msgspec.json.decode(line, type=ArticleLine)
            article = _article(given, last.get(given.id, 0))
        except (ValueError, UnicodeError, RecursionError, OverflowError) as error:
            refuse(f"Line {number} is no article: {_reason(error)}.")
            continue
        last[article.id] = article.revision
        yield article


def read_figures(lines: Iterable[bytes], refuse: Callable[[str], None]) -> dict[str, list[GivenFigure]]:
    """Return the figures of the lines by article id; lines that are no figure go to `refuse` as one sentence each."""
    figures: dict[str, list[GivenFigure]] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            given = msgspec.json.decode(line, type=FigureLine)
            if not 0 <= given.start < given.end:
                raise ValueError(f"start {given.start} and end {given.end} span nothing")
        except (ValueError, UnicodeError, RecursionError) as error:
            refuse(f"Line {number} is no figure: {_reason(error)}.")
            continue
        attribution = None if given.attribution is msgspec.UNSET else given.attribution or ""
        figures.setdefault(given.article, []).append(
            GivenFigure(
                field=given.field,
                start=given.start,
                end=given.end,
                low=given.low,
                high=given.high,
                qualifier=given.qualifier,
                measure=given.measure,
                counted=given.counted or "",
                attribution=attribution,
                implicit=given.implicit,
            )
        )
    return figures


def claim_line(article: str, claim: Claim) -> dict[str, Any]:
    """Return the line that `extract` writes for `claim`, a mapping ready for JSON; `article` is the input's id.

    `attribution` is for readers: the text's words for the source, with its resolved name in brackets where that is
    another one; `source` is the resolved name alone.
    """
    line: Mapping[str, Any] = msgspec.to_builtins(claim)
    return {"article": article, **line, "attribution": _shown(claim), "source": claim.attribution}


def _shown(claim: Claim) -> str:
    """Return the source as a reader is told of it: "the institute (PHIVOLCS)"."""
    name, words = claim.attribution, claim.attribution_text
    if not words or words.lower() in PRONOUNS:
        return name
    if not name or words.casefold() in name.casefold() or name.casefold() in words.casefold():
        return max(words, name, key=len)
    # "the ministry (the Ministry of Railways)": a short form goes on with the article that the full one has.
    article = "the " if words[:4].lower() == "the " and words.split()[-1].casefold() in name.casefold() else ""
    return f"{words} ({article if name[:1].isupper() and ':' not in name else ''}{name})"


def parse_time(text: str) -> datetime:
    """Return the moment that ISO 8601 `text` names, UTC where it names no zone. Raises ValueError."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f'"{text[:40]}" is no ISO 8601 time') from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _article(given: ArticleLine, last: int) -> Article:
    if not given.id:
        raise ValueError("its id is empty")
    published = milliseconds(parse_time(given.published))
    updated = milliseconds(parse_time(given.updated)) if given.updated else None
    fetched = milliseconds(parse_time(given.fetched)) if given.fetched else max(updated or published, published)
    seen = (fetched - _EPOCH).total_seconds()
    return Article(
        id=given.id,
        revision=max(round(seen * 1000), last + 1),
        content_hash=hashlib.sha256(f"{given.title}\n{given.body}".encode(errors="replace")).hexdigest(),
        url=given.url or "",
        outlet=given.outlet or "",
        ours=given.ours,
        title=given.title,
        body=given.body[:BODY_LIMIT],
        cut=len(given.body) > BODY_LIMIT,
        language=given.language,
        published=min(published, fetched),
        updated=updated,
        fetched=fetched,
    )


def _reason(error: BaseException) -> str:
    """Return the error's text in one line, without a full stop at its end."""
    return " ".join(str(error).split()).rstrip(".")
