"""The topics that exist and how long each keeps its messages."""

from typing import Final

DAY = 86_400

ARTICLES: Final = "articles"
CLAIMS: Final = "claims"
CONTRADICTIONS: Final = "contradictions"

RETENTION: Final = {
    ARTICLES: 7 * DAY,
    CLAIMS: 7 * DAY,
    CONTRADICTIONS: 30 * DAY,
    f"{ARTICLES}.dead": 30 * DAY,
    f"{CLAIMS}.dead": 30 * DAY,
    f"{CONTRADICTIONS}.dead": 30 * DAY,
}
"""Topic, without namespace, to the seconds for which a message is kept."""


def dead(topic: str) -> str:
    """Return the topic of the dead letters of `topic`."""
    return f"{topic}.dead"


def retention(topic: str) -> int:
    """Return the seconds for which `topic` keeps a message; 7 days for one that is not on the list."""
    return RETENTION.get(topic, 7 * DAY)
