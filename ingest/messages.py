"""The message that ingest emits: an article, revision by revision, on the topic `articles`."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

TOPIC = "articles"

BODY_LIMIT = 200_000
"""Code points at which a body is cut."""

Utc = Annotated[datetime, msgspec.Meta(tz=True)]


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """One revision of one article, as a feed (and later its page) gave it.

    Attributes:
        id: hash of the publisher's site and the canonical link (else guid, else title and date); never of the text.
        revision: the time at which this text was first seen, in milliseconds since the epoch; grows with each
            revision, so that a greater one is a later one.
        content_hash: hash over the normalised title and main text.
        url: the article's link as published, or "" where the feed gives none.
        outlet: the publisher's name, as configured for the feed or else as the feed calls itself.
        feed: the feed's URL, or "" for articles from a file.
        ours: whether the outlet is one of the desk's own.
        title: plain text, no markup.
        body: plain text, paragraphs separated by a blank line, at most `BODY_LIMIT` code points.
        text_from: where the body was taken from; only revisions with the same one revise each other.
        cut: whether the body was longer and has been cut.
        language: BCP 47 tag as declared or detected, None where unknown.
        published: as the publisher says; `fetched` where missing or later than that.
        updated: as the publisher says, None where not given; `fetched` for an edit without a date of its own.
        fetched: when this revision's text was first seen, in whole milliseconds.
        backfilled: whether it came with the first poll of its feed; such articles notify nobody.
    """

    id: str
    revision: int
    content_hash: str
    url: str = ""
    outlet: str = ""
    feed: str = ""
    ours: bool = False
    title: str = ""
    body: str = ""
    text_from: Literal["entry", "page"] = "entry"
    cut: bool = False
    language: str | None = None
    published: Utc
    updated: Utc | None = None
    fetched: Utc
    backfilled: bool = False
