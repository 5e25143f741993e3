"""JSON Feed 1 and 1.1 (https://www.jsonfeed.org/version/1.1/): decoded JSON in, a document out."""

import contextlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import urljoin

from ingest.document import Document, Entry
from ingest.errors import NotAFeed
from ingest.markup import line_of, plain, text_of, unseen

_VERSION = "https://jsonfeed.org/version/"


_BEGINS = re.compile(rb"(?:\s*//[^\n]*\n)*[\s\x00]*[{]")
_OPENS = re.compile(r'"items"\s*:\s*\[')
_TRAILING = re.compile(r",(?=\s*[]}])")
_MEMBER = re.compile(r'"(version|title|home_page_url|language)"\s*:\s*("(?:[^"\\]|\\.)*")')
_ESCAPE = re.compile(r"\\(?:[\"\\/bfnrt]|u[0-9a-fA-F]{4})?")
_BETWEEN = re.compile(r"}\s*,?\s*(?={)")
_DECODER = json.JSONDecoder(strict=False)


def begins(start: bytes) -> bool:
    """Return whether a document that begins with `start`, white space left out, is to be read as JSON.

    It may stand in a call (JSONP), or behind what keeps browsers from running it.
    """
    if _BEGINS.match(start):
        return True
    before, brace, _ = start.replace(b"\x00", b"").partition(b"{")
    return bool(brace) and b"<" not in before and (b'"items"' in start or b"jsonfeed.org" in start)


def decode(data: bytes) -> object:
    """Return what the JSON in `data` says, as far as it can be read.

    In any of the encodings that JSON was ever written in. Control characters in texts, commas too many, escapes that
    are none, and text before and after are put up with; of a document that breaks off or is wrong somewhere, the items
    that can be read are returned with the feed's own members. Raises `NotAFeed` where nothing can be read.
    """
    text = data.strip(b"\x00 \t\r\n") if data[:1] == b"{" else data
    whole = text.decode(json.detect_encoding(data), "replace").replace("\x00", "").lstrip("\ufeff")
    whole = whole[max(0, whole.find("{")) :]
    eased = _TRAILING.sub("", _ESCAPE.sub(lambda found: found[0] if len(found[0]) > 1 else r"\\", whole))
    for attempt in (whole, eased):
        with contextlib.suppress(ValueError, RecursionError):
            return _DECODER.raw_decode(attempt)[0]
    items = _items(eased)
    if not items:
        raise NotAFeed("the document begins like JSON and is none")
    head = whole[: found.start()] if (found := _OPENS.search(whole)) else ""
    return {**{name: json.loads(value, strict=False) for name, value in _MEMBER.findall(head)}, "items": items}


def _items(text: str) -> list[object]:
    """Return the items that can be read."""
    found: list[object] = []
    opens = _OPENS.search(text)
    at = opens.end() if opens else len(text)
    while (at := _next(text, at)) < len(text) and text[at] == "{":
        try:
            item, at = _DECODER.raw_decode(text, at)
            found.append(item)
        except (ValueError, RecursionError):
            after = _BETWEEN.search(text, at)
            at = after.end() if after else len(text)
    return found


def _next(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n,":
        at += 1
    return at


def read(value: object, *, base: str, entries: int, body_limit: int) -> Document:
    """Return the feed that decoded JSON holds.

    `base` is where it was fetched from; at most `entries` entries are read, each body cut at `body_limit` code
    points. Raises `NotAFeed` where it is JSON of another kind. A member of a wrong type counts as missing.
    """
    if not isinstance(value, Mapping):
        raise NotAFeed("the document is JSON, but no JSON Feed")
    items = value.get("items")
    items = list(items.values()) if isinstance(items, Mapping) else items
    version = _text(value, "version")
    if not version.startswith(_VERSION) and not _like_items(items):
        raise NotAFeed("the document is JSON, but no JSON Feed")
    known = [item for item in items if isinstance(item, Mapping)] if isinstance(items, Sequence) else []
    language = _text(value, "language") or None
    return Document(
        format="json" + (version.removeprefix(_VERSION).replace(".", "") if version.startswith(_VERSION) else ""),
        title=line_of(_text(value, "title")),
        link=_link(_text(value, "home_page_url"), base),
        entries=tuple(_entry(item, base, language, body_limit) for item in known[:entries]),
        dropped=max(0, len(known) - entries),
    )


def _like_items(items: object) -> bool:
    """Return whether what has no version, or another, holds items of a JSON Feed all the same."""
    first = items[0] if isinstance(items, list) and items else None
    return isinstance(first, Mapping) and "id" in first and any(name.startswith("content_") for name in first)


def _entry(item: Mapping[str, object], base: str, language: str | None, limit: int) -> Entry:
    body = max(text_of(_text(item, "content_html")), plain(_text(item, "content_text")), key=len)
    body = body or plain(_text(item, "summary"))
    guid = item.get("id")
    return Entry(
        guid=unseen(str(guid)) if isinstance(guid, str | int) and not isinstance(guid, bool) else "",
        link=_link(_text(item, "url") or _text(item, "external_url"), base),
        title=line_of(_text(item, "title")),
        body=body[:limit],
        cut=len(body) > limit,
        published=_moment(_text(item, "date_published")),
        updated=_moment(_text(item, "date_modified")),
        language=_text(item, "language") or language,
    )


def _text(value: Mapping[str, object], name: str) -> str:
    found = value.get(name)
    return found if isinstance(found, str) else ""


def _link(link: str, base: str) -> str:
    try:
        whole = urljoin(base, link.strip()) if link.strip() else ""
    except ValueError:
        return ""
    return unseen(whole) if whole.startswith(("http://", "https://")) else ""


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
