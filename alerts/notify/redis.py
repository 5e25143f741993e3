"""Due jobs in Redis (6.2 or newer).

Keys, all under "NAMESPACE:n:" and all with an expiry:

    c:ID             the contradiction, as it travels
    s:CHANNEL:ID     what became of the job: due, sent or gone; while it is there, no second job is made
    d:CHANNEL        sorted set: ids of the channel's open jobs by the time at which they are due
    t:CHANNEL        hash: id to attempts
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

import redis

from alerts.messages import Contradiction
from alerts.notify.jobs import REMEMBERED, Job, JobsAway
from wire.codec import Undecodable, decode, encode
from wire.deadletters import one_line
from wire.redis import is_away

log = logging.getLogger(__name__)

OPEN = 30 * 86_400
"""Seconds that an open job lives: far longer than all its attempts take."""


class RedisJobs:
    """Keeps jobs in Redis; see `alerts.notify.jobs` for the contract."""

    def __init__(self, client: "redis.Redis", *, namespace: str) -> None:
        """Use `client`, which must return bytes, with keys under `namespace`; nothing is sent before the first call."""
        self._client: Any = client
        self._prefix = f"{namespace}:n:"
        self._adding: Any = client.register_script(_script("add.lua"))
        self._leasing: Any = client.register_script(_script("lease.lua"))

    def add(self, contradiction: Contradiction, channels: Sequence[str], now: datetime) -> Sequence[str]:
        """Make jobs, due at `now`; return the channels that have a new one. Raises `JobsAway`."""
        if not channels:
            return []
        keys = [self._key("c", contradiction.id)]
        for channel in channels:
            keys += [self._key("s", f"{channel}:{contradiction.id}"), self._key("d", channel)]
        values = [contradiction.id, encode(contradiction), now.timestamp(), REMEMBERED, OPEN]
        with _reached():
            return [channels[place] for place in self._adding(keys, values)]

    def lease(self, channel: str, now: datetime, until: datetime) -> Job | datetime | None:
        """Return a due job of `channel`, leased until `until`; or when the next is due; or None. Raises `JobsAway`."""
        keys = [self._key("d", channel), self._key("t", channel)]
        while True:
            with _reached():
                found = self._leasing(keys, [now.timestamp(), until.timestamp(), self._key("c", "")])
            if found is None:
                return None
            if isinstance(found, bytes):
                return datetime.fromtimestamp(float(found), UTC)
            try:
                return Job(channel=channel, attempt=int(found[1]), contradiction=decode(found[2], Contradiction))
            except Undecodable as error:  # written by a later release, say
                log.error("job dropped", extra={"channel": channel, "error": one_line(str(error))})
                self._settle(channel, found[0].decode(), "gone")

    def done(self, job: Job) -> None:
        """Note that `job` was delivered. Raises `JobsAway`."""
        self._settle(job.channel, job.contradiction.id, "sent")

    def give_up(self, job: Job) -> None:
        """Note that `job` will not be tried again. Raises `JobsAway`."""
        self._settle(job.channel, job.contradiction.id, "gone")

    def retry(self, job: Job, at: datetime) -> None:
        """Make `job` due again at `at`. Raises `JobsAway`."""
        with _reached():
            self._client.zadd(self._key("d", job.channel), {job.contradiction.id: at.timestamp()}, xx=True)

    def waiting(self, channel: str) -> int:
        """Return how many jobs of `channel` are not settled. Raises `JobsAway`."""
        with _reached():
            return int(self._client.zcard(self._key("d", channel)))

    def _settle(self, channel: str, id: str, end: str) -> None:
        with _reached():
            together = self._client.pipeline(transaction=True)
            together.zrem(self._key("d", channel), id)
            together.hdel(self._key("t", channel), id)
            together.set(self._key("s", f"{channel}:{id}"), end, ex=REMEMBERED)
            together.execute()

    def _key(self, kind: str, name: str) -> str:
        return f"{self._prefix}{kind}:{name}"


def _script(name: str) -> str:
    return files("alerts.notify").joinpath(name).read_text(encoding="utf-8")


@contextmanager
def _reached() -> Iterator[None]:
    """Turn the failures of a server that is away, loading, full or only readable into `JobsAway`."""
    try:
        yield
    except redis.RedisError as error:
        # What a script ran into comes as a plain error that quotes it ("-OOM command not allowed").
        if not is_away(error) and not any(word in str(error) for word in ("-OOM", "-READONLY", "-MISCONF")):
            raise
        raise JobsAway(f"the Redis that holds the due jobs does not answer: {error}") from error
