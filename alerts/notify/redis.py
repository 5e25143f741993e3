"""What is to be sent, in Redis (6.2 or newer).

Keys, all under "NAMESPACE:n:" and all with an expiry:

    c:ID                the news, as they travel
    s:CHANNEL:ID        what became of them on the channel: due, sent, gone or held; while it is there, they are not
                        put in again
    d:CHANNEL           sorted set: the channel's threads by the time at which they are due
    h:CHANNEL:THREAD    hash: first (what was said first), last (when the last message was sent), and while leased hand
                        (ids of the news of the job), attempt, and begun, where a try has begun and not failed
    p:CHANNEL:THREAD    list: ids of the news that wait
"""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

import redis

from alerts.messages import Contradiction
from alerts.notify.away import reached
from alerts.notify.jobs import MOST, REMEMBERED, Job
from alerts.notify.news import News, Said, read_news
from wire.codec import Undecodable, decode, encode
from wire.deadletters import one_line

log = logging.getLogger(__name__)

SCRIPTS = ("add", "lease", "begin", "settle", "retry")


class RedisJobs:
    """Keeps jobs in Redis; see `alerts.notify.jobs` for the contract."""

    def __init__(self, client: "redis.Redis", *, namespace: str, fold: float = 30.0) -> None:
        """Use `client`, which must return bytes, with keys under `namespace`; nothing is sent before the first call.

        What comes within `fold` seconds of a message is folded into the next.
        """
        self._client: Any = client
        self._prefix = f"{namespace}:n:"
        self._fold = fold
        self._scripts: dict[str, Any] = {name: client.register_script(_script(f"{name}.lua")) for name in SCRIPTS}

    def add(
        self, news: News, channels: Sequence[str], now: datetime, *, thread: str, due: datetime | None = None
    ) -> Sequence[str]:
        """Put `news` into `thread` of each of `channels`; return those that did not have them. Raises `StoreAway`."""
        keys = [self._key("c", news.id)]
        for channel in channels:
            keys += [self._key("s", f"{channel}:{news.id}"), *self._thread(channel, thread), self._key("d", channel)]
        at = "" if due is None else due.timestamp()
        values = [news.id, encode(news), now.timestamp(), self._fold, at, thread, REMEMBERED]
        with reached():
            return [channels[place] for place in self._scripts["add"](keys, values)]

    def lease(self, channel: str, now: datetime, until: datetime) -> Job | datetime | None:
        """Return what is due on `channel` at `now`, leased until `until`; or when something is due; or None.

        Raises `StoreAway`.
        """
        prefixes = [self._key("h", f"{channel}:"), self._key("p", f"{channel}:"), self._key("c", "")]
        most = MOST if self._fold else 1
        values = [now.timestamp(), until.timestamp(), *prefixes, most, REMEMBERED]
        while True:
            with reached():
                found = self._scripts["lease"]([self._key("d", channel)], values)
            if found is None:
                return None
            if isinstance(found, bytes):
                return datetime.fromtimestamp(float(found), UTC)
            thread, attempt, first, begun, *texts = found
            ids = [id.decode() for id in texts[::2]]
            job = Job(
                channel=channel,
                thread=thread.decode(),
                attempt=attempt,
                news=tuple(_readable(ids, texts[1::2], channel)),
                first=_said(first),
                unsure=bool(begun),
            )
            if len(job.news) == len(ids):
                return job
            self._drop_unreadable(job, ids, now)

    def begin(self, job: Job) -> bool:
        """Note that `job` is about to be sent; return whether it is still to be. Raises `StoreAway`."""
        with reached():
            return bool(self._scripts["begin"]([self._thread(job.channel, job.thread)[1]], [_hand(job)]))

    def done(self, job: Job, said: Said) -> bool:
        """Note that `job` was delivered; return whether it was still to be settled. Raises `StoreAway`."""
        return self._settle(job, "sent", said.at, said=said)

    def give_up(self, job: Job) -> bool:
        """Note that `job` will not be sent; return whether it was still to be settled. Raises `StoreAway`."""
        return self._settle(job, "gone")

    def hold(self, job: Job, thread: str, due: datetime) -> bool:
        """Move the news of `job` to another `thread` of its channel. Raises `StoreAway`."""
        return self._settle(job, "held", other=thread, due=due.timestamp())

    def retry(self, job: Job, at: datetime) -> None:
        """Make `job` due again at `at`. Raises `StoreAway`."""
        keys = [self._key("d", job.channel), self._thread(job.channel, job.thread)[1]]
        with reached():
            self._scripts["retry"](keys, [_hand(job), job.thread, at.timestamp(), int(job.unsure)])

    def waiting(self, channel: str) -> int:
        """Return how many pieces of news for `channel` are not settled. Raises `StoreAway`."""
        with reached():
            threads = [name.decode() for name in self._client.zrange(self._key("d", channel), 0, -1)]
            asking = self._client.pipeline(transaction=False)
            for each in threads:
                waiting, state = self._thread(channel, each)
                asking.llen(waiting)
                asking.hget(state, "hand")
            answers = asking.execute()
        return int(sum(answers[::2])) + sum(len(hand.split()) for hand in answers[1::2] if hand)

    def contradiction(self, id: str) -> Contradiction | None:
        """Return the contradiction called `id`, None where it is not known (any more). Raises `StoreAway`."""
        with reached():
            text = self._client.get(self._key("c", id))
        try:
            return None if text is None else decode(text, Contradiction)
        except Undecodable:
            return None

    def _settle(
        self,
        job: Job,
        end: str,
        now: datetime | None = None,
        *,
        said: Said | None = None,
        other: str = "",
        due: float = 0.0,
    ) -> bool:
        waiting, state = self._thread(job.channel, job.thread)
        keys = [self._key("d", job.channel), state, waiting, self._thread(job.channel, other)[0]]
        at = 0.0 if now is None else now.timestamp()
        values: list[str | float | bytes] = [_hand(job), job.thread, at, self._fold, REMEMBERED]
        values += [b"" if said is None else encode(said), self._key("s", f"{job.channel}:"), end, other, due]
        with reached():
            return bool(self._scripts["settle"](keys, values))

    def _drop_unreadable(self, job: Job, ids: Sequence[str], now: datetime) -> None:
        """Leave out of the job's thread what could not be read (written by a later release, say)."""
        state = self._thread(job.channel, job.thread)[1]
        with reached():
            together = self._client.pipeline(transaction=True)
            if job.news:
                together.hset(state, mapping={"hand": _hand(job), "attempt": 0})
            else:
                together.hdel(state, "hand", "attempt", "begun")
            together.zadd(self._key("d", job.channel), {job.thread: now.timestamp()}, xx=True)
            for id in set(ids) - {news.id for news in job.news}:
                together.set(self._key("s", f"{job.channel}:{id}"), "gone", ex=REMEMBERED)
            together.execute()

    def _thread(self, channel: str, thread: str) -> list[str]:
        return [self._key("p", f"{channel}:{thread}"), self._key("h", f"{channel}:{thread}")]

    def _key(self, kind: str, name: str) -> str:
        return f"{self._prefix}{kind}:{name}"


def _hand(job: Job) -> str:
    return " ".join(news.id for news in job.news)


def _readable(ids: Sequence[str], texts: Sequence[bytes], channel: str) -> list[News]:
    found = []
    for id, text in zip(ids, texts, strict=True):
        try:
            found.append(read_news(id, text))
        except Undecodable as error:
            log.error("news dropped", extra={"channel": channel, "news": id, "error": one_line(str(error))})
    return found


def _said(text: bytes) -> Said | None:
    try:
        return decode(text, Said) if text else None
    except Undecodable:
        return None


def _script(name: str) -> str:
    return files("alerts.notify").joinpath(name).read_text(encoding="utf-8")
