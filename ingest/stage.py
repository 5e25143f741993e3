"""The stage `ingest` as a process runs it: feeds in, articles out."""

import asyncio
import contextlib
import os
import random
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack

from ingest.agenda import Agenda
from ingest.callback import Callback, Push
from ingest.census import Census, tell
from ingest.commit import Committer
from ingest.fulltext import FullText
from ingest.gate import AgendaGate
from ingest.hosts import Hosts
from ingest.http import FEEDS, HTML, HttpFetcher, Resolver
from ingest.messages import TOPIC
from ingest.pages import PageReader
from ingest.poll import Parser, Poll
from ingest.poller import Poller
from ingest.robots import Robots
from ingest.sandbox import Sandbox
from ingest.seen.places import Places
from ingest.seen.redis import RedisSeen
from ingest.subscriber import Subscriber, handing
from ingest.subscriptions import Subscriptions
from ingest.traces import traced
from wire.feedcounts import FeedCounts
from wire.pulse import Pulse
from wire.settings.model import Settings
from wire.stage import Context, Part, StageFailed, run_stage

PUSHES = 100
"""Pushed documents that may wait to be read."""

READERS = "enrich"
"""The group whose backlog of articles makes polling pause."""


def run(settings: Settings) -> None:
    """Poll the feeds of `settings` until SIGTERM or SIGINT; from the main thread. Raises `StageFailed`."""
    run_stage("ingest", settings, parts)


def parts(context: Context) -> Sequence[Part]:
    """Return the parts of the stage: the poller, and what notes for other stages how its feeds fare."""
    pulse, census = context.pulse("ingest"), Census()
    counts = FeedCounts(context.redis, namespace=context.settings.namespace)
    process = f"{socket.gethostname()}-{os.getpid()}"
    return [
        Part(name="ingest", run=lambda: asyncio.run(poll(context, pulse, census))),
        Part(name="census", run=lambda: tell(census, counts, process, context.clock, context.stop)),
    ]


async def poll(
    context: Context, pulse: Pulse, census: Census | None = None, *, resolver: Resolver | None = None
) -> None:
    """Poll until the context's `stop` is set; host names go through `resolver`, the system's where not given.

    `census` counts the feeds that were polled.
    """
    settings = context.settings.ingest
    # Name look-ups block a thread each, for seconds where a server is away.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(32, "dns"))
    hosts = Hosts(per_host=settings.per_host, pause=settings.host_pause)
    agenda = Agenda(hosts)
    namespace = context.settings.namespace
    places = Places(context.redis, namespace=namespace, per_host=settings.per_host, longest=settings.timeout)
    store = RedisSeen(context.redis, namespace=namespace, places=places)
    gate = AgendaGate(agenda, hosts, context.clock, places.enter)
    async with AsyncExitStack() as closing:
        producer = closing.enter_context(contextlib.closing(context.bus.producer()))
        fetcher = HttpFetcher.of(settings, context.clock, resolver=resolver, accept=FEEDS)
        closing.push_async_callback(fetcher.close)
        poll_one = Poll(
            settings=settings,
            fetcher=fetcher,
            parser=await closing.enter_async_context(Sandbox()),
            clock=context.clock,
            roll=random.random,
            hosts=hosts,
            gate=gate,
        )
        full_text = None
        if reads_pages(context.settings):
            pages = HttpFetcher.of(settings, context.clock, resolver=resolver, accept=HTML)
            closing.push_async_callback(pages.close)
            reader = PageReader(
                fetcher=pages,
                extractor=await closing.enter_async_context(Sandbox()),
                robots=Robots(
                    fetcher=pages, gate=gate, hosts=hosts, clock=context.clock, user_agent=settings.user_agent
                ),
                gate=gate,
                hosts=hosts,
                clock=context.clock,
            )
            full_text = FullText(
                settings=settings,
                read=reader.read,
                known=lambda ids: asyncio.to_thread(store.known, ids),
                clock=context.clock,
            )
        subscriber = _subscriber(context, fetcher, poll_one.parser, closing)
        await Poller(
            feeds=context.settings.feeds,
            agenda=agenda,
            settings=settings,
            store=store,
            places=places,
            poll=poll_one,
            full_text=full_text,
            subscriber=subscriber,
            committer=Committer(store, traced(producer, context.tracer)),
            clock=context.clock,
            pulse=pulse,
            stop=context.stop,
            census=census or Census(),
            # Kafka has room for days; the streams are in memory.
            backlog=None if context.settings.bus.kind == "kafka" else lambda: context.bus.backlog(TOPIC, READERS),
        ).run()


def _subscriber(context: Context, fetcher: HttpFetcher, parser: Parser, closing: AsyncExitStack) -> Subscriber | None:
    """Return what subscribes to hubs, its callback server started; None where hubs cannot reach us.

    Raises `StageFailed` where the server's address cannot be had.
    """
    settings = context.settings.ingest
    if settings.websub.public_url is None:
        return None
    subscriptions = Subscriptions(context.redis, namespace=context.settings.namespace)
    pushes: asyncio.Queue[Push] = asyncio.Queue(PUSHES)
    try:
        callback = Callback(
            host=settings.websub.host,
            port=settings.websub.port,
            subscriptions=subscriptions,
            take=handing(asyncio.get_running_loop(), pushes),
            max_bytes=settings.max_bytes,
            clock=context.clock,
        )
    except OSError as error:
        raise StageFailed(f"ingest cannot start: {error}") from error
    callback.start()
    closing.callback(callback.close)
    return Subscriber(
        subscriptions=subscriptions,
        poster=fetcher,
        parser=parser,
        clock=context.clock,
        public_url=settings.websub.public_url,
        entries=settings.max_entries,
        pushes=pushes,
    )


def reads_pages(settings: Settings) -> bool:
    """Return whether the pages of any feed's articles are to be read."""
    usual = settings.ingest.full_text
    return any((usual if feed.full_text is None else feed.full_text) != "never" for feed in settings.feeds)
