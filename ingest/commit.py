"""From polled feeds to the bus and into the seen-state, a batch at a time and in an order that survives a crash.

1. Reserve: decide for each article whether its text is news, and write the revision numbers of those that are.
2. Publish them, and flush once.
3. Record: validators, body hashes, due times and settled articles, in one transaction.

A crash or an error between any two steps leaves nothing to repair: the next poll does the same again, with the same
numbers (see ingest.seen.port).
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from ingest import metrics
from ingest.drafts import Draft, article
from ingest.messages import TOPIC, Article
from ingest.novelty import Verdict, weigh
from ingest.outlook import Outlook, settled
from ingest.seen.port import Record, Seen, SeenStore, Visit
from ingest.seen.redis import feed_key
from wire.bus.port import Outgoing, Producer
from wire.codec import encode
from wire.faults import MessageFault

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """A poll as far as it goes without the bus.

    Attributes:
        record: what is to be remembered of the feed; None for what is no poll of one (a page, a push).
        outlook: what decides when the feed is due once it is known what is new; None where nothing was read.
        drafts: the articles in its document, none where nothing changed or the poll failed.
        fetched: when the document came, milliseconds since the epoch.
        backfilled: whether its articles are to notify nobody.
        visits: when pages of its articles are to be read next, None for no more.
    """

    record: Record | None
    outlook: Outlook | None = None
    drafts: Sequence[Draft] = ()
    fetched: int = 0
    backfilled: bool = False
    visits: Mapping[str, Visit | None] = field(default_factory=dict)

    def settled(self, new: int) -> Record | None:
        """Return what is to be remembered of the feed, `new` of its articles being news."""
        if self.record is None or self.outlook is None:
            return self.record
        return settled(self.record, self.outlook, new)


@dataclass(slots=True)
class _Plan:
    """What a batch comes to: articles to publish in order, what is known after it, and the count of each verdict."""

    articles: list[Article] = field(default_factory=list)
    seen: dict[str, Seen] = field(default_factory=dict)
    reserved: dict[str, Seen] = field(default_factory=dict)
    verdicts: dict[Verdict, int] = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)


class Committer:
    """Publishes what is new in polled feeds and remembers it. Blocking; one call at a time."""

    def __init__(self, store: SeenStore, producer: Producer) -> None:
        self._store = store
        self._producer = producer

    def commit(self, batch: Sequence[Polled]) -> Sequence[Record]:
        """Publish the news in `batch`, then record it; return what was recorded of its feeds.

        Raises `SeenAway` and `BusAway`; then call again with the same batch.
        """
        plan = _plan(batch, {})

        def decide(known: Mapping[str, Seen]) -> Mapping[str, Seen]:
            nonlocal plan
            plan = _plan(batch, known)
            return plan.reserved

        self._store.reserve(list(dict.fromkeys(draft.id for polled in batch for draft in polled.drafts)), decide)
        unpublishable = self._publish(plan.articles)
        published = {message.id for message in plan.articles}
        self._store.record(
            plan.records,
            {
                i: msgspec.structs.replace(seen, settled=True) if i in published else seen
                for i, seen in plan.seen.items()
            },
            {i: visit for polled in batch for i, visit in polled.visits.items()},
        )
        for message in plan.articles:
            log.debug("published", extra={"article": message.id, "revision": message.revision, "url": message.url})
        for verdict, count in plan.verdicts.items():
            metrics.ENTRIES.labels(verdict).inc(count)
        metrics.ENTRIES.labels("unpublishable").inc(unpublishable)
        metrics.BACKFILLED.inc(sum(message.backfilled for message in plan.articles))
        metrics.CUT.inc(sum(message.cut for message in plan.articles))
        return plan.records

    def _publish(self, articles: Sequence[Article]) -> int:
        """Publish and flush `articles`; return how many the bus refused."""
        refused = 0
        for message in articles:
            try:
                self._producer.publish(Outgoing(topic=TOPIC, key=message.id, value=encode(message)))
            except MessageFault as error:
                # Settled all the same: it would be refused at every poll.
                refused += 1
                log.warning("article %s cannot be published: %s", message.id, error, extra={"feed": message.feed})
        if articles:
            self._producer.flush()
        return refused


def _plan(batch: Sequence[Polled], known: Mapping[str, Seen]) -> _Plan:
    """Decide over the drafts of `batch` one after another, each knowing what those before it have come to. Pure."""
    plan = _Plan()
    sent: set[tuple[str, int]] = set()
    for polled in batch:
        news = 0
        for draft in polled.drafts:
            verdict, seen = weigh(
                content_hash=draft.content_hash,
                size=draft.size,
                feed=feed_key(draft.source.url),
                entry_hash=draft.entry_hash,
                text_from=draft.text_from,
                seen=plan.seen.get(draft.id, known.get(draft.id)),
                now=polled.fetched,
            )
            if verdict == "repeated" and (draft.id, seen.revision) in sent:
                verdict = "duplicate"  # cross-posted in another feed of this batch
            plan.seen[draft.id] = seen
            plan.verdicts[verdict] = plan.verdicts.get(verdict, 0) + 1
            if verdict == "duplicate":
                continue
            news += 1
            if verdict != "repeated":
                plan.reserved[draft.id] = seen
            sent.add((draft.id, seen.revision))
            plan.articles.append(
                article(draft, revision=seen.revision, replaced=seen.replaced, backfilled=polled.backfilled)
            )
        record = polled.settled(news)
        if record is not None:
            plan.records.append(record)
    return plan
