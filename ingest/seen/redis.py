"""The seen-state in Redis.

Keys, behind the namespace: `ingest:feed:KEY` a hash with state, due, attempt and url; `ingest:lease:KEY` the holder's
name; `ingest:alive:NAME` a holder's sign of life; `ingest:seen:ID` an article; `ingest:visits` article ids by the time
at which their page is due, `ingest:visit:ID` each; and those of `ingest.seen.places`.

A lease holds while its holder's sign of life is there: one key to renew for ten thousand feeds, and all of them free
six seconds after a crash.
"""

import hashlib
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
import redis

from ingest.hosts import host_of
from ingest.seen.away import away
from ingest.seen.places import Places
from ingest.seen.port import (
    NO_VISITS,
    SEEN_KEPT,
    STATE_KEPT,
    UNVISITED,
    Claim,
    FeedState,
    Later,
    Listed,
    Record,
    Seen,
    Visit,
    Wanted,
)
from ingest.seen.scripts import CLAIM, VISITS

ALIVE = 6_000
"""Milliseconds that a sign of life lasts."""

_LEASE = 600_000
"""Milliseconds after which a lease is forgotten whatever its holder says; far above what a poll can take."""


def feed_key(url: str) -> str:
    """Return the short name of a feed in keys and in `Seen.given`."""
    return hashlib.sha256(url.encode()).hexdigest()[:16]


class RedisSeen:
    """The seen-state on the Redis that `client` reaches (bytes, not decoded), under `namespace`.

    `places` are those that claims take at hosts; without any, as many as there are feeds.
    """

    def __init__(self, client: "redis.Redis", *, namespace: str, places: Places | None = None) -> None:
        self._client = client
        self._places = places
        self._prefix = f"{namespace}:ingest:"
        self._name = uuid.uuid4().hex if places is None else places.name
        self._claim = client.register_script(CLAIM)
        self._visits = client.register_script(VISITS)

    def renew(self) -> None:
        """Give a sign of life."""
        with away():
            self._client.set(f"{self._prefix}alive:{self._name}", b"1", px=ALIVE)

    def resign(self) -> None:
        """Take back the sign of life."""
        with away():
            self._client.delete(f"{self._prefix}alive:{self._name}")

    def claim(self, wanted: Sequence[Wanted], now: int) -> Sequence[Claim | Later]:
        """Claim those of the feeds that are due at `now`, and note the attempt."""
        if not wanted:
            return []
        with away(), self._client.pipeline(transaction=False) as pipe:
            pipe.set(f"{self._prefix}alive:{self._name}", b"1", px=ALIVE)
            for each in wanted:
                url, due = each.url, now + each.interval
                keys = [self._feed(url), self._lease(url)]
                args: list[str | int] = [now, self._name, f"{self._prefix}alive:", _LEASE, STATE_KEPT, url, due]
                if self._places is not None:
                    host, places = host_of(url), self._places
                    keys.append(places.rest(host))
                    args += [places.place(host), places.per_host, places.hold, each.pause, places.named(url)]
                self._claim(keys=keys, args=args, client=pipe)
            answers = pipe.execute()[1:]
        return [_answer(each.url, answer) for each, answer in zip(wanted, answers, strict=True)]

    def reserve(
        self, ids: Sequence[str], decide: Callable[[Mapping[str, Seen]], Mapping[str, Seen]]
    ) -> Mapping[str, Seen]:
        """Show `decide` what is known of the articles, write what it returns, and return that."""
        if not ids:
            return {}
        with away(), self._client.pipeline(transaction=True) as pipe:
            while True:
                try:
                    decided = decide(self._watched(pipe, ids))
                    pipe.multi()
                    self._put(pipe, decided)
                    if decided:
                        pipe.execute()
                    return decided
                except redis.WatchError:
                    continue

    def known(self, ids: Sequence[str]) -> Mapping[str, Seen]:
        """Return what is known of the articles `ids`."""
        if not ids:
            return {}
        with away():
            return _decoded(ids, self._client.mget([self._seen(i) for i in ids]))

    def record(
        self, records: Sequence[Record], seen: Mapping[str, Seen], visits: Mapping[str, Visit | None] = NO_VISITS
    ) -> None:
        """End polls in one transaction."""
        with away(), self._client.pipeline(transaction=True) as pipe:
            while True:
                try:
                    known = self._watched(pipe, list(seen))
                    pipe.multi()
                    self._put(
                        pipe, {i: s for i, s in seen.items() if i not in known or known[i].revision <= s.revision}
                    )
                    for record in records:
                        key = self._feed(record.url)
                        pipe.hset(
                            key,
                            mapping={
                                "state": msgspec.json.encode(record.state),
                                "due": record.due,
                                "url": record.url,
                            },
                        )
                        pipe.hdel(key, "attempt")
                        pipe.expire(key, STATE_KEPT)
                        pipe.delete(self._lease(record.url))
                    for i, visit in visits.items():
                        self._put_visit(pipe, i, visit)
                    pipe.execute()
                    return
                except redis.WatchError:
                    continue

    def release(self, urls: Sequence[str]) -> None:
        """Give feeds back of which nothing was published."""
        with away(), self._client.pipeline(transaction=True) as pipe:
            for url in urls:
                pipe.hdel(self._feed(url), "attempt")
                pipe.delete(self._lease(url))
            pipe.execute()

    def visits(self, now: int, most: int) -> Sequence[Visit]:
        """Return at most `most` visits that are due at `now`, and put them off."""
        with away():
            found = self._visits(
                keys=[f"{self._prefix}visits"],
                args=[now, most, now + UNVISITED * 1000, f"{self._prefix}visit:"],
            )
        return [visit for data in found if (visit := _visit(data)) is not None]

    def listed(self, urls: Sequence[str]) -> Sequence[Listed]:
        """Return what is known of each feed and when it is due."""
        with away(), self._client.pipeline(transaction=False) as pipe:
            for url in urls:
                pipe.hmget(self._feed(url), ["state", "due"])
            return [
                Listed(state=_state(state), due=None if due is None else int(float(due)))
                for state, due in pipe.execute()
            ]

    def _watched(self, pipe: Any, ids: Sequence[str]) -> dict[str, Seen]:
        """Watch the keys of `ids` and return what they hold."""
        if not ids:
            return {}
        keys = [self._seen(i) for i in ids]
        pipe.watch(*keys)
        return _decoded(ids, pipe.mget(keys))

    def _put(self, pipe: Any, seen: Mapping[str, Seen]) -> None:
        for i, known in seen.items():
            pipe.set(self._seen(i), msgspec.json.encode(known), ex=SEEN_KEPT)

    def _put_visit(self, pipe: Any, article: str, visit: Visit | None) -> None:
        due, key = f"{self._prefix}visits", f"{self._prefix}visit:{article}"
        if visit is None:
            pipe.zrem(due, article)
            pipe.delete(key)
        else:
            pipe.zadd(due, {article: visit.due})
            pipe.set(key, msgspec.json.encode(visit), ex=SEEN_KEPT)

    def _feed(self, url: str) -> str:
        return f"{self._prefix}feed:{feed_key(url)}"

    def _lease(self, url: str) -> str:
        return f"{self._prefix}lease:{feed_key(url)}"

    def _seen(self, article: str) -> str:
        return f"{self._prefix}seen:{article}"


def _answer(url: str, answer: Sequence[bytes]) -> Claim | Later:
    match answer[0]:
        case b"later":
            return Later(url=url, due=int(float(answer[1])))
        case b"host":
            return Later(url=url, due=int(answer[1]), host=True)
        case b"held":
            return Later(url=url, due=None)
        case _:
            return Claim(url=url, state=_state(answer[1]), unfinished=answer[2] != b"")


def _decoded(ids: Sequence[str], values: Sequence[bytes | str | None]) -> dict[str, Seen]:
    return {i: msgspec.json.decode(value, type=Seen) for i, value in zip(ids, values, strict=True) if value is not None}


def _visit(data: bytes) -> Visit | None:
    """Return the visit that `data` encodes; None for one of another release that cannot be read."""
    try:
        return msgspec.json.decode(data, type=Visit)
    except msgspec.DecodeError:
        return None


def _state(data: bytes | None) -> FeedState:
    """Return the state that `data` encodes; one from another release that cannot be read counts as none."""
    try:
        return msgspec.json.decode(data, type=FeedState) if data else FeedState()
    except msgspec.DecodeError:
        return FeedState()
