"""The process in which feeds are parsed: requests on standard input, answers on standard output, ends with its parent.

A frame is its length in four bytes, the greatest first, and MessagePack.
"""

import contextlib
import os
import sys
from typing import BinaryIO

import msgspec

from ingest.document import Document

MEMORY = 1 << 30
"""Bytes of address space that a worker may use; what needs more fails with `MemoryError`, in here and alone."""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A document to parse; the arguments of `ingest.parse.parse`."""

    data: bytes
    content_type: str
    base: str
    entries: int
    body_limit: int


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it: a document, or the kind and the sentence of the error. `memory` is the worker's peak, bytes."""

    document: Document | None = None
    kind: str = ""
    error: str = ""
    memory: int = 0


def frame(message: msgspec.Struct) -> bytes:
    """Return `message` as one frame."""
    body = msgspec.msgpack.encode(message)
    return len(body).to_bytes(4, "big") + body


def answer(request: Request) -> Answer:
    """Parse one document; whatever the parser raises becomes part of the answer."""
    from ingest.errors import ParseError
    from ingest.parse import parse

    try:
        document = parse(
            request.data,
            content_type=request.content_type,
            base=request.base,
            entries=request.entries,
            body_limit=request.body_limit,
        )
    except ParseError as error:
        return Answer(kind=error.kind, error=str(error), memory=_peak())
    except MemoryError:
        return Answer(kind="parser", error="the document needs more memory than the parser may use", memory=_peak())
    except Exception as error:
        return Answer(kind="parser", error=f"the parser failed on it ({type(error).__name__})", memory=_peak())
    return Answer(document=document, memory=_peak())


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until there are no more."""
    while len(head := requests.read(4)) == 4:
        body = requests.read(int.from_bytes(head, "big"))
        answers.write(frame(answer(msgspec.msgpack.decode(body, type=Request))))
        answers.flush()


def _peak() -> int:
    try:
        import resource
    except ImportError:  # no Unix
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    _limit_memory()
    # What a library prints must not get between the frames.
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)
        serve(sys.stdin.buffer, out)
