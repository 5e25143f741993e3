"""The notifier: a contradiction in, due jobs for all who want it."""

import logging
from collections.abc import Callable, Iterable, Sequence

from alerts import metrics
from alerts.messages import Contradiction
from alerts.notify.jobs import Jobs
from alerts.notify.recipients import Recipient
from alerts.notify.wanted import refusal
from wire.bus import Message, Outgoing
from wire.clock import Clock
from wire.codec import decode

log = logging.getLogger(__name__)


def notifier(
    recipients: Sequence[Recipient], jobs: Jobs, clock: Clock, wake: Callable[[str], None]
) -> Callable[[Message], Iterable[Outgoing]]:
    """Return the handler of `contradictions`; it publishes nothing.

    `wake` is called with the name of each channel that has a new job. The handler raises `Undecodable` for bytes that
    are no Contradiction, and `JobsAway`.
    """
    kinds = {name: channel.kind for each in recipients for name, channel in each.channels.items()}

    def handle(message: Message) -> Iterable[Outgoing]:
        contradiction = decode(message.value, Contradiction)
        if contradiction.stale:
            return []
        names = [name for each in recipients if _wants(each, contradiction) for name in each.channels]
        for name in jobs.add(contradiction, names, clock.now()):
            metrics.QUEUED.labels(kinds[name]).inc()
            wake(name)
        return []

    return handle


def _wants(recipient: Recipient, contradiction: Contradiction) -> bool:
    why_not = refusal(contradiction, recipient.wishes)
    if why_not is None:
        return True
    metrics.UNWANTED.labels(why_not).inc()
    log.debug(
        "not wanted",
        extra={"contradiction": contradiction.id, "subscriber": recipient.wishes.name, "by": why_not},
    )
    return False
