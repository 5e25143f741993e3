"""`figurewatch replay`: articles through the whole pipeline offline, in order of publication; alerts out.

What is read is sorted by time of publication first, and every revision is handled with a ledger in memory, so that
the same input gives the same bytes. With `into_ledger` the live ledger is filled instead, and nobody is notified.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from rich.console import Console
from rich.progress import track

from alerts.handle import handle
from alerts.judge import Weigher
from alerts.ledger.memory import MemoryLedger
from alerts.ledger.port import Ledger
from alerts.messages import Contradiction, Report
from desk.extract import write
from desk.lines import claim_line, read_articles, read_figures
from desk.options import Failure
from enrich.extractor import Extractor
from enrich.given import GivenFigure
from enrich.messages import ArticleClaims
from enrich.pipeline import Pipeline
from ingest.messages import Article
from wire.clock import SystemClock
from wire.settings.model import Settings


def replay(
    file: Path,
    settings: Settings,
    *,
    output: Path | None = None,
    every: bool = False,
    claims: Path | None = None,
    into_ledger: bool = False,
) -> None:
    """Replay the articles of `file` ("-": standard input) and write the alerts to `output`, else to standard output.

    `every` writes each pair that was weighed, told or not; `claims` is a file of figures to take in place of
    extraction; `into_ledger` fills the ledger that `settings` name, with everything in it marked as old news.

    Lines that cannot be read are told on standard error and passed over; after the last there is a `Failure` that
    counts them.
    """
    refused: list[str] = []

    def refuse(sentence: str) -> None:
        refused.append(sentence)
        print(f"figurewatch: {sentence}", file=sys.stderr)

    with _opened(file) as lines:
        articles = in_order(read_articles(lines, refuse))
    given = None
    if claims is not None:
        with claims.open("rb") as lines:
            given = read_figures(lines, refuse)
    extractor = Extractor(Pipeline.load(settings.enrich.pipeline))
    shown = track(
        articles,
        description="Replaying",
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
        transient=True,
    )
    read = claimed(shown, extractor, given)
    threshold = settings.ledger.confidence
    if into_ledger:
        with _live(settings) as ledger:
            fill(read, ledger, threshold=threshold, now=SystemClock().now())
    else:
        told = alerts(read, MemoryLedger(), threshold=threshold, every=every)
        with _written(output) as out:
            write(map(alert_line, told), out)
    if refused:
        raise Failure(f"{len(refused)} of the lines of {str(file)!r} could not be read.")


def in_order(articles: Iterable[Article]) -> list[Article]:
    """Return `articles` in order of publication (of its text, for a later revision); revisions stay in order."""
    latest: dict[str, datetime] = {}
    timed = []
    for article in articles:
        later = article.id in latest
        said = (article.updated or article.fetched) if later else (article.updated or article.published)
        latest[article.id] = max(latest.get(article.id, said), min(said, article.fetched))
        timed.append((latest[article.id], article.id, article.revision, article))
    return [article for *_, article in sorted(timed, key=lambda entry: entry[:3])]


def claimed(
    articles: Iterable[Article], extractor: Extractor, given: dict[str, list[GivenFigure]] | None = None
) -> Iterator[ArticleClaims]:
    """Yield the claims of each article: those found in it, or the `given` figures in its context."""
    for article in articles:
        yield extractor.extract(article) if given is None else extractor.annotate(article, given.get(article.id, ()))


def alerts(
    articles: Iterable[ArticleClaims], ledger: Ledger, *, threshold: float, every: bool = False
) -> Iterator[Contradiction]:
    """Yield what `articles` bring up, each id once: what is told, or with `every` each pair that was weighed."""
    seen: set[str] = set()
    weigher = Weigher()
    for article in articles:
        decision = handle(article, ledger, threshold=threshold, now=article.fetched, match=weigher)
        for each in decision.candidates if every else decision.contradictions:
            if each.id not in seen:
                seen.add(each.id)
                yield each


def fill(articles: Iterable[ArticleClaims], ledger: Ledger, *, threshold: float, now: datetime) -> None:
    """Put `articles` into `ledger` as old news; nothing is published."""
    weigher = Weigher()
    for article in articles:
        handle(article, ledger, threshold=threshold, now=now, stale=True, match=weigher)


def alert_line(told: Contradiction) -> dict[str, Any]:
    """Return the line that `replay` writes for a contradiction, a mapping ready for JSON."""
    return {
        "id": told.id,
        "relation": told.relation,
        "quantity": told.quantity,
        "label": told.label,
        "confidence": round(told.confidence, 4),
        "reasons": list(told.reasons),
        "new": _end(told.new, told.new_sources),
        "prior": _end(told.prior, told.prior_sources),
    }


def _end(report: Report, sources: Sequence[str]) -> dict[str, Any]:
    line = claim_line(report.article, report.claim)
    line.update(outlet=report.outlet, url=report.url, title=report.title, time=report.time, sources=list(sources))
    return line


@contextmanager
def _live(settings: Settings) -> Iterator[Ledger]:
    # Imported here: a replay without the live ledger must work where no Redis is.
    from alerts.ledger.redis import RedisLedger
    from desk.servers import opened_redis

    if settings.bus.kind == "embedded":
        Path(settings.data).mkdir(parents=True, exist_ok=True)  # a ledger may be filled before the first run
    with opened_redis(settings) as client:
        yield RedisLedger(client, namespace=settings.namespace, settings=settings.ledger, clock=SystemClock())


@contextmanager
def _opened(file: Path) -> Iterator[Iterable[bytes]]:
    if str(file) == "-":
        yield sys.stdin.buffer
    else:
        with file.open("rb") as lines:
            yield lines


@contextmanager
def _written(output: Path | None) -> Iterator[BinaryIO]:
    if output is None:
        yield sys.stdout.buffer
    else:
        with output.open("wb") as out:
            yield out
