import asyncio
import time
from collections import Counter
from dataclasses import dataclass

import pytest

from ingest.document import Document
from ingest.drafts import Source, drafts
from ingest.errors import EmptyDocument, NotAFeed, ParseError
from ingest.frames import Answer, PageRequest, Request
from ingest.messages import BODY_LIMIT
from ingest.sandbox import LARGE, Sandbox
from tests.ingest.hostile import Case, cases

CASES = cases()


@dataclass(frozen=True)
class Read:
    """What came of a case: a document or an error, the seconds it took, the worker's peak of memory."""

    found: Document | ParseError
    seconds: float
    memory: int


class Measured(Sandbox):
    """A sandbox that notes the memory of its workers."""

    memory = 0

    async def _ask(self, request: Request | PageRequest) -> Answer:
        answer = await super()._ask(request)
        self.memory = answer.memory
        return answer


@pytest.fixture(scope="module")
def read() -> dict[str, Read]:
    """Read the whole corpus, as the service would, by one worker."""

    async def run() -> dict[str, Read]:
        made: dict[str, Read] = {}
        box = Measured(workers=1)
        async with box:
            await box.parse(b"<rss/>", content_type="", base="https://news.example/", entries=1, body_limit=1)
            for case in CASES:
                began = time.monotonic()
                found: Document | ParseError
                try:
                    found = await box.parse(
                        case.data,
                        content_type=case.content_type,
                        base="https://news.example/feed",
                        entries=5000,
                        body_limit=BODY_LIMIT,
                    )
                except ParseError as error:
                    found = error
                made[f"{case.kind}: {case.name}"] = Read(found, time.monotonic() - began, box.memory)
        return made

    return asyncio.run(run())


def test_the_corpus_is_large_and_of_many_classes() -> None:
    kinds = Counter(case.kind for case in CASES)
    assert len(CASES) >= 200
    assert len(kinds) >= 12
    assert len({f"{case.kind}: {case.name}" for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=[f"{case.kind}: {case.name}" for case in CASES])
def test_what_a_reader_would_find_is_found_and_nothing_hangs_crashes_or_leaks(
    case: Case, read: dict[str, Read]
) -> None:
    came = read[f"{case.kind}: {case.name}"]
    assert came.seconds < 5
    assert came.memory < LARGE
    if not case.feed:
        assert isinstance(came.found, NotAFeed | EmptyDocument)
        return
    if isinstance(came.found, ParseError):
        assert not case.titles, came.found
        assert isinstance(came.found, NotAFeed | EmptyDocument), came.found
        return
    found, _ = drafts(came.found, Source(url="https://news.example/feed"))
    missing = [title for title in case.titles if not any(title in draft.entry.title for draft in found)]
    assert not missing, [draft.entry.title for draft in found]
