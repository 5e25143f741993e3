"""Measures the evidence pages: milliseconds a page at the server, with many claims stored and much disputed.

    python bench/pages.py [--claims 1000000] [--live 5000] [--requests 300] [--workers 2] [--dump FILE]

A Redis of its own is filled with the claims of `bench.stream` by the ledger's own commits; on `--live` of its
quantities with two reports or more alerts are noted. `--dump` names a file that keeps what was filled: where it is
there, it is read in place of filling, which takes a quarter of an hour.

The pages run in a process of their own, as `figurewatch pages` runs them, and are asked over HTTP on loopback, one
request after the other, while another process notes five new alerts a second. The quantities asked for are drawn at
random. Prints a table in Markdown.
"""

import argparse
import http.client
import multiprocessing
import random
import socket
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import cycle, pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import msgspec
import redis
import uvicorn

from alerts.evidence.pictures import PagesKey, picture_path
from alerts.evidence.store import Evidence
from alerts.judge.label import label
from alerts.judge.names import contradiction_id
from alerts.judge.sources import source_name
from alerts.messages import Contradiction
from bench.judge import NAMESPACE, PER_ARTICLE, fill, ledger
from desk.atlas import ListedAtlas
from desk.pages.site import site
from desk.pages.stage import listening
from desk.pages.stores import Stores
from tests.servers.redis_server import RedisServer
from wire.clock import SystemClock
from wire.settings.model import PagesSettings, Settings


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=1_000_000, help="claims stored")
    parser.add_argument("--live", type=int, default=5_000, help="quantities disputed")
    parser.add_argument("--requests", type=int, default=300, help="requests for each page")
    parser.add_argument("--workers", type=int, default=2, help="processes that fill")
    parser.add_argument("--dump", type=Path, help="file that keeps what was filled, for the next time")
    args = parser.parse_args()
    kept = args.dump.resolve() if args.dump else None
    server = RedisServer(extra=["--dir", str(kept.parent), "--dbfilename", kept.name] if kept else [])
    server.start()
    try:
        client = redis.Redis.from_url(server.url)
        if not client.dbsize():
            filled(server.url, args.claims, args.workers)
            dispute(client, args.live)
            if kept:
                client.save()
        evidence = Evidence(client, namespace=NAMESPACE)
        quantities = sorted(evidence.changes(0).entries)
        alerts = [each for quantity in quantities for each in evidence.contradictions(quantity)]
        print(f"{len(alerts):,} alerts on {len(quantities):,} quantities", file=sys.stderr)
        measured(server.url, alerts, quantities, args.requests)
    finally:
        server.dispose()
    return 0


def filled(url: str, claims: int, workers: int) -> None:
    """Commit about `claims` claims to the Redis at `url`."""
    began = time.monotonic()
    with multiprocessing.Pool(workers) as pool:
        articles = range(claims // PER_ARTICLE)
        stored = sum(pool.starmap(fill, [(url, articles, worker, workers) for worker in range(workers)]))
    print(f"{stored:,} claims in {time.monotonic() - began:.0f} s", file=sys.stderr)


def dispute(client: "redis.Redis", live: int) -> None:
    """Note an alert for each report after the first of `live` quantities."""
    store, evidence, found = ledger(client), Evidence(client, namespace=NAMESPACE), 0
    for quantity in store.quantities():
        reports = [held.report for held in store.history(quantity)]
        if len(reports) < 2:
            continue
        found += 1
        for prior, new in pairwise(reports[:4]):
            now = datetime.now(UTC)
            alert = Contradiction(
                id=contradiction_id(quantity, "contradicts", new, prior, source_name(new)),
                relation="contradicts",
                quantity=quantity,
                label=label(new, prior),
                new=new,
                prior=prior,
                confidence=0.8,
                reasons=("Both are about the same event.", "The numbers cannot both hold."),
                decided=now,
            )
            evidence.note(alert, now)
        if found >= live:
            return


def measured(url: str, alerts: Sequence[Contradiction], quantities: Sequence[str], requests: int) -> None:
    """Ask for each page `requests` times and print how long the answers took."""
    with listening(PagesSettings(port=0)) as own:
        port = own.getsockname()[1]
        processes = [
            multiprocessing.Process(target=serve, args=(url, own), daemon=True),
            multiprocessing.Process(target=note, args=(url, alerts[:500]), daemon=True),
        ]
        for each in processes:
            each.start()
        try:
            rng = random.Random(1)
            key = PagesKey(redis.Redis.from_url(url), namespace=NAMESPACE).read()

            def some(form: str) -> Callable[[], str]:
                return lambda: form.format(rng.choice(quantities))

            pages: dict[str, Callable[[], str]] = {
                "list": lambda: "/",
                "list, page 60": lambda: "/?page=60",
                "list, filtered and searched": lambda: "/?measure=killed&q=police+fire&span=24h&place=Gaza",
                "quantity": some("/quantities/{}"),
                "chart as an image": some("/quantities/{}/chart.svg"),
                "picture (PNG), drawn anew": lambda: picture_path(key, rng.choice(alerts).id),
                "picture, drawn before": lambda: picture_path(key, alerts[-1].id),
                "reports as CSV": some("/quantities/{}/reports.csv"),
                "list as JSON (500)": lambda: "/api/disputes?limit=500",
                "quantity as JSON": some("/api/quantities/{}"),
                "silences": lambda: "/silences",
                "verdicts": lambda: "/verdicts",
            }
            connection = connected(port)
            first = ask(connection, "/")
            print(f"The first answer of a new process: {first:.0f} ms.\n")
            print("| page | median | 95 % | longest |\n| --- | --- | --- | --- |")
            for name, address in pages.items():
                took = sorted(ask(connection, address()) for _ in range(requests))
                worst = took[int(len(took) * 0.95)]
                print(f"| {name} | {statistics.median(took):.1f} ms | {worst:.1f} ms | {took[-1]:.1f} ms |", flush=True)
        finally:
            for each in processes:
                each.kill()


def connected(port: int) -> http.client.HTTPConnection:
    """Return a connection to the pages once they answer."""
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            ask(connection, "/healthz")
            return connection
        except OSError:
            time.sleep(0.1)


def ask(connection: http.client.HTTPConnection, address: str) -> float:
    """Return the milliseconds until the whole answer is there."""
    began = time.perf_counter()
    connection.request("GET", address)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{address} answered {answer.status}")
    return (time.perf_counter() - began) * 1000


def serve(url: str, own: socket.socket) -> None:
    """Serve the pages on the socket `own`."""
    settings = Settings(namespace=NAMESPACE)
    stores = Stores.opened(redis.Redis.from_url(url), settings, SystemClock(), ListedAtlas())
    stores.listing.current(stores.clock.now())  # as `desk.pages.stage` does
    uvicorn.Server(uvicorn.Config(site(settings, stores), log_config=None, access_log=False, lifespan="off")).run([own])


def note(url: str, alerts: Sequence[Contradiction]) -> None:
    """Note five of the alerts a second, again and again, each as a new decision."""
    evidence = Evidence(redis.Redis.from_url(url), namespace=NAMESPACE)
    for each in cycle(alerts):
        now = datetime.now(UTC)
        evidence.note(msgspec.structs.replace(each, decided=now), now)
        time.sleep(0.2)


if __name__ == "__main__":
    sys.exit(main())
