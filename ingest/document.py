"""What a feed says, as frozen values: the parsers make them, nothing in here knows a format."""

from datetime import datetime

import msgspec

from ingest.schedule import Hints


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of a feed.

    Attributes:
        guid: the publisher's own id, "" where there is none.
        link: absolute http or https address, "" where there is none.
        title: plain text on one line.
        body: plain text, paragraphs separated by a blank line, cut at the limit that the parser was given.
        cut: whether `body` was longer.
        published, updated: aware UTC as the publisher says; None where missing or unreadable.
        language: BCP 47 tag as declared, None where not.
    """

    guid: str = ""
    link: str = ""
    title: str = ""
    body: str = ""
    cut: bool = False
    published: datetime | None = None
    updated: datetime | None = None
    language: str | None = None


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """One reading of a feed.

    Attributes:
        format: the parser's name for it ("rss20", "atom10", "json11"), "" where it cannot tell.
        title, link: as the feed calls itself, and its site.
        hints: when the publisher wants to be polled.
        hub, topic: where changes can be had pushed (WebSub), and under which address; "" where not offered.
        entries: in the order of the document, at most as many as the parser was allowed.
        dropped: how many more entries there were.
        flaw: why the document is not well-formed, in one line; "" where it is.
    """

    format: str
    title: str = ""
    link: str = ""
    hints: Hints = Hints()
    hub: str = ""
    topic: str = ""
    entries: tuple[Entry, ...] = ()
    dropped: int = 0
    flaw: str = ""
