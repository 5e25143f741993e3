"""The notifier: a contradiction in, news for the channels of all who want it."""

import logging
from collections.abc import Callable, Iterable, Sequence

from alerts import metrics
from alerts.messages import Contradiction
from alerts.notify.atlas import Atlas
from alerts.notify.corrections import Corrections
from alerts.notify.deliveries import Deliveries, Delivery
from alerts.notify.jobs import Jobs
from alerts.notify.recipients import Recipient
from alerts.notify.wanted import refusal
from wire.bus import Message, Outgoing
from wire.clock import Clock
from wire.codec import decode

log = logging.getLogger(__name__)


def notifier(
    recipients: Sequence[Recipient],
    jobs: Jobs,
    clock: Clock,
    wake: Callable[[str], None],
    *,
    deliveries: Deliveries,
    corrections: Corrections,
    atlas: Atlas,
    thread: Callable[[str], str] = lambda quantity: quantity,
) -> Callable[[Message], Iterable[Outgoing]]:
    """Return the handler of `contradictions`; it publishes nothing.

    `wake` is called with the name of each channel that has something new; `thread` gives the thread of a quantity. The
    handler raises `Undecodable` for bytes that are no Contradiction, and `StoreAway`.
    """
    kinds = {name: channel.kind for each in recipients for name, channel in each.channels.items()}

    def handle(message: Message) -> Iterable[Outgoing]:
        contradiction = decode(message.value, Contradiction)
        now = clock.now()

        def noted(outcome: str, subscriber: str = "", channel: str = "", why: str = "") -> Delivery:
            return Delivery(
                contradiction=contradiction.id, quantity=contradiction.quantity, subscriber=subscriber,
                channel=channel, outcome=outcome, why=why, at=now,  # type: ignore[arg-type]
            )  # fmt: skip

        corrections.note(contradiction)
        if contradiction.stale:
            deliveries.note([noted("stale")])
            return []
        wanting: dict[str, str] = {}
        notes = []
        for each in recipients:
            why_not = refusal(contradiction, each.wishes, atlas)
            if why_not is None:
                wanting |= dict.fromkeys(each.channels, each.wishes.name)
                continue
            metrics.UNWANTED.labels(why_not).inc()
            notes.append(noted("unwanted", each.wishes.name, why=why_not))
        new = jobs.add(contradiction, list(wanting), now, thread=thread(contradiction.quantity)) if wanting else []
        notes += [noted("queued", wanting[name], name) for name in new]
        if notes:
            deliveries.note(notes)
        for name in new:
            metrics.QUEUED.labels(kinds[name]).inc()
            wake(name)
        return []

    return handle
