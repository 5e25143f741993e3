"""The process in which feeds and pages are read: requests on standard input, answers on standard output.

It ends with its parent. The frames are those of `ingest.frames`. The first is an empty answer, once everything is
loaded, so that no document is charged with that time.
"""

import contextlib
import os
import signal
import sys
from pathlib import Path
from typing import BinaryIO

import msgspec

from ingest.errors import ParseError
from ingest.frames import Answer, PageRequest, Request, frame
from ingest.page import Page
from ingest.parse import parse

MEMORY = 1 << 30
"""Bytes of address space that a worker may use; what needs more fails with `MemoryError`, in here and alone."""

LONGEST = 60
"""Seconds for one document after which a worker ends by itself; its parent is less patient."""


def answer(request: Request | PageRequest) -> Answer:
    """Read one document or page; whatever the parser raises becomes part of the answer."""
    try:
        if isinstance(request, PageRequest):
            return Answer(page=_page(request), memory=_peak())
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


def _page(request: PageRequest) -> Page:
    # Not loaded where only feeds are read: it costs a second and 60 MB.
    from ingest.extract import extract

    return extract(
        request.data,
        content_type=request.content_type,
        asked=request.asked,
        ended=request.ended,
        body_limit=request.body_limit,
    )


def _give_up_after(seconds: int) -> None:
    """Let the kernel end this process after `seconds`, 0 for never: no hang outlives a parent that was killed."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Say that we are ready, and answer requests until there are no more."""
    answers.write(frame(Answer()))
    answers.flush()
    while len(head := requests.read(4)) == 4:
        body = requests.read(int.from_bytes(head, "big"))
        _give_up_after(LONGEST)
        answers.write(frame(answer(msgspec.msgpack.decode(body, type=Request | PageRequest))))
        _give_up_after(0)
        answers.flush()


def _peak() -> int:
    """Return the most memory that this process has used, in bytes; 0 where the system does not tell.

    Linux counts a parent's size at the fork into ru_maxrss, for ever; its VmHWM begins anew with the program.
    """
    with contextlib.suppress(OSError, ValueError, IndexError):
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024
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
