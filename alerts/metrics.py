"""All metrics of the alert stage. Kinds of channels come from the settings, so there are few."""

from prometheus_client import Counter, Gauge, Histogram

CONTRADICTIONS = Counter(
    "figurewatch_alert_contradictions_total",
    "Contradictions found, by relation, and by age: news, or stale (told to nobody). Redelivery counts again.",
    ["relation", "age"],
)
JUDGED = Counter("figurewatch_alert_claims_judged_total", "Claims put to the judge. Redelivery counts again.")
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
DELAY = Histogram(
    "figurewatch_alert_delay_seconds",
    "Seconds from the fetching of an article to the channel's answer, by kind of channel.",
    ["kind"],
    buckets=(0.25, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 900, 3600, 21600),
)
WAITING = Gauge("figurewatch_alert_waiting", "Messages that wait for delivery, by kind of channel.", ["kind"])
