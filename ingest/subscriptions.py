"""Subscriptions to hubs, kept in Redis: `ingest:websub:PATH` each, by the path of its callback."""

import secrets
from typing import Any

import msgspec
import redis

from ingest.seen.away import away
from ingest.seen.redis import feed_key
from ingest.websub import LONGEST, Subscription


class Subscriptions:
    """The subscriptions on the Redis that `client` reaches, under `namespace`. Raises `SeenAway`."""

    def __init__(self, client: "redis.Redis", *, namespace: str) -> None:
        self._client = client
        self._prefix = f"{namespace}:ingest:websub:"

    def of_feed(self, feed: str) -> Subscription | None:
        """Return the subscription to the feed, None where there is none."""
        return self.by_path(feed_key(feed))

    def by_path(self, path: str) -> Subscription | None:
        """Return the subscription whose callback has this path, None where there is none."""
        if not path.isalnum() or len(path) > 64:
            return None
        with away():
            data: Any = self._client.get(self._prefix + path)
        try:
            return msgspec.json.decode(data, type=Subscription) if data else None
        except msgspec.DecodeError:
            return None

    def ask(self, *, feed: str, hub: str, topic: str, now: int) -> tuple[Subscription, str]:
        """Note that the hub is asked now; return the subscription and the path of its callback.

        The secret of a subscription that is only renewed stays: pushes under it may be on their way.
        """
        known = self.of_feed(feed)
        if known is not None and (known.hub, known.topic) == (hub, topic):
            asked = msgspec.structs.replace(known, asked=now, status="active" if known.until > now else "asked")
        else:
            asked = Subscription(feed=feed, hub=hub, topic=topic, secret=secrets.token_urlsafe(32), asked=now)
        self.save(asked)
        return asked, feed_key(feed)

    def deny(self, subscription: Subscription) -> None:
        """Note that the hub does not let us have it."""
        self.save(msgspec.structs.replace(subscription, status="denied", until=0))

    def save(self, subscription: Subscription) -> None:
        """Write a subscription."""
        with away():
            key = self._prefix + feed_key(subscription.feed)
            self._client.set(key, msgspec.json.encode(subscription), ex=2 * LONGEST)
