"""The metrics that all stages share. Label values are constants of the code: a loop's name, a topic, a kind."""

from prometheus_client import Counter, Gauge, Histogram, Info

BUILD = Info("figurewatch_build", "The stage that runs here, its release, and the bus that it is on.")
HANDLED = Counter(
    "figurewatch_messages_handled_total",
    "Messages that a loop has finished with, by outcome: done or dead (moved to the dead letters).",
    ["loop", "outcome"],
)
PUBLISHED = Counter(
    "figurewatch_messages_published_total", "Messages published by a loop, by topic.", ["loop", "topic"]
)
FAILURES = Counter(
    "figurewatch_failures_total",
    "Failures of handling, by whose fault: message, world (Kafka or Redis away) or ours.",
    ["loop", "fault"],
)
HANDLING = Histogram(
    "figurewatch_handling_seconds",
    "Seconds that handling one message took; of several that were handled together, the share of each.",
    ["loop"],
    buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
)
COMMITTING = Histogram(
    "figurewatch_commit_seconds",
    "Seconds that one flush and commit took, for all messages of a batch together.",
    ["loop"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30),
)
BATCH = Histogram(
    "figurewatch_batch_messages",
    "Messages that were committed together.",
    ["loop"],
    buckets=(1, 2, 5, 10, 20, 50, 100, 200),
)
LAG_MESSAGES = Gauge(
    "figurewatch_lag_messages", "Messages not yet acknowledged on the partitions that this process holds.", ["loop"]
)
LAG_SECONDS = Gauge(
    "figurewatch_lag_seconds", "Age of the oldest message not yet acknowledged on the partitions held.", ["loop"]
)
REWOUND = Counter(
    "figurewatch_rewound_total",
    "How often a loop went back in a partition, because Redis had lost what came of the last messages.",
    ["loop"],
)
STALLS = Counter(
    "figurewatch_stalls_total",
    "How often a loop joined its group again, because it finished nothing although messages waited.",
    ["loop"],
)
HALTED = Gauge(
    "figurewatch_halted", "1 while a loop has stopped consuming because of too many dead letters, else 0.", ["loop"]
)
AWAY = Gauge(
    "figurewatch_world_away", "1 while a loop, or a stage that starts, waits for Kafka or Redis, else 0.", ["loop"]
)
LAST_TURN = Gauge("figurewatch_last_turn_timestamp_seconds", "When a loop last turned, seconds since 1970.", ["loop"])
