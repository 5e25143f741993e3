"""The condition of a feed, in one word: what the gauges count and what ops are told of."""

from datetime import datetime
from typing import Literal

from ingest.schedule import silent
from ingest.seen.port import FeedState

Condition = Literal["new", "healthy", "silent", "failing", "gone"]

TOLD: dict[Condition, str] = {
    "gone": "is gone for good, says its server (status 410); it is asked once a day",
    "silent": "has had no new article for long, by its own rhythm; is it still alive?",
}
"""Conditions that ops are told of when they begin, as what follows the feed's address."""


def condition(state: FeedState, now: datetime) -> Condition:
    """Return the condition of a feed of which `state` is known.

    "new": never polled; "healthy": the last poll succeeded; "silent": that too, and no new article for long by the
    feed's own rhythm; "gone": its server says for good; "failing": any other failure.
    """
    if state.kind == "gone":
        return "gone"
    if state.failures:
        return "failing"
    if state.succeeded is None:
        return "new"
    return "silent" if silent(state.rhythm, now) else "healthy"
