"""Mending feeds whose elements do not end, which hide what stands behind them from any parser. Bytes in, bytes out."""

import itertools
import re
from collections import deque

ASIDE = rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)"
"""What matches a section or a comment, in which no tag is one; with `re.DOTALL`."""
ENTRIES = frozenset({b"item", b"entry"})
"""Names of the elements that are entries, in lower case."""
_TAG = re.compile(
    ASIDE + rb"|<(?P<end>/?)(?P<name>title|link|guid|pubDate|description|author|category|comments|id|updated|published"
    rb"|summary|item|entry)\b(?P<more>[^<>]*)>",
    re.IGNORECASE | re.DOTALL,
)
_START = re.compile(rb"<(?:[\w-]{1,40}:)?(?:item|entry)\b(?!:)", re.IGNORECASE)
_END = re.compile(rb"</(?:[\w-]{1,40}:)?(?:item|entry)\s*>", re.IGNORECASE)
_OPENED = re.compile(rb"<!\[CDATA\[|<!--", re.IGNORECASE)
_SIMPLE_END = re.compile(rb"</(?:title|link|guid|description|summary|content|content:encoded|item|entry)\s*>", re.I)
_PREFIX = re.compile(rb"<(/?)[\w-]{1,40}:(item|entry)\b", re.IGNORECASE)
_ROOT_SPACE = re.compile(rb"(<(?:rss|channel|feed|rdf:RDF)\b[^<>]{0,2000}?)\sxmlns\s*=\s*(?:\"[^\"]*\"|'[^']*')", re.I)


def count(data: bytes) -> int:
    """Return how many entries a feed begins."""
    return sum(1 for _ in _START.finditer(data))


def first(data: bytes, entries: int) -> bytes:
    """Return a feed with no more than its first `entries` entries, and what stands behind the last one."""
    beyond = next(itertools.islice(_START.finditer(data), entries, None), None)
    if beyond is None:
        return data
    last = deque(_END.finditer(data, beyond.start()), maxlen=1)
    return data[: beyond.start()] + (data[last[0].end() :] if last else b"")


def mended(data: bytes) -> bytes:
    """Return a feed in which what does not end is ended where that can be told.

    Sections and comments end with the element that they stand in; entries have no prefix of a namespace that may be
    unknown, and the root no namespace that may be of something else.
    """
    return closed(_ROOT_SPACE.sub(rb"\1", _PREFIX.sub(rb"<\1\2", _sections(data)), count=1))


def _sections(data: bytes) -> bytes:
    """Return `data` with each section or comment ended before an entry ends, if it does not end before that."""
    out: list[bytes] = []
    copied = at = 0
    entry_end: int | None = 0
    while (opened := _OPENED.search(data, at)) is not None:
        closing = b"-->" if opened[0] == b"<!--" else b"]]>"
        if entry_end is not None and entry_end <= opened.end():
            found = _END.search(data, opened.end())
            entry_end = None if found is None else found.start()
        until = len(data) if entry_end is None else entry_end
        end = data.find(closing, opened.end(), until)
        if end >= 0:
            at = end + len(closing)
            continue
        stop = _SIMPLE_END.search(data, opened.end(), until)
        at = until if stop is None else stop.start()
        out += [data[copied:at], closing]
        copied = at
    return b"".join([*out, data[copied:]])


def closed(data: bytes) -> bytes:
    """Return `data` with each simple element of an entry ended where the next one begins, if it does not end before."""
    out: list[bytes] = []
    copied = 0
    opened: bytes | None = None
    for tag in _TAG.finditer(data):
        name = (tag["name"] or b"").lower()
        if not name or tag["more"].endswith(b"/"):
            continue
        if opened is not None and not (tag["end"] and name == opened.lower()):
            out += [data[copied : tag.start()], b"</", opened, b">"]
            copied = tag.start()
        opened = None if tag["end"] or name in ENTRIES else tag["name"]
    return b"".join([*out, data[copied:]])
