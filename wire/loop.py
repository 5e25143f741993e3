"""The consume loop, one for all stages.

A turn, in this order:
1. Poll a batch: at most 200 messages, as soon as there are any.
2. Note in Redis that they are in hand (one command for all). Those that were in hand before are suspects.
3. Decode and handle one after the other, and publish what comes of each, until 100 ms have passed. A stage that can
   handle several at once is given them ahead of their turn (wire.together), which changes nothing else.
4. Flush: all results are durable. Over Kafka, note in Redis how far the loop has come (wire.applied); where Redis has
   lost something since, go back in the partition instead of acknowledging. That is looked for before step 2 too. What
   is done again then publishes nothing: its results are on the bus, and told under the ids that they have there.
5. Acknowledge all messages of steps 3 and 4 in one commit; on to 3 with those that are left, else to 1.
A suspect goes through steps 3 to 5 alone, after its delivery has been counted.

A failure is of one of three kinds (wire.faults). The message's: a dead letter at once. The world's: what came before it
is committed, then the loop backs off with the partitions kept and nothing acknowledged, and tries the same message
again. Ours, anything else: tried again twice at once, then a dead letter. A dead letter is committed at once and
counted; at the limit the loop stops consuming (wire.halt).

A loop that finishes nothing although messages wait joins its group again, and where that does not help ends its process
(wire.stall).
"""

import logging
from collections import deque
from collections.abc import Sequence, Set
from dataclasses import dataclass

from wire import metrics
from wire.applied import Applied
from wire.backoff import Backoff
from wire.bus import Consumer, Message, Producer
from wire.clock import Clock
from wire.deadletters import letter, one_line
from wire.deliveries import Deliveries, Place, place
from wire.faults import MessageFault
from wire.halt import Halt
from wire.handling import Handler, Handling, OurFault, Together, WorldAway, is_world
from wire.pulse import Pulse
from wire.rewind import Rewinder
from wire.stall import Lookout
from wire.stop import Stop
from wire.together import Ahead
from wire.tracing import OFF, Tracer, carrying
from wire.watchdog import Watchdog

log = logging.getLogger(__name__)

MOST = 200
COMMIT_EVERY = 0.1
POLL_WAIT = 0.5
"""Seconds a poll waits for its first message: an idle loop turns twice a second, a busy one at once."""
KEEP_ALIVE_EVERY = 5.0
STOP_LIMIT = 10.0
"""Seconds that finishing the batch in hand may take; what is left then is delivered to another process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a loop is made of; `name` is the loop's own, used in metrics, dead letters and Redis keys.

    `patience` is for how many seconds the oldest message that waits may be the same one (wire.stall). `together` is the
    handler for several messages at once; it is not used while `tracer` makes spans, each of which is one message's.
    """

    name: str
    consumer: Consumer
    producer: Producer
    handler: Handler
    together: Together | None = None
    deliveries: Deliveries
    halt: Halt
    watchdog: Watchdog
    pulse: Pulse
    stop: Stop
    clock: Clock
    attempts: int = 3
    patience: float = 300.0
    applied: Applied | None = None
    tracer: Tracer = OFF


class Loop:
    """Consumes until told to stop."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._hand: deque[Message] = deque()
        self._noted = False
        self._suspects: set[Place] = set()
        self._counted: set[Place] = set()
        self._dead: set[Place] = set()
        """Of which messages dead letters are published and not yet committed."""
        self._rewinder = Rewinder(parts.name, parts.consumer, parts.applied)
        self._backoff = Backoff()
        self._alive = parts.clock.monotonic()
        self._lookout = Lookout(parts.name, parts.consumer, parts.clock, parts.patience)
        # Every label value is there from the start, so that the first dead letter is an increase.
        for outcome in ("done", "dead"):
            metrics.HANDLED.labels(parts.name, outcome)
        for fault in ("message", "world", "ours"):
            metrics.FAILURES.labels(parts.name, fault)
        self._stopping = float("inf")
        """When the loop first saw that it is to stop."""
        self._handling = Handling(
            parts.name, parts.handler, watchdog=parts.watchdog, clock=parts.clock, attempts=parts.attempts
        )
        together = parts.together if parts.tracer is OFF else None
        self._ahead = Ahead(parts.name, together, watchdog=parts.watchdog, clock=parts.clock)

    def run(self) -> None:
        """Turn until stopped, then close the parts.

        The batch in hand is finished first, unless the world is away or that takes longer than STOP_LIMIT. Raises
        `Stalled`, and what a handler raises that is no `Exception`.
        """
        parts = self._parts
        try:
            while not self._finished():
                parts.pulse.beat()
                try:
                    self.turn()
                except Exception as error:
                    cause = error.__cause__ if isinstance(error, WorldAway) and error.__cause__ else error
                    if not is_world(cause):
                        raise
                    if parts.stop:
                        return
                    self._wait_for_the_world(cause)
                else:
                    self._backoff.reset()
                    metrics.AWAY.labels(parts.name).set(0)
        finally:
            parts.consumer.close()
            parts.producer.close()

    def _finished(self) -> bool:
        if not self._parts.stop:
            return False
        now = self._parts.clock.monotonic()
        self._stopping = min(self._stopping, now)
        return not self._hand or now - self._stopping > STOP_LIMIT

    def turn(self) -> None:
        """Poll unless something is in hand, and commit one chunk of it. Raises the world's faults."""
        parts = self._parts
        if parts.halt.halted():
            self._rest()
            return
        parts.pulse.hinder(None)
        metrics.HALTED.labels(parts.name).set(0)
        if not self._hand:
            self._poll()
            if self._lookout.look():
                self._join_again()
        if self._hand and not self._noted:
            self._leave(self._rewinder.check(self._hand))
        if self._hand and not self._noted:
            self._suspects = set(parts.deliveries.begin(self._hand))
            self._counted.clear()
            self._noted = True
        if self._hand:
            self._chunk()

    def _poll(self) -> None:
        self._hand.extend(self._parts.consumer.poll(most=MOST, wait=POLL_WAIT))
        self._ahead.drop()
        self._noted = False
        self._alive = self._parts.clock.monotonic()

    def _chunk(self) -> None:
        """Handle what is in hand until a commit is due, and commit it; a suspect and a dead letter end a chunk.

        What has been handled ahead of its turn is published still when a commit is due: that takes no time.
        """
        now = self._parts.clock.monotonic
        due = now() + COMMIT_EVERY
        done: list[Message] = []
        dead = False
        try:
            while self._hand and not dead:
                message = self._hand[0]
                if done and now() >= due and not self._ahead.ready(message):
                    break
                if done and self._suspects and place(message) in self._suspects:
                    break
                self._stay_alive()
                dead = self._take(message)
                done.append(self._hand.popleft())
                if self._suspects and place(message) in self._suspects:
                    break
        except WorldAway:
            self._commit(done)
            self._forgive(self._hand[0])
            raise
        except Exception:  # publishing failed, and with it what was taken for the messages before may be lost
            self._put_back(done)
            raise
        self._commit(done)

    def _take(self, message: Message) -> bool:
        """Handle `message` and publish what comes of it; return whether that is a dead letter."""
        parts = self._parts
        where = place(message)
        if where in self._suspects and where not in self._counted:
            record = parts.deliveries.begin_alone(message)
            self._counted.add(where)
            if record.condemned(parts.attempts):
                why = "ran too long" if record.overran else f"ended the process {record.begun} times"
                self._bury(message, f"the message {why}", attempts=record.begun)
                return True
        try:
            with parts.tracer.handling(parts.name, message) as carried:
                ahead = self._ahead.results(self._hand, self._suspects)
                results = self._handling.results(message) if ahead is None else ahead
                for outgoing in () if self._rewinder.is_known(message) else results:
                    parts.producer.publish(carrying(outgoing, carried))
                    metrics.PUBLISHED.labels(parts.name, outgoing.topic).inc()
        except MessageFault as error:
            self._bury(message, str(error), attempts=1)
            return True
        except OurFault as error:
            self._bury(message, str(error), attempts=parts.attempts)
            return True
        return False

    def _commit(self, done: Sequence[Message]) -> None:
        """Make what was published for `done` durable, and acknowledge it. What fails goes back in hand."""
        parts = self._parts
        if not done:
            return
        began = parts.clock.monotonic()
        try:
            try:
                parts.producer.flush()
            except MessageFault as error:  # the server found it too large
                if len(done) > 1:
                    self._suspects.update(place(message) for message in done)  # one by one shows which
                    self._put_back(done)
                    return
                self._handling.note("message", done[0], error)
                self._bury(done[0], str(error), attempts=1)
                parts.producer.flush()
            lost = self._rewinder.advance(done)
            self._leave(lost)
            done = [message for message in done if message.partition not in lost] if lost else done
            parts.consumer.acknowledge(done)
        except Exception:
            self._put_back(done)
            raise
        letters = sum(place(message) in self._dead for message in done)
        self._dead.clear()
        metrics.COMMITTING.labels(parts.name).observe(parts.clock.monotonic() - began)
        metrics.BATCH.labels(parts.name).observe(len(done))
        metrics.HANDLED.labels(parts.name, "done").inc(len(done) - letters)
        metrics.HANDLED.labels(parts.name, "dead").inc(letters)
        for message in done:
            if place(message) in self._counted:
                parts.deliveries.settle(message)
        if letters and parts.halt.count(letters):
            log.critical(
                "too many dead letters: this loop stops consuming until another release runs or it is resumed",
                extra={"loop": parts.name, "command": "figurewatch dead resume"},
            )

    def _leave(self, partitions: Set[int]) -> None:
        """Let go of what is in hand of `partitions`, which have been gone back in."""
        if partitions:
            self._hand = deque(message for message in self._hand if message.partition not in partitions)
            self._ahead.drop()  # what Redis was told of it may be lost, too

    def _put_back(self, done: Sequence[Message]) -> None:
        self._hand.extendleft(reversed(done))
        self._ahead.drop()
        self._dead.clear()

    def _forgive(self, message: Message) -> None:
        """Take back the count of a suspect's delivery: that the world is away is not its fault."""
        if place(message) in self._counted:
            self._counted.discard(place(message))
            self._parts.deliveries.settle(message)

    def _bury(self, message: Message, error: str, *, attempts: int) -> None:
        parts = self._parts
        parts.producer.publish(
            letter(message, error=error, stage=parts.name, attempts=attempts, time=parts.clock.now())
        )
        where = {"topic": message.topic, "partition": message.partition, "offset": message.offset}
        self._dead.add(place(message))
        log.error("dead letter", extra={"loop": parts.name, **where, "attempts": attempts, "error": one_line(error)})

    def _rest(self) -> None:
        """Let a turn pass without consuming: the loop is halted."""
        parts = self._parts
        if parts.stop:
            self._hand.clear()
            return
        metrics.HALTED.labels(parts.name).set(1)
        parts.pulse.hinder(f"{parts.name} has stopped consuming after too many dead letters")
        if not self._hand:
            self._poll()  # one that was started halted takes its place in the group, so that what waits is told
        parts.consumer.keep_alive()
        self._lookout.show()
        parts.clock.sleep(POLL_WAIT)

    def _wait_for_the_world(self, error: BaseException) -> None:
        """Back off with the partitions kept."""
        parts = self._parts
        seconds = self._backoff.next()
        metrics.AWAY.labels(parts.name).set(1)
        metrics.FAILURES.labels(parts.name, "world").inc()
        log.warning(
            "waiting for the world",
            extra={"loop": parts.name, "seconds": round(seconds, 1), "error": one_line(str(error))},
        )
        if self._lookout.doubt(error):
            self._join_again()
        ends = parts.clock.monotonic() + seconds
        while not parts.stop and (left := ends - parts.clock.monotonic()) > 0:
            parts.pulse.beat()
            parts.consumer.keep_alive()
            parts.clock.sleep(min(left, 0.5))

    def _stay_alive(self) -> None:
        """Between messages: beat, and keep the partitions where a batch takes long."""
        parts = self._parts
        parts.pulse.beat()
        if parts.clock.monotonic() - self._alive > KEEP_ALIVE_EVERY:
            parts.consumer.keep_alive()
            self._alive = parts.clock.monotonic()

    def _join_again(self) -> None:
        """Leave the group; the next poll joins it. What is in hand is delivered again."""
        self._hand.clear()
        self._parts.consumer.close()
