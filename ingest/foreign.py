"""Elements of namespaces that no reader of feeds knows, one in another: they cost their reader time, and tell nothing.

Bytes in, bytes out.
"""

import re
from collections.abc import Mapping

_PREFIX = re.compile(rb"<([\w.-]{1,40}):")
_DECLARED = re.compile(rb"\bxmlns:([\w.-]{1,40})\s*=\s*(?:\"([^\"<]*)\"|'([^'<]*)')")
# feedparser takes whatever has this in it for RSS.
_RSS = b"backend.userland.com/rss"
_ENTRY = frozenset({b"item", b"entry"})
_TAG = re.compile(
    rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)"
    rb"|<(?P<end>/?)(?:(?P<prefix>[\w.-]{1,40}):)?(?P<name>[\w.-]{1,80})(?![\w.:-])"
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
    copied = depth = 0
    for tag in _TAG.finditer(data):
        name = tag["name"]
        if name is None:
            continue
        if name.lower() in _ENTRY:
            depth = 0
        elif tag["prefix"] in foreign:
            inner = depth > (1 if tag["end"] else 0)
            if inner:
                out.append(data[copied : tag.start()])
                copied = tag.end()
            if tag["end"]:
                depth = max(0, depth - 1)
            elif not tag[0].endswith(b"/>"):
                depth += 1
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
