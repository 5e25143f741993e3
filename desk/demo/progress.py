"""How far the service has come with the sample articles: counted on the bus, as any reader of its topics could."""

from alerts.messages import TOPIC as CONTRADICTIONS
from alerts.messages import Contradiction
from enrich.messages import TOPIC as CLAIMS
from enrich.messages import ArticleClaims
from ingest.messages import TOPIC as ARTICLES
from ingest.messages import Article
from wire.bus.port import Bus, Consumer
from wire.codec import decode

GROUP = "demo"


class Progress:
    """Reads along on all three topics, in a group of its own; `judge` is the group of the stage that reads claims.

    Make it before the stages start: what a topic has done with before the group is there, it never sees.
    """

    def __init__(self, bus: Bus, *, judge: str) -> None:
        self._bus = bus
        self._judge = judge
        self._consumers: dict[str, Consumer] = {
            topic: bus.consumer(topic, GROUP) for topic in (ARTICLES, CLAIMS, CONTRADICTIONS)
        }
        self.articles: set[tuple[str, int]] = set()
        self.read: set[tuple[str, int]] = set()
        self.claims = 0
        self.told: set[str] = set()
        self.look()

    def look(self) -> None:
        """Count what has arrived since the last look. Raises `BusAway`."""
        for topic, consumer in self._consumers.items():
            messages = consumer.poll(wait=0.01)
            for message in messages:
                self._count(topic, message.value)
            consumer.acknowledge(messages)

    def _count(self, topic: str, value: bytes) -> None:
        if topic == ARTICLES:
            article = decode(value, Article)
            self.articles.add((article.id, article.revision))
        elif topic == CLAIMS:
            claims = decode(value, ArticleClaims)
            if (claims.article, claims.revision) not in self.read:
                self.read.add((claims.article, claims.revision))
                self.claims += len(claims.claims)
        else:
            self.told.add(decode(value, Contradiction).id)

    def done(self, articles: int, delivered: set[str]) -> bool:
        """Whether `articles` articles went all the way, and every alert on them is among the `delivered` ids."""
        if len(self.articles) < articles or self.read != self.articles:
            return False
        # The judge publishes before it acknowledges: once nothing is left to it, all alerts are on their topic.
        if self._bus.backlog(CLAIMS, self._judge) or self._bus.backlog(CONTRADICTIONS, GROUP):
            return False
        return self.told <= delivered

    def close(self) -> None:
        """Leave the topics."""
        for consumer in self._consumers.values():
            consumer.close()
