"""Bytes to a feed; the one module that imports feedparser.

feedparser reads what publishers serve as nothing else does, and can hang or leak on what they should not: it runs in
the worker processes of `ingest.sandbox` only. Its sanitising and URI resolution are off: the text is made plain here
in any case, and they cost half of its time.
"""

import io
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from time import struct_time
from typing import Any
from urllib.parse import urljoin

import feedparser
from feedparser.mixin import _FeedParserMixin
from feedparser.namespaces.mediarss import Namespace as MediaRss

from ingest import jsonfeed
from ingest.charset import legible
from ingest.document import Document, Entry
from ingest.errors import EmptyDocument, NotAFeed
from ingest.foreign import without_nested
from ingest.markup import line_of, plain, text_of, unseen
from ingest.rescue import count, first, mended
from ingest.wishes import hints_of

_SPACE = b" \t\r\n\x0b\x0c\x00\xef\xbb\xbf\xfe\xff"
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_FEED = re.compile(rb"<(?:[a-z]+:)?(?:rss|feed|rdf|channel)\b", re.IGNORECASE)
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_HEADER = re.compile(r"[\x20-\x7e]{1,200}")
_REFERENCE = re.compile(rb"&#(\d{1,4000}|[xX][0-9a-fA-F]{1,4000});")
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)

_CAPTION = "media_description"


# feedparser takes the caption of an entry's picture for another description, and so for a text of the article.
def _start_caption(parser: Any, attributes: Any) -> None:
    parser.push(_CAPTION, 1)


def _end_caption(parser: Any) -> None:
    parser.pop(_CAPTION)


MediaRss._start_media_description = _start_caption
MediaRss._end_media_description = _end_caption


def parse(data: bytes, *, content_type: str, base: str, entries: int, body_limit: int) -> Document:
    """Return the feed in `data`, in any format and encoding that feedparser or `ingest.jsonfeed` reads.

    `content_type` is the HTTP header, "" where there is none; relative links are resolved against `base`. At most
    `entries` entries are read, each body cut at `body_limit` code points. A document that is not well-formed gives
    what can be read of it, with the flaw named. Raises `EmptyDocument` and `NotAFeed`.
    """
    start = data[:4096].strip(_SPACE)
    if not start and not data.strip(_SPACE):
        raise EmptyDocument("the document is empty")
    if jsonfeed.begins(start):
        return jsonfeed.read(jsonfeed.decode(data), base=base, entries=entries, body_limit=body_limit)
    data, content_type = legible(data, content_type)
    data = re.sub(rb"<!\[CDATA\[", b"<![CDATA[", data, flags=re.IGNORECASE)
    begun = count(data)
    data = without_nested(first(data, entries), _FeedParserMixin.namespaces)
    found = _parsed(data, content_type)
    if (found.get("bozo") or not found.entries) and (
        len(found.entries) < min(begun, entries) or any(map(_is_bare, found.entries))
    ):
        found = max(found, _parsed(mended(data), content_type), key=_named)
    if not found.entries and (not found.version or (_HTML.search(data[:4096]) and not _FEED.search(data[:4096]))):
        html = _HTML.search(data[:4096]) is not None
        raise NotAFeed("the document is an HTML page, no feed" if html else "the document is no feed")
    feed = found.feed
    language = _language(_get(feed, "language"))
    return Document(
        format=_get(found, "version"),
        title=line_of(_get(feed, "title")),
        link=_link(_get(feed, "link"), base),
        hints=hints_of(feed, data),
        hub=_href(feed, "hub", base),
        topic=_href(feed, "self", base),
        entries=tuple(_entry(entry, base, language, body_limit) for entry in found.entries[:entries]),
        dropped=max(0, (begun if begun > entries else len(found.entries)) - entries),
        flaw=_flaw(found),
    )


def _parsed(data: bytes, content_type: str) -> Any:
    # No content-location: feedparser would resolve guids against it, which may be anything, and differ by redirect.
    headers = {"content-type": content_type} if _HEADER.fullmatch(content_type) else {}
    try:
        # Never bytes or text: feedparser takes those for an address or a file where they look like one.
        return feedparser.parse(
            io.BytesIO(data), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except (ValueError, OverflowError):
        # feedparser makes characters of references to code points that are none.
        if (cleaned := _REFERENCE.sub(_known, data)) == data:
            raise
        return _parsed(cleaned, content_type)


def _named(found: Any) -> int:
    """Return how many entries of a feed have a title or an address."""
    return sum(bool(_get(entry, "title") or _get(entry, "link")) for entry in found.entries)


def _is_bare(entry: Mapping[str, Any]) -> bool:
    return not _get(entry, "title") and not _get(entry, "id") and not _get(entry, "link")


def _known(reference: "re.Match[bytes]") -> bytes:
    """Return a numeric reference as it is where it names a character, else the replacement character."""
    digits = reference[1]
    code = int(digits[1:], 16) if digits[:1] in b"xX" else int(digits)
    return reference[0] if code < 0xD800 or 0xDFFF < code < 0x110000 else b"&#xFFFD;"


def _entry(entry: Mapping[str, Any], base: str, language: str | None, limit: int) -> Entry:
    body, spoken = _body(entry)
    published = _moment(entry, "published_parsed") or _moment(entry, "created_parsed")
    updated = _moment(entry, "updated_parsed")
    return Entry(
        guid=_get(entry, "id").strip(),
        link=_link(_get(entry, "feedburner_origlink") or _own_link(entry), base),
        title=line_of(_get(entry, "title")),
        body=body[:limit],
        cut=len(body) > limit,
        published=published or updated,
        updated=updated if published else None,
        language=_language(spoken) or language,
    )


def _own_link(entry: Mapping[str, Any]) -> str:
    """Return the link of an entry as it gives it; feedparser takes any guid for one where there is no link."""
    link, guid = _get(entry, "link"), _get(entry, "id")
    return "" if link == guid and not guid.lower().startswith(("http://", "https://")) else link


def _body(entry: Mapping[str, Any]) -> tuple[str, str]:
    """Return the fullest text of an entry with its declared language: content first, summary where it says more.

    The description of the media counts where there is nothing else, as in feeds of videos.
    """
    contents = dict.get(entry, "content")  # type: ignore[call-overload]
    parts = list(contents) if isinstance(contents, list) else []
    summary = _get(entry, "summary")
    detail = dict.get(entry, "summary_detail")  # type: ignore[call-overload]
    if summary:
        parts.append(detail if isinstance(detail, Mapping) and detail.get("value") == summary else {"value": summary})
    if not parts:
        parts.append({"value": _get(entry, _CAPTION)})
    best, spoken = "", ""
    for part in parts:
        value = part.get("value")
        if not isinstance(value, str):
            continue
        text = plain(value) if part.get("type") == "text/plain" and "<" not in value else text_of(value)
        if len(text) > len(best):
            language = part.get("language")
            best, spoken = text, language if isinstance(language, str) else ""
    return best, spoken


def _get(value: Mapping[str, Any], name: str) -> str:
    # dict.get: feedparser's own lookup answers for a missing key with another one's value ("updated" by "published").
    found = dict.get(value, name)  # type: ignore[call-overload]
    return unseen(found) if isinstance(found, str) else ""


def _moment(entry: Mapping[str, Any], name: str) -> datetime | None:
    found = dict.get(entry, name)  # type: ignore[call-overload]
    if not isinstance(found, struct_time | tuple):
        return None
    try:
        year, month, day, hour, minute, second = found[:6]
        moment = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except (ValueError, TypeError, OverflowError):
        return None
    # Year 1, 1900 and 1970 are how software writes "unknown".
    return moment if moment >= _EARLIEST else None


def _link(link: str, base: str) -> str:
    try:
        whole = urljoin(base, link.strip()) if link.strip() else ""
    except ValueError:
        return ""
    return whole if whole.lower().startswith(("http://", "https://")) else ""


def _language(tag: str) -> str | None:
    tag = tag.strip().replace("_", "-")
    return tag if len(tag) <= 35 and _TAG.fullmatch(tag) else None


def _href(feed: Mapping[str, Any], rel: str, base: str) -> str:
    links = dict.get(feed, "links")  # type: ignore[call-overload]
    for link in links if isinstance(links, list) else ():
        if isinstance(link, Mapping) and link.get("rel") == rel and isinstance(link.get("href"), str):
            return _link(link["href"], base)
    return ""


def _flaw(found: Mapping[str, Any]) -> str:
    error = found.get("bozo_exception") if found.get("bozo") else None
    # Served as text/plain and declared in another encoding than served are no flaws of the document.
    if error is None or isinstance(error, feedparser.NonXMLContentType | feedparser.CharacterEncodingOverride):
        return ""
    return " ".join(str(error).split())[:200] or type(error).__name__
