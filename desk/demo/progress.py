"""How far the service has come with the sample articles: counted on the bus, as any reader of its topics could."""

from alerts.messages import TOPIC as CONTRADICTIONS
from alerts.messages import Contradiction
from enrich.messages import TOPIC as CLAIMS
from enrich.messages import ArticleClaims
from ingest.messages import TOPIC as ARTICLES
from ingest.messages import Article
from wire.bus.port import Bus, Consumer
from wire.codec import decode
from wire.deadletters import letters, topics

GROUP = "demo"


class Progress:
    """Reads along on all three topics, in a group of its own; `judge` is the group of the stage that reads claims.

    Make it before the stages start: what a topic has done with before the group is there, it never sees. And it never
    acknowledges: what every group there is has acknowledged is deleted, and a stage's group may not be there yet.
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

    def look(self) -> bool:
        """Count what has arrived since the last look; return whether anything has. Raises `BusAway`."""
        arrived = False
        for topic, consumer in self._consumers.items():
            for message in consumer.poll(wait=0.01):
                self._count(topic, message.value)
                arrived = True
        return arrived

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

    def judged(self, articles: int) -> bool:
        """Whether `articles` articles have come as far as the judge, and it is done with them. Raises `BusAway`."""
        if len(self.articles) < articles or self.read != self.articles:
            return False
        return self._bus.backlog(CLAIMS, self._judge) == 0

    def done(self, articles: int, delivered: set[str]) -> bool:
        """Whether `articles` articles went all the way, and every alert on them is among the `delivered` ids."""
        # The judge publishes before it acknowledges: once nothing is left to it, all alerts are on their topic.
        return self.judged(articles) and not self.look() and self.told <= delivered

    def dead(self) -> str | None:
        """Return what went wrong with the first message that was given up, None where none was. Raises `BusAway`."""
        for topic in topics():
            for message in letters(self._bus, topic):
                return message.headers.get("error", "unknown")
        return None

    def close(self) -> None:
        """Leave the topics."""
        for consumer in self._consumers.values():
            consumer.close()
