"""Texts that are no news: what feeds deliver at their worst costs no more than its length, and is never an error."""

import time
from datetime import UTC, datetime

import pytest

from enrich.extractor import Extractor
from enrich.figures.find import MOST
from enrich.numbers.grammar import MOST as MOST_OF_A_PASSAGE
from enrich.pipeline import Pipeline
from ingest.messages import Article

MOMENT = datetime(2024, 1, 1, tzinfo=UTC)
UGLY = {
    "markup": '<div class="c1" id=x12><p>24 people died</p><br/>&nbsp;<a href="http://x.example/1?a=2">3</a></div>',
    "lines of markup": '<li class="item-3"><a href="/a/b.html">Story 12</a></li>\n',
    "control characters": "\x01\x02 24 \x0b\x1c\x1d\x85 people died ",
    "nothing but control characters": "".join(map(chr, range(32))),
    "a list without lines": "24 dead, ",
    "a table": "12\t13\t14\n",
    "a program": 'function(){var a=12;if(a>3){return "killed 24"}};',
    "data": '{"a": 12, "b": [3, 4], "c": "died"},',
    "one endless sentence": "at least 24 people were killed in Lima on Monday, police said ",
    "addresses": "a.b-c+d@",
    "dots": ".",
    "quotes": '"',
    "brackets": "(",
    "spaces": " ",
    "line ends": " \n",
}


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    extractor = Extractor(Pipeline.load())
    extractor.extract(article("At least 24 people were killed in Lima, police said on Monday, 1 January."))
    return extractor


def article(body: str) -> Article:
    return Article(
        id="a", revision=1, content_hash="", title="Quake kills 24", body=body, published=MOMENT, fetched=MOMENT
    )


def seconds(extractor: Extractor, *bodies: str) -> list[float]:
    """Return the least that each of `bodies` takes, read in turns: what else the machine does falls on all alike."""
    best = [float("inf")] * len(bodies)
    for _ in range(5):
        for place, body in enumerate(bodies):
            started = time.process_time()
            extractor.extract(article(body))
            best[place] = min(best[place], time.process_time() - started)
    return best


@pytest.mark.parametrize("kind", UGLY)
def test_twice_the_text_takes_about_twice_the_time(extractor: Extractor, kind: str) -> None:
    unit, size = UGLY[kind], 6_000
    body = unit * (2 * size // len(unit))
    once, twice = seconds(extractor, body[:size], body)
    assert twice < 2.6 * once + 0.02


def test_of_a_giant_table_no_more_is_read_than_can_be_told(extractor: Extractor) -> None:
    found = extractor.extract(article(UGLY["a list without lines"] * 4 * MOST)).claims
    assert MOST / 2 < len(found) <= MOST + MOST_OF_A_PASSAGE + 1
