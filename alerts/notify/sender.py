"""A sender works off the due jobs of one channel, one after the other, so that no channel waits for another."""

import logging
import random
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from alerts import metrics
from alerts.channels.port import Channel, Failed
from alerts.notify.jobs import Job, Jobs
from alerts.notify.retry import delay
from wire.backoff import Backoff
from wire.clock import Clock
from wire.stop import Stop

log = logging.getLogger(__name__)

IDLE = 1.0
"""Seconds at most between two looks for due jobs: those that another process has queued come without a call."""


class Sender:
    """Sends what is due for `channel`."""

    def __init__(
        self,
        channel: Channel,
        jobs: Jobs,
        clock: Clock,
        *,
        attempts: int,
        timeout: float,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        """Give up after `attempts` tries. A job not settled after twice the `timeout` (seconds) counts as lost."""
        self._channel = channel
        self._jobs = jobs
        self._clock = clock
        self._attempts = attempts
        self._lease = timedelta(seconds=2 * timeout + 5)
        self._jitter = jitter
        self._called = threading.Event()
        metrics.GIVEN_UP.labels(channel.kind)  # there from the start, so that the first one is an increase
        metrics.DELIVERIES.labels(channel.kind, "sent")

    @property
    def channel(self) -> Channel:
        """The channel that this sender sends to."""
        return self._channel

    def wake(self) -> None:
        """Say that a job has been queued."""
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
                wait = backoff.next()
                log.warning(
                    "due jobs out of reach", extra={"channel": self._channel.name, "error": type(error).__name__}
                )
                stop.wait(wait)
                continue
            if wait > 0:
                self._called.wait(min(wait, IDLE))

    def step(self) -> float:
        """Send one job that is due; return the seconds until it is worth looking again. Raises `JobsAway`."""
        now = self._clock.now()
        job = self._jobs.lease(self._channel.name, now, now + self._lease)
        if not isinstance(job, Job):
            return IDLE if job is None else max(0.0, _seconds(job, now))
        if job.attempt > self._attempts:  # every try has ended with the process, or ran beyond the lease
            self._give_up(job)
            return 0.0
        outcome = self._channel.send(job.contradiction, f"msg_{job.contradiction.id}")
        extra = {"channel": self._channel.name, "contradiction": job.contradiction.id, "attempt": job.attempt}
        if isinstance(outcome, Failed):
            metrics.DELIVERIES.labels(self._channel.kind, outcome.reason).inc()
            self._fail(job, outcome, extra)
            return 0.0
        self._jobs.done(job)
        now, report = self._clock.now(), job.contradiction.new
        seconds = _seconds(now, report.fetched)
        metrics.AGE.labels(self._channel.kind).observe(max(0.0, _seconds(now, report.time)))
        metrics.DELIVERIES.labels(self._channel.kind, "sent").inc()
        metrics.DELAY.labels(self._channel.kind).observe(max(0.0, seconds))
        log.info("delivered", extra={**extra, "seconds": round(seconds, 3)})
        return 0.0

    def _fail(self, job: Job, failed: Failed, extra: dict[str, object]) -> None:
        if job.attempt >= self._attempts:
            self._give_up(job, reason=failed.reason)
            return
        wait = delay(job.attempt, jitter=self._jitter(), retry_after=failed.retry_after)
        self._jobs.retry(job, self._clock.now() + timedelta(seconds=wait))
        log.warning("not delivered", extra={**extra, "reason": failed.reason, "again_in": round(wait, 1)})

    def _give_up(self, job: Job, reason: str = "interrupted") -> None:
        self._jobs.give_up(job)
        metrics.GIVEN_UP.labels(self._channel.kind).inc()
        log.error(
            "given up",
            extra={"channel": self._channel.name, "contradiction": job.contradiction.id, "reason": reason},
        )


def _seconds(later: datetime, earlier: datetime) -> float:
    return (later - earlier).total_seconds()
