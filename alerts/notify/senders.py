"""All senders of a process, each in a thread of its own."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Sequence

from alerts import metrics
from alerts.notify.away import StoreAway
from alerts.notify.jobs import Jobs
from alerts.notify.recipients import Recipient
from alerts.notify.sender import Desk, Sender
from wire.stop import Stop

log = logging.getLogger(__name__)

TURN = 0.5
COUNT_EVERY = 20
"""Turns between two counts of what waits."""

PATIENCE = 10.0
"""Seconds that messages in hand may take once the process is to stop; what is left is sent after the next start."""


class SenderFailed(RuntimeError):
    """A sender has ended by a fault of ours; the text names its channel."""


def senders_of(recipients: Sequence[Recipient], desk: Desk) -> list[Sender]:
    """Return a sender for each channel of `recipients`, those that are fallbacks included."""
    found: list[Sender] = []
    for each in recipients:
        fallback = each.fallback.name if each.fallback and each.fallback.name not in each.channels else None
        found += [
            Sender(channel, each.wishes, desk, rate=each.rates[name], fallback=fallback)
            for name, channel in each.channels.items()
        ]
        if each.fallback and fallback:
            found.append(Sender(each.fallback, each.wishes, desk, rate=each.wishes.rate))
    return found


class Senders:
    """The senders of a process by the names of their channels."""

    def __init__(self, senders: Sequence[Sender], jobs: Jobs) -> None:
        self._senders = {sender.channel.name: sender for sender in senders}
        self._jobs = jobs
        self._failed: list[str] = []

    def wake(self, channel: str) -> None:
        """Say that `channel` has a new job."""
        self._senders[channel].wake()

    def run(self, stop: Stop) -> None:
        """Run all senders until `stop`. Raises `SenderFailed` as soon as one has failed."""
        threads = [
            threading.Thread(target=self._run, args=(name, sender, stop), name=f"sender {name}", daemon=True)
            for name, sender in self._senders.items()
        ]
        for thread in threads:
            thread.start()
        turn = 0
        while not stop.wait(TURN):
            if self._failed:
                raise SenderFailed(f"the sender of {self._failed[0]} has failed")
            if turn % COUNT_EVERY == 0:
                self._count()
            turn += 1
        for sender in self._senders.values():
            sender.wake()
        end = time.monotonic() + PATIENCE
        for thread in threads:
            thread.join(max(0.0, end - time.monotonic()))

    def _count(self) -> None:
        waiting: Counter[str] = Counter()
        try:
            for name, sender in self._senders.items():
                waiting[sender.channel.kind] += self._jobs.waiting(name)
        except StoreAway:
            return  # the senders say so themselves
        for kind, number in waiting.items():
            metrics.WAITING.labels(kind).set(number)

    def _run(self, name: str, sender: Sender, stop: Stop) -> None:
        try:
            sender.run(stop)
        except Exception:
            log.exception("a sender failed", extra={"channel": name})
            self._failed.append(name)
