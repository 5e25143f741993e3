import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator

import pytest

from ingest import sandbox
from ingest.document import Document
from ingest.errors import EmptyDocument, NotAFeed, ParserFailed
from ingest.frames import Request, frame
from ingest.sandbox import Sandbox
from tests.ingest.publisher import item, rss


async def parsed(box: Sandbox, data: bytes) -> Document:
    return await box.parse(data, content_type="", base="https://news.example/", entries=1000, body_limit=1000)


def inside(act: Callable[[Sandbox], Awaitable[None]], *, workers: int = 1, seconds: float = 10.0) -> None:
    async def run() -> None:
        async with Sandbox(workers=workers, seconds=seconds) as box:
            await act(box)

    asyncio.run(run())


def rests(box: Sandbox) -> bool:
    """Whether asyncio has stopped reading what a worker answers, because much of it is unread."""
    streams = [worker._process.stdout for worker in box._workers if worker._process is not None]
    return any(getattr(stream, "_paused", False) for stream in streams)


def processes(box: Sandbox) -> Iterator[int]:
    for worker in box._workers:
        if worker._process is not None:
            yield worker._process.pid


SLOW = rss(*(item(str(n), "&lt;p&gt;12 dead&lt;/p&gt;" * 50) for n in range(2000)))


def test_documents_and_errors_come_back_from_the_worker() -> None:
    async def act(box: Sandbox) -> None:
        assert (await parsed(box, rss(item("one")))).entries[0].title == "one"
        with pytest.raises(EmptyDocument, match="empty"):
            await parsed(box, b"")
        with pytest.raises(NotAFeed, match="HTML"):
            await parsed(box, b"<html>")
        assert (await parsed(box, rss(item("two")))).entries[0].title == "two"
        assert len(list(processes(box))) == 1

    inside(act)


def test_a_document_that_takes_too_long_costs_its_worker_alone() -> None:
    async def act(box: Sandbox) -> None:
        await asyncio.gather(parsed(box, rss()), parsed(box, rss()))
        before = set(processes(box))
        slow = asyncio.create_task(parsed(box, SLOW))
        await asyncio.sleep(0)
        assert (await parsed(box, rss(item("one")))).entries
        with pytest.raises(ParserFailed, match=r"busy with it after 0\.1 seconds"):
            await slow
        assert len(before & set(processes(box))) == 1
        assert (await parsed(box, rss(item("two")))).entries

    inside(act, workers=2, seconds=0.1)


def test_a_worker_that_dies_is_one_documents_trouble() -> None:
    async def act(box: Sandbox) -> None:
        await parsed(box, rss())
        [worker] = processes(box)
        slow = asyncio.create_task(parsed(box, SLOW))
        await asyncio.sleep(0.05)
        os.kill(worker, 9)
        with pytest.raises(ParserFailed, match="died"):
            await slow
        assert (await parsed(box, rss(item("one")))).entries

    inside(act)


async def half_a_second(box: Sandbox, slow: "asyncio.Task[Document]") -> None:
    await asyncio.sleep(0.5)


async def half_an_answer(box: Sandbox, slow: "asyncio.Task[Document]") -> None:
    while not rests(box):  # then the end of the pipe is not seen
        assert not slow.done()
        await asyncio.sleep(0)


@pytest.mark.parametrize("passed", [half_a_second, half_an_answer])
def test_a_cancelled_request_leaves_no_answer_behind_for_the_next(
    passed: Callable[[Sandbox, "asyncio.Task[Document]"], Awaitable[None]],
) -> None:
    async def act(box: Sandbox) -> None:
        slow = asyncio.create_task(parsed(box, SLOW))
        await passed(box, slow)
        slow.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await slow
        assert [entry.title for entry in (await parsed(box, rss(item("one")))).entries] == ["one"]

    inside(act)


def test_workers_are_replaced_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "DOCUMENTS", 2)

    async def act(box: Sandbox) -> None:
        used: set[int] = set()
        for _ in range(4):
            await parsed(box, rss())
            used.update(processes(box))
        assert len(used) == 2

    inside(act)


def test_no_worker_outlives_the_sandbox() -> None:
    left: list[int] = []

    async def act(box: Sandbox) -> None:
        await asyncio.gather(parsed(box, rss()), parsed(box, rss()))
        left.extend(processes(box))
        assert len(left) == 2

    inside(act, workers=2)
    for pid in left:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


HANGING = """
import sys, ingest.worker as worker
worker.LONGEST = 1
def parse(*args, **more):
    while True: pass
worker.parse = parse
worker.serve(sys.stdin.buffer, sys.stdout.buffer)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="this system has no alarms")
def test_a_hanging_worker_ends_even_if_nobody_is_left_to_kill_it() -> None:
    request = frame(Request(data=b"<rss/>", content_type="", base="", entries=1, body_limit=1))
    ended = subprocess.run([sys.executable, "-c", HANGING], input=request, capture_output=True, timeout=30, check=False)
    assert ended.returncode == -signal.SIGALRM
