"""What ingest counts. Label values are constants of the code; no address and no name is a label."""

from prometheus_client import Counter, Gauge, Histogram

from ingest.errors import KINDS

OUTCOMES = ("read", "unchanged", *KINDS, "ours")
"""How a poll can end: a document read, nothing changed, a `FeedError` by kind, or a failure of our own."""

VERDICTS = ("new", "revised", "repeated", "duplicate", "empty", "dropped", "unpublishable")
"""What becomes of an entry: see `ingest.novelty`; without any text; beyond the limit of entries or of the bus."""

PAGE_OUTCOMES = ("read", "robots", "no_page", "paywall", "consent", "blocked", "empty", "failed", "parser", "late")
"""What becomes of an article's page: see `ingest.page.Stub` and `ingest.pages`."""

PUSH_OUTCOMES = ("taken", "forged", "unknown", "too_large", "unreadable")
"""What becomes of a post to the callback of WebSub; what is taken may still be unreadable."""

POLLS = Counter("figurewatch_ingest_polls_total", "Polls of feeds by outcome.", ["outcome"])
ENTRIES = Counter("figurewatch_ingest_entries_total", "Entries met in feeds by what became of them.", ["verdict"])
BACKFILLED = Counter("figurewatch_ingest_backfilled_total", "Articles published from first readings of feeds.")
CUT = Counter("figurewatch_ingest_cut_total", "Articles published whose body was cut.")
BYTES = Counter("figurewatch_ingest_bytes_total", "Bytes of feed documents, decompressed.")
PAGES = Counter("figurewatch_ingest_pages_total", "Pages of articles asked for by outcome.", ["outcome"])
PUSHES = Counter("figurewatch_ingest_pushes_total", "Posts to the WebSub callback by outcome.", ["outcome"])
FETCHING = Histogram(
    "figurewatch_ingest_fetch_seconds",
    "Seconds that the request of a poll took, redirects included.",
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 60),
)
LATENESS = Histogram(
    "figurewatch_ingest_lateness_seconds",
    "Seconds between when a poll was due and its start.",
    buckets=(0.1, 0.5, 1, 5, 15, 60, 300, 1800),
)
FEEDS = Gauge("figurewatch_ingest_feeds", "Feeds configured. The same in every process.")
CONDITIONS = Gauge("figurewatch_ingest_feeds_condition", "Feeds polled by this process by condition.", ["condition"])
SILENCE = Gauge(
    "figurewatch_ingest_feeds_silence",
    "Feeds polled by this process without a new article for more than so many times their own mean time between two.",
    ["times"],
)
PAUSED = Gauge("figurewatch_ingest_paused", "1 while polling pauses for the backlog of articles, else 0.")

CONDITION_NAMES = ("new", "healthy", "silent", "failing", "gone")
"""See `ingest.condition`."""

SILENCES = (3, 10, 30, 100)
"""Lengths of silence that are counted, in times of a feed's own mean time between two articles."""

# Every label value is there from the start, so that rates begin at zero.
for _outcome in OUTCOMES:
    POLLS.labels(_outcome)
for _verdict in VERDICTS:
    ENTRIES.labels(_verdict)
for _condition in CONDITION_NAMES:
    CONDITIONS.labels(_condition)
for _times in SILENCES:
    SILENCE.labels(str(_times))
for _outcome in PAGE_OUTCOMES:
    PAGES.labels(_outcome)
for _outcome in PUSH_OUTCOMES:
    PUSHES.labels(_outcome)
