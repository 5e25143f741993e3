"""Running a stage as a process: signals, health server, the wait for Redis and the bus, and the stage's parts.

A stage gives `run_stage` a function that makes its parts from a `Context`: consume loops, and whatever else it runs (a
poller, senders), each in a thread of its own until it is told to stop.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import redis

import wire.redis
from wire import logs, metrics
from wire.applied import RedisApplied
from wire.backoff import Backoff
from wire.bus import Bus
from wire.bus.open import open_bus
from wire.clock import Clock, SystemClock
from wire.deadletters import one_line
from wire.deliveries import RedisDeliveries
from wire.halt import RedisHalt, release
from wire.handling import Handler, Together, is_world
from wire.health import HealthServer
from wire.loop import Loop, Parts
from wire.pulse import Pulse
from wire.settings.model import Settings
from wire.stall import Stalled
from wire.stop import Stop
from wire.tracing import OFF, Tracer, open_tracer
from wire.watchdog import Watchdog

log = logging.getLogger(__name__)

STALL_MARGIN = 120.0
"""Seconds beyond what all attempts at one message may take, after which a loop that finishes nothing has stalled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing that a stage runs: `run` blocks until the context's `stop` is set, then finishes and returns."""

    name: str
    run: Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the parts of a stage are made from."""

    settings: Settings
    bus: Bus
    redis: "redis.Redis"
    clock: Clock
    stop: Stop
    pulses: list[Pulse] = field(default_factory=list)
    tracer: Tracer = OFF

    def pulse(self, name: str) -> Pulse:
        """Return a new heartbeat that /healthz watches from now on: its loop has to beat at least every minute."""
        made = Pulse(name, self.clock)
        self.pulses.append(made)
        return made

    def loop(self, name: str, topic: str, group: str, handler: Handler, together: Together | None = None) -> Part:
        """Return the part that feeds `handler` with the messages of `topic` as a member of `group`.

        `name` is the loop's own within the namespace: its metrics, dead letters and halted state go by it. `together`
        does what `handler` does, for several messages at once.
        """
        settings = self.settings
        deliveries = RedisDeliveries(self.redis, namespace=settings.namespace, loop=name)
        watchdog = Watchdog(settings.dead_letters.handling, deliveries.overran, self.clock)
        pulse = self.pulse(name)

        def run() -> None:
            watchdog.watch(self.stop)
            parts = Parts(
                name=name,
                consumer=self.bus.consumer(topic, group),
                producer=self.bus.producer(),
                handler=handler,
                together=together,
                deliveries=deliveries,
                halt=RedisHalt(
                    self.redis,
                    namespace=settings.namespace,
                    loop=name,
                    release=release(),
                    limit=settings.dead_letters.limit,
                    clock=self.clock,
                ),
                watchdog=watchdog,
                pulse=pulse,
                stop=self.stop,
                clock=self.clock,
                tracer=self.tracer,
                attempts=settings.dead_letters.attempts,
                patience=settings.dead_letters.attempts * settings.dead_letters.handling + STALL_MARGIN,
                # Streams lie in the Redis that their work goes to, and lose what it loses.
                applied=RedisApplied(self.redis, namespace=settings.namespace, loop=name)
                if settings.bus.kind == "kafka"
                else None,
            )
            Loop(parts).run()

        return Part(name=name, run=run)


class StageFailed(RuntimeError):
    """The stage cannot start or has ended by a failure; the text is one sentence."""


def run_stage(name: str, settings: Settings, parts: Callable[[Context], Sequence[Part]]) -> None:
    """Run the stage `name` until SIGTERM or SIGINT.

    Called from the main thread. `parts` is called once, when Redis and the bus have answered. A part that ends by an
    exception ends the stage. Raises `StageFailed`.
    """
    logs.set_up(settings.log)
    stop = Stop()
    stop.on_signals()
    try:
        client = wire.redis.from_settings(settings.redis)
        bus = open_bus(settings, client)
        tracer = open_tracer(settings.tracing, name)
    except ValueError as error:
        raise StageFailed(f"{name} cannot start: {error}") from error
    context = Context(settings=settings, bus=bus, redis=client, clock=SystemClock(), stop=stop, tracer=tracer)
    starting = context.pulse(name)
    server = HealthServer(settings.http, alive=lambda: alive(context.pulses), ready=lambda: ready(context))
    try:
        server.start()
    except OSError as error:
        raise StageFailed(f"{name} cannot start: {error}") from error
    about = {"stage": name, "release": release(), "bus": settings.bus.kind}
    metrics.BUILD.info(about)  # a stage that waits for its servers is no missing one
    try:
        if not wait_for_servers(context, starting):
            return
        context.pulses.remove(starting)
        starting.end()
        log.info("running", extra=about)
        failed = _run_parts(parts(context), stop)
        if failed:
            raise StageFailed(f"{name} has ended because {' and '.join(failed)} failed")
    finally:
        server.close()
        tracer.close()
        bus.close()
        client.close()


def alive(pulses: Sequence[Pulse]) -> list[str]:
    """Return which loops have not turned for a minute, a sentence each."""
    return [stuck for pulse in list(pulses) if (stuck := pulse.stuck())]


def ready(context: Context) -> list[str]:
    """Return what keeps the stage from working, a sentence each: bus, Redis, halted loops."""
    checks: list[Callable[[], None]] = [context.bus.check, lambda: _check_soon(context.redis)]
    wrong = []
    for check in checks:
        try:
            check()
        except (OSError, redis.RedisError, wire.redis.RedisUnfit) as error:
            wrong.append(one_line(str(error)))
    return wrong + [obstacle for pulse in list(context.pulses) if (obstacle := pulse.obstacle())]


def _check_soon(client: "redis.Redis") -> None:
    quick = wire.redis.hasty(client)
    try:
        wire.redis.check(quick)
    finally:
        quick.close()


def wait_for_servers(context: Context, pulse: Pulse) -> bool:
    """Return True once Redis is fit and the topics exist; False if stopped before.

    Says what it waits for, and once what the server it got could do more safely.
    """
    backoff, away = Backoff(), metrics.AWAY.labels(pulse.name)
    while not context.stop:
        pulse.beat()
        try:
            wire.redis.check(context.redis)
            context.bus.ensure_topics()
            for remark in wire.redis.remarks(context.redis):
                log.warning(remark)
        except Exception as error:
            if not is_world(error) and not isinstance(error, wire.redis.RedisUnfit):
                raise
            pulse.hinder(one_line(str(error)))
            away.set(1)
            log.warning("waiting for the world", extra={"error": one_line(str(error))})
            context.stop.wait(backoff.next())
        else:
            pulse.hinder(None)
            away.set(0)
            return True
    return False


def _run_parts(parts: Sequence[Part], stop: Stop) -> list[str]:
    """Run each part in a thread until all have ended; return the names of those that failed."""
    failed: list[str] = []

    def run(part: Part) -> None:
        try:
            part.run()
        except (Stalled, StageFailed) as error:
            log.critical(str(error), extra={"part": part.name})
            failed.append(part.name)
        except Exception:
            log.exception("a part of the stage failed", extra={"part": part.name})
            failed.append(part.name)
        finally:
            stop.set()  # a stage runs all of its parts or none

    threads = [threading.Thread(target=run, args=(part,), name=part.name, daemon=True) for part in parts]
    for thread in threads:
        thread.start()
    for thread in threads:
        while thread.is_alive():
            thread.join(0.5)  # with a timeout, so that signals are handled
    return failed
