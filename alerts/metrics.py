"""All metrics of the alert stage. Kinds of channels come from the settings, so there are few."""

from typing import get_args

from prometheus_client import Counter, Gauge, Histogram

from alerts.messages import Relation

CONTRADICTIONS = Counter(
    "figurewatch_alert_contradictions_total",
    "Contradictions found, by relation, and by age: news, or stale (told to nobody). Redelivery counts again.",
    ["relation", "age"],
)
JUDGED = Counter("figurewatch_alert_claims_judged_total", "Claims put to the judge. Redelivery counts again.")
REFUSED = Counter(
    "figurewatch_alert_claims_refused_total",
    "Claims not judged because no figure has such numbers. Redelivery counts again.",
)
QUEUED = Counter("figurewatch_alert_queued_total", "Messages queued for a channel, by kind of channel.", ["kind"])
UNWANTED = Counter(
    "figurewatch_alert_unwanted_total", "Contradictions that a subscriber does not want, by what decided it.", ["by"]
)
DELIVERIES = Counter(
    "figurewatch_alert_deliveries_total",
    "Tries to deliver a message, by kind of channel and outcome: sent, or why it failed.",
    ["kind", "outcome"],
)
GIVEN_UP = Counter(
    "figurewatch_alert_given_up_total", "Messages given up after all attempts, by kind of channel.", ["kind"]
)
TEMPLATE_FAILURES = Counter(
    "figurewatch_alert_template_failures_total",
    "Texts that a template of the desk's own could not make, so that the built-in one was sent, by template.",
    ["template"],
)
DELAY = Histogram(
    "figurewatch_alert_delay_seconds",
    "Seconds from the fetching of an article (of the two, the one fetched last) to the channel's answer, by kind of "
    "channel.",
    ["kind"],
    buckets=(0.25, 0.5, 1, 2, 3, 5, 10, 20, 30, 60, 120, 300, 900, 3600, 21600),
)
AGE = Histogram(
    "figurewatch_alert_age_seconds",
    "Seconds from publication, by the publisher's clock, to the channel's answer, by kind of channel.",
    ["kind"],
    buckets=(1, 5, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21600, 86400),
)
WAITING = Gauge(
    "figurewatch_alert_waiting",
    "Messages that wait for delivery, by kind of channel. The same in every process.",
    ["kind"],
)
DISPUTED = Gauge(
    "figurewatch_disputed_quantities",
    "Quantities on which reports of a day disagree, by relation, measure and place; the 40 places with the most "
    "are named, the others are elsewhere. The same in every process.",
    ["relation", "measure", "place"],
)
QUANTITIES = Gauge(
    "figurewatch_ledger_quantities",
    "Quantities that the ledger holds, counted every ten minutes. The same in every process.",
)
REDIS_USED = Gauge(
    "figurewatch_redis_used_bytes", "Memory of the Redis that holds the ledger and all else. The same in every process."
)
REDIS_LIMIT = Gauge(
    "figurewatch_redis_limit_bytes",
    "The most memory that this Redis may take: its maxmemory, else its machine's; 0 where it does not say. "
    "The same in every process.",
)

# Every label value is there from the start, so that rates begin at zero.
for _relation in get_args(Relation):
    for _age in ("news", "stale"):
        CONTRADICTIONS.labels(_relation, _age)
