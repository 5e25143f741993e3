"""Measures extraction on one core: articles a second beside those of its own spaCy pipeline, and memory over many.

    python bench/extract.py [ARTICLES.jsonl] [--rounds 5] [--memory 5000] [--ugly]

First the stage reads so many articles, each with words that never stood in one before, and the memory of the process is
looked at ten times on the way. Then extraction is measured beside the same pipeline over whole texts, in
turns in one process, in seconds of processor time; the best round of each counts. The pipeline reads all texts in one
`nlp.pipe`, its fastest way: once as spaCy loads it, once as figurewatch does (numpy multiplies, the networks' forward
pass is its own). Without a file the news is invented, about 300 words and 7 figures an article. Prints Markdown.
"""

import argparse
import os
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import msgspec
import spacy

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from desk.lines import read_articles
from enrich.extractor import Extractor
from enrich.pipeline import Pipeline
from enrich.pipeline.reading import BUNDLED
from enrich.stage import reading
from ingest.messages import TOPIC, Article
from tests.enrich.test_ugly_texts import UGLY
from tests.news.planted import Item, news
from wire.bus.port import Message
from wire.codec import encode
from wire.handling import Handler, alone

START = datetime(2024, 1, 1, tzinfo=UTC)
PAGE = os.sysconf("SC_PAGE_SIZE")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path, nargs="?")
    parser.add_argument("--rounds", type=int, default=5, help="times that each speed is measured; 0: not at all")
    parser.add_argument("--memory", type=int, default=5000, help="articles that memory is watched over")
    parser.add_argument("--ugly", action="store_true", help="time giant texts that are no news, too")
    args = parser.parse_args()
    articles = list(invented(200))
    if args.articles:
        articles = list(read_articles(args.articles.read_bytes().splitlines(), refuse=print))
    pipeline = Pipeline.load()
    extractor = Extractor(pipeline)
    if args.memory:
        memory(pipeline, alone(reading(extractor)), args.memory)
    if args.ugly:
        ugly(extractor)
    if args.rounds:
        speed(pipeline, extractor, articles, args.rounds)
    return 0


def speed(pipeline: Pipeline, extractor: Extractor, articles: Sequence[Article], rounds: int) -> None:
    """Print the speed of extraction and of the pipeline over whole texts, and their ratio."""
    texts = [f"{article.title}\n\n{article.body}" for article in articles]
    plain = spacy.load(BUNDLED)
    ways: dict[str, Callable[[], Iterable[object]]] = {
        "extraction": lambda: extractor.extract_all(articles),
        "extraction, one article at a time": lambda: map(extractor.extract, articles),
        "pipeline over whole texts, as spaCy loads it": lambda: plain.pipe(texts),
        "pipeline over whole texts, as figurewatch loads it": lambda: pipeline.language.pipe(texts),
    }
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds + 1):
        for name, way in ways.items():
            taken[name].append(seconds(way))
    count, words = len(articles), sum(len(text.split()) for text in texts)
    figures = sum(len(extractor.extract(article).claims) for article in articles)
    best = {name: min(rows[1:]) for name, rows in taken.items()}  # the first round fills caches
    print(f"{count} articles of {words / count:.0f} words and {figures / count:.1f} figures, one core")
    print()
    print("| | an article | articles a second | words a second | extraction is faster by |")
    print("| --- | --- | --- | --- | --- |")
    for name, row in best.items():
        ratio = "" if name == "extraction" else f"{row / best['extraction']:.2f}"
        print(
            f"| {name} | {1000 * row / count:.1f} ms | {count / row:.0f} | {words / row:,.0f} | {ratio} |", flush=True
        )


def seconds(way: Callable[[], Iterable[object]]) -> float:
    """Return the processor time that it takes to go all the way."""
    started = time.process_time()
    deque(way(), maxlen=0)
    return time.process_time() - started


def ugly(extractor: Extractor) -> None:
    """Print the processor time that a text of each ugly kind takes, of two lengths."""
    lengths = (200_000, 2_000_000)
    print("| a text of nothing but | " + " | ".join(f"{length:,} characters" for length in lengths) + " |")
    print("| --- | --- | --- |")
    for kind, unit in UGLY.items():
        texts = [as_article((unit * (length // len(unit) + 1))[:length]) for length in lengths]
        taken = [seconds(partial(extractor.extract_all, [text])) for text in texts]
        print(f"| {kind} | " + " | ".join(f"{second:.1f} s" for second in taken) + " |", flush=True)
    print()


def as_article(body: str) -> Article:
    """Return an article with `body` and nothing else that matters."""
    return Article(id="a", revision=1, content_hash="", title="", body=body, published=START, fetched=START)


def memory(pipeline: Pipeline, handler: Handler, count: int) -> None:
    """Print the memory of this process and the strings that the pipeline knows while the stage reads `count` articles.

    `handler` is the stage's own, from the bytes of a message to those of its claims.
    """
    print("| articles read | resident memory | strings known |")
    print("| --- | --- | --- |")
    for number, article in enumerate(invented(count)):
        if number % max(1, count // 10) == 0:
            row(number, pipeline)
        value = encode(unheard(article, number))
        deque(handler(Message(topic=TOPIC, key=article.id, value=value, partition=0, offset=str(number))), maxlen=0)
    row(count, pipeline)
    print()


def row(number: int, pipeline: Pipeline) -> None:
    """Print one line of the table of memory."""
    resident = int(Path("/proc/self/statm").read_text().split()[1]) * PAGE
    print(f"| {number:,} | {resident / 2**20:.0f} MB | {len(pipeline.language.vocab.strings):,} |", flush=True)


def unheard(article: Article, number: int) -> Article:
    """Return `article` with a word after each sentence that stands in no other article."""
    sentences = article.body.split(". ")
    body = "".join(f"{sentence} of Qu{number}o{place}th. " for place, sentence in enumerate(sentences))
    return msgspec.structs.replace(article, body=body)


def invented(count: int) -> Iterator[Article]:
    """Yield invented news, in slices so that they need not all be kept."""
    for first in range(0, count, 200):
        yield from map(whole, news(articles=200, clashes=20, start=START, apart=timedelta(seconds=1), first=first))


def whole(item: Item) -> Article:
    """Return an invented item as the stage would get it."""
    return Article(
        id=item.id,
        revision=1,
        content_hash="",
        title=item.title,
        body=item.body,
        outlet=item.outlet,
        published=item.published,
        fetched=item.published,
    )


if __name__ == "__main__":
    sys.exit(main())
