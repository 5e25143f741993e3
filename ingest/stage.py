"""The stage `ingest` as a process runs it: feeds in, articles out."""

import asyncio
import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from ingest.agenda import Agenda
from ingest.commit import Committer
from ingest.fetch import HttpFetcher, Resolver
from ingest.gate import AgendaGate
from ingest.hosts import Hosts
from ingest.messages import TOPIC
from ingest.poll import Poll
from ingest.poller import Poller
from ingest.sandbox import Sandbox
from ingest.seen.redis import RedisSeen
from wire.pulse import Pulse
from wire.settings.model import Settings
from wire.stage import Context, Part, run_stage

READERS = "enrich"
"""The group whose backlog of articles makes polling pause."""


def run(settings: Settings) -> None:
    """Poll the feeds of `settings` until SIGTERM or SIGINT; from the main thread. Raises `StageFailed`."""
    run_stage("ingest", settings, parts)


def parts(context: Context) -> Sequence[Part]:
    """Return the one part of the stage: the poller."""
    pulse = context.pulse("ingest")
    return [Part(name="ingest", run=lambda: asyncio.run(poll(context, pulse)))]


async def poll(context: Context, pulse: Pulse, *, resolver: Resolver | None = None) -> None:
    """Poll until the context's `stop` is set; host names go through `resolver`, the system's where not given."""
    settings = context.settings.ingest
    # Name look-ups block a thread each, for seconds where a server is away.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(32, "dns"))
    producer = context.bus.producer()
    store = RedisSeen(context.redis, namespace=context.settings.namespace)
    fetcher = HttpFetcher(
        clock=context.clock,
        timeout=settings.timeout,
        max_bytes=settings.max_bytes,
        user_agent=settings.user_agent,
        allow_private=settings.allow_private,
        connections=settings.concurrency,
        resolver=resolver,
    )
    hosts = Hosts(per_host=settings.per_host, pause=settings.host_pause)
    agenda = Agenda(hosts)
    gate = AgendaGate(agenda, context.clock)
    try:
        async with Sandbox() as parser:
            await Poller(
                feeds=context.settings.feeds,
                agenda=agenda,
                settings=settings,
                store=store,
                poll=Poll(
                    settings=settings,
                    fetcher=fetcher,
                    parser=parser,
                    clock=context.clock,
                    roll=random.random,
                    hosts=hosts,
                    gate=gate,
                ),
                committer=Committer(store, producer),
                clock=context.clock,
                pulse=pulse,
                stop=context.stop,
                # Kafka has room for days; the streams are in memory.
                backlog=None if context.settings.bus.kind == "kafka" else lambda: context.bus.backlog(TOPIC, READERS),
            ).run()
    finally:
        await fetcher.close()
        producer.close()
