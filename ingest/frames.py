"""What goes between `ingest.sandbox` and its workers.

A frame is its length in four bytes, the greatest first, and MessagePack.
"""

import msgspec

from ingest.document import Document
from ingest.page import Page


class Request(msgspec.Struct, frozen=True, kw_only=True, tag="feed"):
    """A document to parse; the arguments of `ingest.parse.parse`."""

    data: bytes
    content_type: str
    base: str
    entries: int
    body_limit: int


class PageRequest(msgspec.Struct, frozen=True, kw_only=True, tag="page"):
    """A page to extract; the arguments of `ingest.extract.extract`."""

    data: bytes
    content_type: str
    asked: str
    ended: str
    body_limit: int


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it: a document, a page, or the error's kind and sentence; `memory` is the worker's peak, bytes."""

    document: Document | None = None
    page: Page | None = None
    kind: str = ""
    error: str = ""
    memory: int = 0


def frame(message: msgspec.Struct) -> bytes:
    """Return `message` as one frame."""
    body = msgspec.msgpack.encode(message)
    return len(body).to_bytes(4, "big") + body
