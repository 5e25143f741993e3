"""The demo's samples as articles, and the alerts planted in them."""

import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from importlib.resources import files
from typing import Any

import msgspec

from desk.demo.newsstand import TYPES, sample_feeds
from ingest.document import Document
from ingest.messages import BODY_LIMIT, Article
from ingest.parse import parse


class Figure(msgspec.Struct, frozen=True):
    """One side of a planted alert."""

    url: str
    phrase: str
    low: float | None
    high: float | None


class Planted(msgspec.Struct, frozen=True):
    """An alert that the samples are worth."""

    relation: str
    what: str
    new: Figure
    prior: Figure


def planted() -> list[Planted]:
    return msgspec.json.decode((files("desk.demo") / "samples" / "expected.json").read_bytes(), type=list[Planted])


def documents() -> dict[str, Document]:
    return {
        name: parse(
            data,
            content_type=TYPES["." + name.rsplit(".", 1)[1]],
            base=f"http://127.0.0.1/{name}",
            entries=100,
            body_limit=BODY_LIMIT,
        )
        for name, data in sample_feeds().items()
    }


def articles() -> list[Article]:
    """Return the articles of all samples in order of publication, with the address as id."""
    found = []
    for document in documents().values():
        for entry in document.entries:
            assert entry.published
            url = address(entry.link)
            found.append(
                Article(
                    id=url,
                    revision=round(entry.published.timestamp() * 1000),
                    content_hash=hashlib.sha256(entry.body.encode()).hexdigest(),
                    url=url,
                    outlet=document.title,
                    title=entry.title,
                    body=entry.body,
                    published=entry.published,
                    fetched=entry.published + timedelta(minutes=1),
                )
            )
    return sorted(found, key=lambda article: article.published)


def lines() -> str:
    """Return the articles as `replay` reads them."""
    kept = ("id", "outlet", "url", "published", "title", "body")
    rows = [{key: value for key, value in _plain(article).items() if key in kept} for article in articles()]
    return "".join(json.dumps(row) + "\n" for row in rows)


def address(link: str) -> str:
    """Return `link` without what publishers add to count readers."""
    return link.split("?")[0]


def _plain(article: Article) -> Mapping[str, Any]:
    return msgspec.to_builtins(article)  # type: ignore[no-any-return]
