"""Measures one worker's judge and ledger: claims a second and bytes a claim, with few and with many claims stored.

    python bench/judge.py [--stored 10000 1000000] [--timed 6000] [--chunk 384] [--warm 3000] [--workers 2]

Decoded articles of `bench.stream`, about six claims each, go through `alerts.handle.handle_all` on a Redis of their
own on this machine, over a socket, without a bus, so many at a time as the stage takes. For each number of stored
claims there is one Redis, filled first by the ledger's own commits, in `--workers` processes, with each claim under
the quantity that it is of; only judging is left out. All are filled with what comes in the stream before one article,
the fewer claims the later they begin, and what is judged are the same articles everywhere: those that follow. One
process does it, a chunk on one Redis and a chunk on the other in turn, so that what else the machine does falls on
both alike. The memory is that of the whole Redis; what the quotes take (each sentence and one either side) is
measured by leaving them out of a sample of the same texts. Prints a table in Markdown ("in the faster turns": a quarter
took no longer, and what else the machine does only slows) and how fast the machine was, by the processor time of a loop
of pure Python between the chunks. What is told across two events is false: in the stream all articles on an event have
one title.
"""

import argparse
import multiprocessing
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import msgspec
import redis

from alerts.garbage import collect_seldom
from alerts.handle import handle_all
from alerts.judge import Weigher, buckets
from alerts.judge.names import quantity_id
from alerts.ledger.names import Names
from alerts.ledger.packing import PackedTexts, pack, unpack
from alerts.ledger.port import Change, Held
from alerts.ledger.redis import RedisLedger
from alerts.reports import reports_of
from bench.stream import Told, stream
from tests.servers.redis_server import RedisServer
from wire.clock import SystemClock
from wire.settings.model import LedgerSettings

NAMESPACE = "bench"
PER_ARTICLE = 6
"""Claims of an article of the stream, nearly always."""
TOGETHER = 32
"""Articles that are handled together."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stored", type=int, nargs="+", default=[10_000, 1_000_000], help="claims stored")
    parser.add_argument("--timed", type=int, default=6000, help="claims judged on each")
    parser.add_argument("--chunk", type=int, default=384, help="claims judged on one before it is the other's turn")
    parser.add_argument("--warm", type=int, default=3000, help="articles judged on each before the clock starts")
    parser.add_argument("--workers", type=int, default=2, help="processes that fill")
    args = parser.parse_args()
    collect_seldom()
    with ExitStack() as stack:
        servers = [RedisServer() for _ in args.stored]
        for server in servers:
            stack.callback(server.dispose)
            server.start()
        last = max(args.stored) // PER_ARTICLE
        stands = [
            Stand(server.url, range(last - claims // PER_ARTICLE, last), args.workers)
            for server, claims in zip(servers, args.stored, strict=True)
        ]
        loops = judge(stands, args.warm, args.timed, args.chunk)
        print(
            "| stored | claims a second | in the faster turns | cost of a claim | bytes a claim | of these quotes"
            " | without quotes |"
        )
        print("| --- | --- | --- | --- | --- | --- | --- |")
        for stand in stands:
            ratio = stand.cost / stands[0].cost
            rest = stand.size - stand.quotes
            print(
                f"| {stand.stored:,} | {1 / stand.cost:,.0f} | {1 / stand.quick:,.0f}"
                f" | {stand.cost * 1e6:,.0f} µs, {ratio:.2f} times the first"
                f" | {stand.size:.0f} | {stand.quotes:.0f} | {rest:.0f} |"
            )
        for stand in stands:
            print(
                f"{stand.told} told of {stand.judged:,} claims, {stand.false} of them across two events;"
                f" Redis worked {stand.worked * PER_ARTICLE / stand.judged * 1e3:.1f} ms for an article"
            )
        print(f"a loop of pure Python took {statistics.median(loops) * 1e3:.2f} ms ({min(loops) * 1e3:.2f} at best)")
    return 0


class Stand:
    """A Redis that holds claims, and the worker that judges what comes next."""

    def __init__(self, url: str, articles: range, workers: int) -> None:
        """Fill the Redis at `url` with the claims of these `articles` of the stream."""
        client = redis.Redis.from_url(url)
        empty = client.info("memory")["used_memory"]
        began = time.monotonic()
        with multiprocessing.Pool(workers) as pool:
            self.stored = sum(pool.starmap(fill, [(url, articles, worker, workers) for worker in range(workers)]))
        self._ahead: Iterator[Told] = islice(stream(), articles.stop, None)
        self.size = (client.info("memory")["used_memory"] - empty) / self.stored
        self.quotes = quotes(client) / self.stored
        self._client = client
        self._worked_before = 0.0
        self._ledger = ledger(client)
        self._match = Weigher()
        self.told = self.false = self.judged = 0
        self.seconds = 0.0
        self._turns: list[float] = []
        print(f"{self.stored:,} claims stored in {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)

    @property
    def cost(self) -> float:
        """Return the seconds that a claim has taken."""
        return self.seconds / self.judged

    @property
    def quick(self) -> float:
        """Return the seconds that a claim took at most in a quarter of the turns."""
        return sorted(self._turns)[len(self._turns) // 4]

    @property
    def worked(self) -> float:
        """Return the seconds of processor time that Redis has worked."""
        spent = self._client.info("cpu")
        return float(spent["used_cpu_user"]) + float(spent["used_cpu_sys"]) - self._worked_before

    def judge(self, articles: int) -> None:
        """Judge the next `articles`."""
        batch = [told.article for told in islice(self._ahead, articles)]
        began = time.perf_counter()
        for first in range(0, len(batch), TOGETHER):
            together = batch[first : first + TOGETHER]
            for decision in handle_all(
                together, self._ledger, threshold=0.5, now=together[0].fetched, stale=lambda _: False, match=self._match
            ):
                self.told += len(decision.contradictions)
                self.false += sum(each.new.title != each.prior.title for each in decision.contradictions)
        seconds, claims = time.perf_counter() - began, sum(len(article.claims) for article in batch)
        self.judged += claims
        self.seconds += seconds
        self._turns.append(seconds / claims)

    def reset(self) -> None:
        """Forget what was measured so far."""
        self._worked_before += self.worked
        self.told = self.false = self.judged = 0
        self.seconds = 0.0
        self._turns = []


def judge(stands: Sequence[Stand], warm: int, claims: int, chunk: int) -> Sequence[float]:
    """Judge at least `claims` claims on each stand, in turns of about `chunk` claims; return what loops took meanwhile.

    Before that `warm` articles, as many as stories come from (`bench.stream.FRESH`): a worker that runs has met them.
    """
    for stand in stands:
        stand.judge(warm)
        stand.reset()
    loops = []
    while any(stand.judged < claims for stand in stands):
        loops.append(loop())
        for stand in stands:
            stand.judge(chunk // PER_ARTICLE)
    return loops


def loop() -> float:
    """Return the seconds of processor time of a loop of pure Python that tells how fast the machine is."""
    began = time.process_time()
    total = 0
    for number in range(10_000):
        total += number * number % 7
    return time.process_time() - began


def fill(url: str, articles: range, worker: int, workers: int) -> int:
    """Commit this worker's stories among these `articles` of the stream; return its claims."""
    store = ledger(redis.Redis.from_url(url))
    quantities: dict[str, str] = {}
    stored = 0
    for told in islice(stream(), articles.start, articles.stop):
        if int(told.quantities[0].split(".")[0]) % workers == worker:
            store.commit(change(told, quantities))
            stored += len(told.quantities)
    return stored


def change(told: Told, quantities: dict[str, str]) -> Change:
    """Return what holds the claims of `told`, each under its quantity; `quantities` remembers the ids of those met."""
    held = []
    for name, report in zip(told.quantities, reports_of(told.article), strict=True):
        quantity = quantities.setdefault(name, quantity_id(report))
        held.append(Held(report=report, quantity=quantity, buckets=buckets(report)))
    article = told.article
    return Change(
        article=article.article,
        revision=article.revision,
        extractor=article.extractor,
        versions={},
        held=tuple(held),
        sources=dict.fromkeys((each.quantity for each in held), 2),
    )


def ledger(client: Any) -> RedisLedger:
    """Return the ledger in `client`."""
    return RedisLedger(client, namespace=NAMESPACE, settings=LedgerSettings(), clock=SystemClock())


def quotes(client: Any) -> float:
    """Return the bytes that the sentences in the articles' texts take, from a sample of the texts."""
    names = Names(NAMESPACE).texts(("*", 0, 0)).rsplit(":", 2)[0]
    saved = 0.0
    seen = total = 0
    for key in client.scan_iter(match=names, count=1000):
        total += 1
        if total % 97 == 1:
            seen += 1
            data = client.get(key)
            bare = pack(msgspec.structs.replace(unpack(data, PackedTexts), sentences=[]))
            saved += len(data) - len(bare)
    return saved / seen * total


if __name__ == "__main__":
    sys.exit(main())
