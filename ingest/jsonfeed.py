"""JSON Feed 1 and 1.1 (https://www.jsonfeed.org/version/1.1/): decoded JSON in, a document out."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import urljoin

from ingest.document import Document, Entry
from ingest.errors import NotAFeed
from ingest.markup import line_of, plain, text_of

_VERSION = "https://jsonfeed.org/version/"


def read(value: object, *, base: str, entries: int, body_limit: int) -> Document:
    """Return the feed that decoded JSON holds.

    `base` is where it was fetched from; at most `entries` entries are read, each body cut at `body_limit` code
    points. Raises `NotAFeed` where it is JSON of another kind. A member of a wrong type counts as missing.
    """
    if not isinstance(value, Mapping) or not _text(value, "version").startswith(_VERSION):
        raise NotAFeed("the document is JSON, but no JSON Feed")
    items = value.get("items")
    known = [item for item in items if isinstance(item, Mapping)] if isinstance(items, Sequence) else []
    language = _text(value, "language") or None
    return Document(
        format="json" + _text(value, "version").removeprefix(_VERSION).replace(".", ""),
        title=line_of(_text(value, "title")),
        link=_link(_text(value, "home_page_url"), base),
        entries=tuple(_entry(item, base, language, body_limit) for item in known[:entries]),
        dropped=max(0, len(known) - entries),
    )


def _entry(item: Mapping[str, object], base: str, language: str | None, limit: int) -> Entry:
    body = max(text_of(_text(item, "content_html")), plain(_text(item, "content_text")), key=len)
    body = body or plain(_text(item, "summary"))
    guid = item.get("id")
    return Entry(
        guid=str(guid) if isinstance(guid, str | int) and not isinstance(guid, bool) else "",
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
    return whole if whole.startswith(("http://", "https://")) else ""


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
