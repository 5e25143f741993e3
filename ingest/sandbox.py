"""Parsing where a hang, a crash or a leak cannot hurt: in worker processes, each killed alone.

No `ProcessPoolExecutor`: one dead worker breaks the whole pool, and a hanging one cannot be ended. Here each worker
is a child with two pipes, which also ends by itself when this process dies, because its input does.
"""

import asyncio
import contextlib
import logging
import sys
from types import TracebackType

import msgspec

from ingest.document import Document
from ingest.errors import EmptyDocument, NotAFeed, ParserFailed
from ingest.frames import Answer, PageRequest, Request, frame
from ingest.page import Page

DOCUMENTS = 500
"""Documents after which a worker is replaced: feedparser leaks a little with some."""

START = 60.0
"""Seconds in which a worker has to be ready."""

LARGE = 300_000_000
"""Bytes of memory at whose peak a worker is replaced after the document in hand."""

_ERRORS = {error.kind: error for error in (EmptyDocument, NotAFeed)}

log = logging.getLogger(__name__)


class Sandbox:
    """Worker processes that read feeds or pages; use as an asynchronous context manager.

    One for each: a page that hangs must not hold up the feeds. `workers` processes are started as they are needed; a
    document may take `seconds`.
    """

    def __init__(self, *, workers: int = 2, seconds: float = 10.0) -> None:
        self._seconds = seconds
        self._workers = [_Worker() for _ in range(workers)]
        self._idle: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()
        for worker in self._workers:
            self._idle.put_nowait(worker)

    async def parse(self, data: bytes, *, content_type: str, base: str, entries: int, body_limit: int) -> Document:
        """Return the feed in `data`; arguments and errors are those of `ingest.parse.parse`, and `ParserFailed`."""
        request = Request(data=data, content_type=content_type, base=base, entries=entries, body_limit=body_limit)
        found = await self._ask(request)
        if found.document is None:
            raise _ERRORS.get(found.kind, ParserFailed)(found.error)
        return found.document

    async def extract(self, data: bytes, *, content_type: str, asked: str, ended: str, body_limit: int) -> Page:
        """Return the article on a page; arguments are those of `ingest.extract.extract`. Raises `ParserFailed`."""
        found = await self._ask(
            PageRequest(data=data, content_type=content_type, asked=asked, ended=ended, body_limit=body_limit)
        )
        if found.page is None:
            raise ParserFailed(found.error)
        return found.page

    async def _ask(self, request: Request | PageRequest) -> Answer:
        worker = await self._idle.get()
        try:
            return await worker.ask(request, self._seconds)
        finally:
            self._idle.put_nowait(worker)

    async def close(self) -> None:
        """End the workers."""
        for worker in self._workers:
            await worker.end()

    async def __aenter__(self) -> "Sandbox":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


class _Worker:
    """One child process, started when it is first asked and again after each end."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        self._documents = 0

    async def ask(self, request: Request | PageRequest, seconds: float) -> Answer:
        """Return the answer. Raises `ParserFailed` where none came in `seconds` or the process died."""
        process = self._process or await self._start()
        answered = False
        try:
            async with asyncio.timeout(seconds):
                found = await _exchange(process, request)
            answered = True
        except TimeoutError:
            raise ParserFailed(f"the parser was still busy with it after {seconds:g} seconds") from None
        except (asyncio.IncompleteReadError, ConnectionError):
            raise ParserFailed("the parser died on it") from None
        finally:
            # Unanswered, cancelled included: the pipe may hold half a frame, so the process is of no use any more.
            if not answered:
                await self.end()
        self._documents += 1
        if self._documents >= DOCUMENTS or found.memory > LARGE:
            await self.end()
        return found

    async def end(self) -> None:
        """Kill the process, if there is one, and wait until it is gone."""
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            # Before `wait`, which waits for the end of the pipes too: where much of an answer was unread, asyncio had
            # stopped reading, and would never see it.
            transport = getattr(process, "_transport", None)
            if transport is not None:
                transport.close()
            await process.wait()

    async def _start(self) -> asyncio.subprocess.Process:
        self._process = process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "ingest.worker",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            # Ctrl-C in the terminal is for the parent, which ends its workers itself.
            start_new_session=True,
        )
        self._documents = 0
        ready = False
        try:
            async with asyncio.timeout(START):
                await _read(process)
            ready = True
        except (TimeoutError, asyncio.IncompleteReadError, ConnectionError):
            raise ParserFailed("the parser could not be started") from None
        finally:
            if not ready:
                await self.end()
        return process


async def _exchange(process: asyncio.subprocess.Process, request: Request | PageRequest) -> Answer:
    if process.stdin is None:
        raise ConnectionError("the worker has no input")
    process.stdin.write(frame(request))
    await process.stdin.drain()
    return await _read(process)


async def _read(process: asyncio.subprocess.Process) -> Answer:
    if process.stdout is None:
        raise ConnectionError("the worker has no output")
    size = int.from_bytes(await process.stdout.readexactly(4), "big")
    return msgspec.msgpack.decode(await process.stdout.readexactly(size), type=Answer)
