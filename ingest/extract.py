"""The page of an article to its text; the one module that imports trafilatura.

trafilatura finds the article among menus, teasers and comments better than other free extractors
(https://trafilatura.readthedocs.io/en/latest/evaluation.html), and like each of them it can take long on what nobody
should serve: it runs in worker processes of `ingest.sandbox` only.
"""

import re
from email.message import Message

from trafilatura import bare_extraction
from trafilatura.settings import Document

from ingest.markup import line_of, plain
from ingest.page import Page
from ingest.stubs import stub_of

_LANGUAGE = re.compile(
    r"<html\b[^>]{0,2000}?\blang\s*=\s*[\"']?([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,3})", re.IGNORECASE
)
_CHARSET = re.compile(rb"<meta\b[^>]{0,300}?\bcharset\s*=\s*[\"']?([\w:.-]{2,30})", re.IGNORECASE)


def extract(data: bytes, *, content_type: str, asked: str, ended: str, body_limit: int) -> Page:
    """Return the article on the page `data`, its body cut at `body_limit` code points.

    `content_type` is the HTTP header, "" where there is none; `asked` and `ended` are the addresses before and after
    redirects. A page without an article has a `stub` that says why.
    """
    source = decoded(data, content_type)
    found = bare_extraction(source, url=ended, include_comments=False, with_metadata=True) if source.strip() else None
    title = line_of(found.title or "") if isinstance(found, Document) else ""
    body = _body(found.text or "", title) if isinstance(found, Document) else ""
    language = _LANGUAGE.search(source[:10_000])
    return Page(
        title=title,
        body=body[:body_limit],
        cut=len(body) > body_limit,
        language=language[1].replace("_", "-") if language else None,
        stub=stub_of(asked=asked, ended=ended, source=source, title=title, text=body),
    )


def decoded(data: bytes, content_type: str) -> str:
    """Return the text of an HTML page: by its byte order mark, the HTTP header, its own word, else UTF-8 or Latin-1."""
    header = Message()
    header["content-type"] = content_type
    said = _CHARSET.search(data[:4096])
    for name in (
        _marked(data),
        header.get_param("charset"),
        said[1].decode("ascii", "replace") if said else None,
        "utf-8",
    ):
        try:
            if isinstance(name, str) and name:
                return data.decode(name)
        except (LookupError, ValueError):
            continue
    return data.decode("cp1252", "replace")


def _marked(data: bytes) -> str | None:
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    return "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else None


def _body(text: str, title: str) -> str:
    """Return trafilatura's text, a line for each paragraph, in paragraphs; the headline above it is no part of it."""
    paragraphs = [line for line in (part.strip() for part in text.split("\n")) if line]
    if paragraphs and title and paragraphs[0].casefold() == title.casefold():
        paragraphs = paragraphs[1:]
    return plain("\n\n".join(paragraphs))
