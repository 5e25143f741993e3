"""Traces of articles end here: with what became of each contradiction, for whom.

Senders work in other threads and processes than the loop that read the contradiction, so that the context of its trace
lies in Redis meanwhile: `trace:CONTRADICTION` under the namespace, for a week.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from alerts.messages import Contradiction
from alerts.notify.deliveries import Deliveries, Delivery
from wire.bus.port import NO_HEADERS, Message, Outgoing
from wire.codec import decode
from wire.redis import is_away
from wire.tracing import OFF, Tracer

KEPT = 7 * 86_400
"""Seconds, longer than any message waits for a digest or the end of quiet hours."""
CARRIER = "traceparent"

Handler = Callable[[Message], Iterable[Outgoing]]


class Traces:
    """The contexts of the traces of contradictions, in the Redis that `client` reaches."""

    def __init__(self, client: Any, *, namespace: str, tracer: Tracer) -> None:
        self._client = client
        self._namespace = namespace
        self._tracer = tracer

    def remembering(self, handler: Handler) -> Handler:
        """Return `handler`, which remembers the trace of each contradiction before; off, `handler` itself.

        Raises redis errors besides.
        """
        if self._tracer is OFF:
            return handler

        def handle(message: Message) -> Iterable[Outgoing]:
            if CARRIER in message.headers:
                told = decode(message.value, Contradiction)
                self._client.set(self._key(told.id), message.headers[CARRIER], ex=KEPT)
            return handler(message)

        return handle

    def noting(self, deliveries: Deliveries) -> Deliveries:
        """Return `deliveries`, each note a span too; off, `deliveries` itself."""
        return deliveries if self._tracer is OFF else _Noting(deliveries, self._tracer, self._carried)

    def _carried(self, contradiction: str) -> Mapping[str, str]:
        try:
            found = self._client.get(self._key(contradiction))
        except Exception as error:
            if not is_away(error):
                raise
            found = None  # a span is not worth a message
        return {CARRIER: found.decode()} if found else NO_HEADERS

    def _key(self, contradiction: str) -> str:
        return f"{self._namespace}:trace:{contradiction}"


class _Noting:
    """Deliveries that are spans as well."""

    def __init__(self, deliveries: Deliveries, tracer: Tracer, carried: Callable[[str], Mapping[str, str]]) -> None:
        self._deliveries = deliveries
        self._tracer = tracer
        self._carried = carried

    def note(self, deliveries: Sequence[Delivery]) -> None:
        """Note what became of contradictions. Raises `StoreAway`."""
        self._deliveries.note(deliveries)
        for each in deliveries:
            facts = {"contradiction": each.contradiction, "subscriber": each.subscriber, "channel": each.channel}
            self._tracer.note(
                "notify", self._carried(each.contradiction), {**facts, "outcome": each.outcome, "why": each.why}
            )

    def of(self, contradiction: str) -> Sequence[Delivery]:
        """Return what became of the contradiction called so, in order of time. Raises `StoreAway`."""
        return self._deliveries.of(contradiction)

    def of_quantity(self, quantity: str) -> Sequence[Delivery]:
        """Return what became of all contradictions of the quantity, the latest note first. Raises `StoreAway`."""
        return self._deliveries.of_quantity(quantity)
