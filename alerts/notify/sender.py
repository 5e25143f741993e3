"""A sender works off what is due on one channel, one message after the other, so that no channel waits for another."""

import logging
import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts import metrics
from alerts.channels.port import Channel, Failed
from alerts.letter import Letter
from alerts.messages import Contradiction
from alerts.notify.corrections import Corrections
from alerts.notify.deliveries import Deliveries, Delivery, Outcome
from alerts.notify.hours import is_quiet, next_digest, quiet_end
from alerts.notify.jobs import Job, Jobs
from alerts.notify.lines import Lines, down_for
from alerts.notify.news import DIGEST, LATER, NOTICES, Notice, Said
from alerts.notify.retry import delay
from alerts.render.background import Background
from alerts.render.message import Reader, compose_message
from wire.backoff import Backoff
from wire.clock import Clock
from wire.settings.model import SubscriberSettings
from wire.stop import Stop

log = logging.getLogger(__name__)

IDLE = 1.0
"""Seconds at most between two looks for what is due: what another process has queued comes without a call."""

LATE = timedelta(hours=1)
"""Age from which on what was not sent is told in a digest: a channel, or a service, that comes back is no flood."""

LONGEST_REST = 300.0
"""Seconds at most for which nothing is tried on a line that fails, unless the other side asked for more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What senders share: the stores that they read and write, and what is known of a contradiction.

    `silenced` returns the id of a silence that covers a contradiction, or ""; `background` what the ledger adds;
    `picture` the path of a contradiction's picture on the evidence pages, or ""; `refuted` whether people have said
    that its two figures do not contradict each other.
    """

    jobs: Jobs
    lines: Lines
    deliveries: Deliveries
    corrections: Corrections
    silenced: Callable[[Contradiction, datetime], str]
    background: Callable[[Contradiction], Background]
    picture: Callable[[Contradiction], str] = lambda _: ""
    refuted: Callable[[Contradiction], bool] = lambda _: False
    clock: Clock
    attempts: int = 10
    timeout: float = 15.0
    fallback_after: float = 900.0
    jitter: Callable[[], float] = random.random


class Sender:
    """Sends what is due for `channel`, as `wishes` want it."""

    def __init__(
        self,
        channel: Channel,
        wishes: SubscriberSettings,
        desk: Desk,
        *,
        rate: int | None = None,
        fallback: str | None = None,
    ) -> None:
        """Send at most `rate` alerts a minute; what fails for long goes to the channel called `fallback`.

        A job not settled after twice the timeout and five seconds counts as lost.
        """
        self._channel = channel
        self._wishes = wishes
        self._desk = desk
        self._rate = rate
        self._fallback = fallback
        self._lease = timedelta(seconds=2 * desk.timeout + 5)
        self._called = threading.Event()
        metrics.GIVEN_UP.labels(channel.kind)  # there from the start, so that the first one is an increase
        metrics.DELIVERIES.labels(channel.kind, "sent")

    @property
    def channel(self) -> Channel:
        """The channel that this sender sends to."""
        return self._channel

    def wake(self) -> None:
        """Say that something has been queued."""
        self._called.set()

    def run(self, stop: Stop) -> None:
        """Send until `stop`; what is in hand then is finished."""
        backoff = Backoff()
        while not stop:
            self._called.clear()
            try:
                wait = self.step()
                backoff.reset()
            except ConnectionError as error:
                log.warning(
                    "due news out of reach", extra={"channel": self._channel.name, "error": type(error).__name__}
                )
                stop.wait(backoff.next())
                continue
            if wait > 0:
                self._called.wait(min(wait, IDLE))

    def step(self) -> float:
        """Send one message that is due; return the seconds until it is worth looking again. Raises `StoreAway`."""
        desk, name, now = self._desk, self._channel.name, self._desk.clock.now()
        line = desk.lines.of(name)
        resting = line.rests_until is not None and line.rests_until > now
        handing_on = self._fallback is not None and down_for(line, now).total_seconds() >= desk.fallback_after
        if resting and not handing_on and line.rests_until is not None:
            return _seconds(line.rests_until, now)
        job = desk.jobs.lease(name, now, now + self._lease)
        if not isinstance(job, Job):
            return IDLE if job is None else max(0.0, _seconds(job, now))
        if resting:
            self._hand_on(job, "failing")
        elif job.attempt > desk.attempts:  # every try has ended with the process, or ran beyond the lease
            self._give_up(job, "interrupted")
        else:
            self._send(job, now)
        return 0.0

    def _send(self, job: Job, now: datetime) -> None:
        told = [each for each in job.news if isinstance(each, Contradiction) and not self._dropped(each, now)]
        notices = [each for each in job.news if isinstance(each, Notice)]
        if not told and not notices:
            self._desk.jobs.give_up(job)
            return
        if job.thread in (NOTICES, LATER):
            if is_quiet(now, self._wishes) and not any(each.urgent for each in notices):
                self._put_off(job, quiet_end(now, self._wishes))
                return
            letter = Letter(kind="notice", notices=tuple(notices))
        elif job.thread == DIGEST:
            if is_quiet(now, self._wishes):  # it failed when it was due
                self._desk.jobs.retry(job, quiet_end(now, self._wishes))
                return
            letter = Letter(kind="digest", contradictions=tuple(told))
        else:
            why = self._held(job, told, now)
            if job.unsure:
                # It may have arrived. As the same message it is known as a repeat; in a digest it would be news.
                if is_quiet(now, self._wishes):
                    self._desk.jobs.retry(job, quiet_end(now, self._wishes))
                    return
            elif why:
                due = next_digest(now, self._wishes)
                self._note(told, "held", why)  # before it is moved: a death in between notes it again
                self._desk.jobs.hold(job, DIGEST, due)
                return
            chief = Letter(kind="alert", contradictions=tuple(told)).chief
            letter = Letter(
                kind="follow_up" if job.first else "alert",
                contradictions=tuple(told),
                first=job.first,
                backgrounds={chief.id: self._desk.background(chief)},
                picture=self._desk.picture(chief),
            )
        self._deliver(job, letter, told)

    def _put_off(self, job: Job, until: datetime) -> None:
        """Let the notices of `job` wait, apart from urgent ones that may come meanwhile."""
        if job.thread == LATER:
            self._desk.jobs.retry(job, until)
        else:
            self._desk.jobs.hold(job, LATER, until)

    def _dropped(self, contradiction: Contradiction, now: datetime) -> bool:
        if silence := self._desk.silenced(contradiction, now):
            self._note([contradiction], "silenced", silence)
            return True
        if self._desk.refuted(contradiction):
            self._note([contradiction], "muted", "said to be wrong")
            return True
        if contradiction.relation != "revises" and self._desk.corrections.overtaken(contradiction):
            self._note([contradiction], "muted", "corrected by its source")
            return True
        return False

    def _held(self, job: Job, told: Sequence[Contradiction], now: datetime) -> str:
        """Return why the job waits for the digest, "" where it does not."""
        if self._wishes.deliver == "digest":
            return "digest"
        if is_quiet(now, self._wishes):
            return "quiet hours"
        # One message that is refused again and again stays by itself: in the digest it would take others with it.
        others = job.attempt == 1 or self._desk.lines.of(self._channel.name).failures
        if others and all(now - each.decided > LATE for each in told):
            return "late"
        if self._rate and job.attempt == 1 and not self._desk.lines.take(self._channel.name, now, self._rate):
            return "rate"
        return ""

    def _deliver(self, job: Job, letter: Letter, told: Sequence[Contradiction]) -> None:
        desk, name = self._desk, self._channel.name
        if not desk.jobs.begin(job):  # it took so long to come here that another has it
            return
        outcome = self._channel.send(letter, job.key)
        now = desk.clock.now()
        extra: dict[str, object] = {"channel": name, "news": job.news[0].id, "attempt": job.attempt}
        if isinstance(outcome, Failed):
            metrics.DELIVERIES.labels(self._channel.kind, outcome.reason).inc()
            self._fail(job, outcome, now, extra)
            return
        head = compose_message(letter, Reader(zone=self._wishes.timezone)).head
        desk.jobs.done(job, Said(at=now, line=head, ref=outcome.ref))
        self._note(told, "sent")
        self._works(now)
        metrics.DELIVERIES.labels(self._channel.kind, "sent").inc()
        if letter.kind == "alert":
            # Where the earlier report was fetched after the newer one, there was nothing to tell before.
            known = max(told[0].new.fetched, told[0].prior.fetched)
            metrics.DELAY.labels(self._channel.kind).observe(max(0.0, _seconds(now, known)))
            metrics.AGE.labels(self._channel.kind).observe(max(0.0, _seconds(now, told[0].new.time)))
        log.info("delivered", extra={**extra, "kind": letter.kind, "count": len(job.news)})

    def _fail(self, job: Job, failed: Failed, now: datetime, extra: dict[str, object]) -> None:
        desk, jitter = self._desk, self._desk.jitter()
        theirs = failed.reason != "client"
        if theirs or self._fallback is not None:
            # What is wrong with one message says nothing of the next, which is tried at once. Where all are refused,
            # the address is wrong (a webhook that was deleted, say), and the fallback is told as of any failure.
            failures = desk.lines.of(self._channel.name).failures + 1
            rest = max(min(delay(failures, jitter=jitter), LONGEST_REST), failed.retry_after or 0.0) if theirs else 0.0
            line = desk.lines.failed(self._channel.name, now, now + timedelta(seconds=rest))
            if self._fallback is not None and down_for(line, now).total_seconds() >= desk.fallback_after:
                self._hand_on(job, failed.reason)
                return
        if job.attempt >= desk.attempts:
            self._give_up(job, failed.reason)
            return
        wait = delay(job.attempt, jitter=jitter, retry_after=failed.retry_after)
        desk.jobs.retry(job, now + timedelta(seconds=wait))
        log.warning("not delivered", extra={**extra, "reason": failed.reason, "again_in": round(wait, 1)})

    def _hand_on(self, job: Job, reason: str) -> None:
        """Give the news of `job` to the fallback, and say why once for each failure of the line."""
        assert self._fallback is not None
        desk, now = self._desk, self._desk.clock.now()
        since = desk.lines.of(self._channel.name).since or now
        text = f"{self._channel.kind} has not taken messages since {since:%H:%M} UTC ({reason.replace('_', ' ')})"
        stamp = f"{self._channel.name}-{int(since.timestamp())}"
        notice = Notice(
            id=f"~down-{stamp}", kind="channel", text=text, lines=("Alerts come here until it does.",), at=now
        )
        desk.jobs.add(notice, [self._fallback], now, thread=NOTICES)
        for each in job.news:
            desk.jobs.add(each, [self._fallback], now, thread=NOTICES if isinstance(each, Notice) else job.thread)
        self._note([each for each in job.news if isinstance(each, Contradiction)], "handed_on", reason)
        desk.jobs.give_up(job)
        log.warning("handed on", extra={"channel": self._channel.name, "to": self._fallback, "count": len(job.news)})

    def _works(self, now: datetime) -> None:
        before = self._desk.lines.of(self._channel.name)
        if not before.failures:
            return
        self._desk.lines.worked(self._channel.name)
        if self._fallback is not None and down_for(before, now).total_seconds() >= self._desk.fallback_after:
            stamp = f"{self._channel.name}-{int((before.since or now).timestamp())}"
            notice = Notice(
                id=f"~up-{stamp}", kind="channel", text=f"{self._channel.kind} takes messages again", at=now
            )
            self._desk.jobs.add(notice, [self._fallback], now, thread=NOTICES)

    def _give_up(self, job: Job, reason: str) -> None:
        self._note([each for each in job.news if isinstance(each, Contradiction)], "given_up", reason)
        self._desk.jobs.give_up(job)
        metrics.GIVEN_UP.labels(self._channel.kind).inc()
        log.error("given up", extra={"channel": self._channel.name, "news": job.news[0].id, "reason": reason})

    def _note(self, contradictions: Sequence[Contradiction], outcome: Outcome, why: str = "") -> None:
        now = self._desk.clock.now()
        self._desk.deliveries.note(
            [
                Delivery(
                    contradiction=each.id,
                    quantity=each.quantity,
                    subscriber=self._wishes.name,
                    channel=self._channel.name,
                    outcome=outcome,
                    why=why,
                    at=now,
                )
                for each in contradictions
            ]
        )


def _seconds(later: datetime, earlier: datetime) -> float:
    return (later - earlier).total_seconds()
