"""Lets the whole service run for long and looks whether anything grows: memory, open files, threads.

    python bench/soak.py [--bus embedded|kafka] [--rate 50] [--minutes 60]

Articles of about 300 words and 6 figures come at `--rate` a second over 20 feeds, one in ten a planted clash that a
signed webhook is told. The feeds are polled every four seconds: where it is every second, most of the work is to parse
again what was seen, more often than a publisher would bear. Once a minute (in a short run, eight times) the resident
memory, open files and threads of every process are noted, and what Redis uses. Prints a table in Markdown, and exits
with 1 where a process has grown: where the mean of the last quarter is above that of the second by more than a tenth
and 20 MB, by 10 files, or by 5 threads. (The first quarter fills caches.) Redis may grow: it keeps what has been
reported for as long as the settings say.
"""

import argparse
import math
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.service import CLASHES, FEEDS, INSTALLED, SHELF, told
from tests.news.feeds import Newsstand
from tests.news.planted import Item, news
from tests.service.installation import Installation, settings
from wire.redis import connect

POLLED = 4
"""Seconds between two polls of a feed."""
EVERY = 60.0
FEWEST = 8
"""Samples of a run, however short."""
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Use:
    """What one process uses at one moment."""

    resident: int
    files: int
    threads: int


@dataclass(frozen=True)
class Sample:
    """What all use at one moment, and how far the service has come."""

    minute: float
    offered: int
    told: int
    delay: float
    redis: int
    use: dict[str, Use]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bus", choices=tuple(INSTALLED), default="embedded")
    parser.add_argument("--rate", type=float, default=50, help="articles a second")
    parser.add_argument("--minutes", type=float, default=60)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="soak-") as folder, Newsstand() as stand:
        for name in FEEDS:
            stand.put(name, [])
        chosen = settings(stand, FEEDS, Path(folder))
        chosen["ingest"]["interval"] = POLLED
        with INSTALLED[args.bus](Path(folder), chosen) as installation:
            time.sleep(15)
            samples = soak(installation, stand, args.rate, args.minutes)
            restarts = installation.service.restarts
    print(table(samples))
    growth = [sentence for name in samples[-1].use for sentence in grown(name, samples)]
    if restarts:
        growth.append(f"processes were started again {restarts} times")
    print("\n".join(growth) or "\nNothing has grown.")
    return 1 if growth else 0


def soak(installation: Installation, stand: Newsstand, rate: float, minutes: float) -> list[Sample]:
    """Let articles come for so many minutes, and return what was noted once a minute, or eight times."""
    out = [0]
    flowing = threading.Thread(target=flow, args=(stand, rate, minutes, out), daemon=True)
    flowing.start()
    samples: list[Sample] = []
    began = time.monotonic()
    every = min(EVERY, minutes * 60 / FEWEST)
    while flowing.is_alive():
        flowing.join(max(0.0, began + every * (len(samples) + 1) - time.monotonic()))
        samples.append(sample(installation, stand, (time.monotonic() - began) / 60, out[0]))
        print(row(samples[-1]), file=sys.stderr, flush=True)
    return samples


def flow(stand: Newsstand, rate: float, minutes: float, out: list[int]) -> None:
    """Let articles come at `rate` a second, a feed's latest ones at a time; `out` counts them."""
    shelves: list[list[Item]] = [[] for _ in FEEDS]
    began, each = datetime.now(UTC), int(rate * 60) // 2 * 2
    for minute in range(math.ceil(minutes)):
        count = each if minute < int(minutes) else int(each * (minutes % 1)) // 2 * 2
        start, first = began + timedelta(minutes=minute), minute * each
        apart = timedelta(minutes=1) / each
        items = news(articles=count, clashes=count // CLASHES, start=start, apart=apart, first=first, seed=minute)
        for number, item in enumerate(items):
            time.sleep(max(0.0, (item.published - datetime.now(UTC)).total_seconds()))
            shelf = shelves[number % len(FEEDS)]
            shelf.append(item)
            del shelf[:-SHELF]
            stand.put(FEEDS[number % len(FEEDS)], shelf)
            out[0] += 1


def sample(installation: Installation, stand: Newsstand, minute: float, offered: int) -> Sample:
    """Return what everything uses now."""
    client = connect(installation.redis_url())
    try:
        redis = int(client.info("memory")["used_memory"])
    finally:
        client.close()
    # Several processes of one stage are told apart by their number.
    use: dict[str, Use] = {}
    for pid, stage in sorted(installation.service.stages().items()):
        name = stage if stage not in use else f"{stage} {pid}"
        use[name] = used(pid)
    latest = [(each.received - each.fetched).total_seconds() for each in told(stand)[-200:]]
    middle = statistics.median(latest) if latest else 0.0
    return Sample(minute, offered, len(stand.inbox), middle, redis, use)


def used(pid: int) -> Use:
    """Return what the process `pid` uses, as Linux tells it."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    status = {name: value.split()[0] for name, _, value in (line.partition(":") for line in lines) if value.split()}
    return Use(int(status["VmRSS"]) * 1024, len(os.listdir(f"/proc/{pid}/fd")), int(status["Threads"]))


def grown(name: str, samples: Sequence[Sample]) -> list[str]:
    """Return a sentence for each thing of which the process `name` uses more at the end than early on."""
    uses = [each.use[name] for each in samples if name in each.use]
    quarter = len(uses) // 4
    if quarter == 0:
        return []
    early, late = uses[quarter : 2 * quarter], uses[-quarter:]

    def means(what: str) -> tuple[float, float]:
        first, last = (statistics.fmean(getattr(use, what) for use in part) for part in (early, late))
        return first, last

    told = []
    before, after = means("resident")
    if after > before * 1.1 and after - before > 20 * MEGABYTE:
        told.append(f"{name} has grown from {before / MEGABYTE:.0f} to {after / MEGABYTE:.0f} MB")
    for what, most in (("files", 10), ("threads", 5)):
        before, after = means(what)
        if after - before > most:
            told.append(f"{name} has grown from {before:.0f} to {after:.0f} {what}")
    return told


def table(samples: Sequence[Sample]) -> str:
    """Return the samples in Markdown: of each process its megabytes, open files and threads."""
    names = list(samples[-1].use)
    head = [
        "minute",
        "offered",
        "told",
        "delay, median",
        "Redis, MB",
        *(f"{name}: MB, files, threads" for name in names),
    ]
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    return "\n".join([*lines, *(row(each) for each in samples)])


def row(sample: Sample) -> str:
    """Return one line of the table."""
    uses = [f"{use.resident / MEGABYTE:.0f}, {use.files}, {use.threads}" for use in sample.use.values()]
    cells = [
        f"{sample.minute:.1f}", f"{sample.offered:,}", f"{sample.told:,}", f"{sample.delay:.2f} s",
        f"{sample.redis / MEGABYTE:.0f}", *uses,
    ]  # fmt: skip
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
