"""Mending feeds whose elements do not end, which hide what stands behind them from any parser. Bytes in, bytes out."""

import re

_TAG = re.compile(
    rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)"
    rb"|<(?P<end>/?)(?P<name>title|link|guid|pubDate|description|author|category|comments|id|updated|published|summary"
    rb"|item|entry)\b(?P<more>[^<>]*)>",
    re.IGNORECASE | re.DOTALL,
)
_WHOLE = frozenset({b"item", b"entry"})


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
        opened = None if tag["end"] or name in _WHOLE else tag["name"]
    return b"".join([*out, data[copied:]])
