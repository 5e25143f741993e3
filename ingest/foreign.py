"""Elements of namespaces that no reader of feeds knows, one in another: they cost their reader time, and tell nothing.

Bytes in, bytes out.
"""

import re
from collections.abc import Mapping

from ingest.rescue import ASIDE, ENTRIES

_PREFIX = re.compile(rb"<([\w.-]{1,40}):")
_DECLARED = re.compile(rb"\bxmlns:([\w.-]{1,40})\s*=\s*(?:\"([^\"<]*)\"|'([^'<]*)')")
# feedparser takes whatever has this in it for RSS.
_RSS = b"backend.userland.com/rss"
_TAG = re.compile(
    ASIDE + rb"|<(?P<end>/?)(?:(?P<prefix>[\w.-]{1,40}):)?(?P<name>[\w.-]{1,80})(?![\w.:-])"
    rb"(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*>",
    re.DOTALL,
)


def without_nested(data: bytes, known: Mapping[str, str]) -> bytes:
    """Return a feed without the tags of foreign elements that stand in another foreign element; text is left.

    `known` has the namespaces that a reader knows, as URI and usual prefix; an element is foreign if its prefix is
    none of those and is not declared for one of them. The outermost stays: what it holds is not its entry's own.
    """
    foreign = _foreign(data, known)
    if not foreign:
        return data
    out: list[bytes] = []
    copied = 0
    depths = [0]  # of foreign elements outside of entries, and in each that is open: what it leaves open ends with it
    for tag in _TAG.finditer(data):
        if tag["name"] is None:
            continue
        ends, empty = bool(tag["end"]), tag[0].endswith(b"/>")
        if tag["name"].lower() in ENTRIES:
            if not ends and not empty:
                depths.append(0)
            elif ends and len(depths) > 1:
                depths.pop()
        elif tag["prefix"] in foreign:
            if depths[-1] > ends:  # an end stands in its own element
                out.append(data[copied : tag.start()])
                copied = tag.end()
            if ends:
                depths[-1] = max(0, depths[-1] - 1)
            elif not empty:
                depths[-1] += 1
    return b"".join([*out, data[copied:]])


def _foreign(data: bytes, known: Mapping[str, str]) -> set[bytes]:
    """Return the prefixes of foreign elements; what is declared by an entity may be anything, and is not foreign."""
    prefixes = {prefix.encode() for prefix in known.values()}
    uris = {uri.lower().encode() for uri in known}
    found = set(_PREFIX.findall(data)) - prefixes
    if not found:
        return found
    return found - {
        declared[1]
        for declared in _DECLARED.finditer(data)
        if (uri := (declared[2] or declared[3] or b"").lower()) in uris or _RSS in uri or b"&" in uri
    }
