"""All metrics of the evidence pages. A page is the name of its route, never an address."""

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Histogram(
    "figurewatch_pages_seconds",
    "Seconds that answering a request took, by page.",
    ["page"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5),
)
ANSWERS = Counter("figurewatch_pages_answers_total", "Requests answered, by class of HTTP status.", ["status"])
VERDICTS = Gauge(
    "figurewatch_feedback_alerts",
    "Alerts that people have judged, by what they said: right, wrong, not_same. The same in every process.",
    ["verdict"],
)
