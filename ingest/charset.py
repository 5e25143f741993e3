"""Which encoding a document is really in, where what it or its server says about that cannot be. Bytes in, bytes out.

feedparser believes what is declared (RFC 7303) and guesses only where nothing is. Publishers' software declares one
thing and writes another: what the bytes plainly are counts for more.
"""

import codecs
import re

_WIDE = (
    ("utf-32-le", 4, re.compile(rb"<\0\0\0[!-~]\0\0\0")),
    ("utf-32-be", 4, re.compile(rb"\0\0\0<\0\0\0[!-~]")),
    ("utf-16-le", 2, re.compile(rb"<\0[!-~]\0")),
    ("utf-16-be", 2, re.compile(rb"\0<\0[!-~]")),
)
_LOOKED_AT = 4096
ENOUGH = 5
"""Characters beyond ASCII that no text in an encoding of two bytes a character makes by chance, read as UTF-8."""
_DECLARED = re.compile(rb"(<\?xml\b[^<>]{0,200}?)\s+encoding\s*=\s*[\"']?([\w:.-]{1,40})[\"']?", re.IGNORECASE)
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([\w:.-]{1,40})[\"']?", re.IGNORECASE)
_UTF_8 = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("figurewatch-windows", _as_windows)


def legible(data: bytes, content_type: str) -> tuple[bytes, str]:
    """Return a document and its Content-Type such that what they declare is what the bytes are.

    UTF-16 and UTF-32 are known by the zeros around the first tag, with or without a mark. Elsewhere zeros are dropped.
    An encoding that has no plain tags is none of a document with plain tags. What reads as UTF-8 is that; single bytes
    in UTF-8 that are none are taken for Windows-1252.
    """
    wide = _wide(data)
    if wide is not None:
        name, start = wide
        return _as_utf_8(data[start:].decode(name, "replace"), content_type)
    data = data.replace(b"\0", b"")
    declared = _DECLARED.search(data[:_LOOKED_AT])
    said = _CHARSET.search(content_type)
    names = {found.lower() for found in (said[1] if said else "", declared[2].decode() if declared else "") if found}
    odd = {name for name in names if not _has_plain_tags(name)}
    if odd and b"<" in data[:_LOOKED_AT]:
        if declared and declared[2].decode().lower() in odd:
            data = _DECLARED.sub(rb"\1", data, count=1)
        if said and said[1].lower() in odd:
            content_type = _CHARSET.sub("", content_type)
        names -= odd
    if data.isascii():
        return data, content_type
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        if names <= _UTF_8 and data[:2] not in (codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE):
            return _as_utf_8(data.decode("utf-8", "figurewatch-windows"), content_type)
        return data, content_type
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    if any(_of_single_bytes(name) or (name not in _UTF_8 and beyond_ascii >= ENOUGH) for name in names):
        return _as_utf_8(text, content_type)
    return data, content_type


def _wide(data: bytes) -> tuple[str, int] | None:
    """Return which encoding of two or four bytes a character `data` is in and where it begins, None if in none."""
    found = [
        (tag.start(), name, unit) for name, unit, form in _WIDE if (tag := form.search(data[:_LOOKED_AT])) is not None
    ]
    if not found:
        return None
    # The other order of bytes fits too, one byte further on.
    at, name, unit = min(found)
    return name, at % unit


def _as_utf_8(text: str, content_type: str) -> tuple[bytes, str]:
    data = text.lstrip("\ufeff").encode("utf-8", "replace")
    kind = content_type.partition(";")[0].strip()
    return _DECLARED.sub(rb"\1", data, count=1), f"{kind}; charset=utf-8" if kind else ""


def _has_plain_tags(name: str) -> bool:
    try:
        return "<rss>".encode(name) == b"<rss>"
    except (LookupError, UnicodeError):
        return True  # what is unknown says nothing


def _of_single_bytes(name: str) -> bool:
    try:
        return len(bytes(range(0xC0, 0x100)).decode(name, "replace")) == 64 and name not in _UTF_8
    except (LookupError, UnicodeError):
        return False
