"""One trace follows an article from its fetch through the real stages to the newsroom."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import redis
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

import alerts.stage
import enrich.stage
import ingest.stage
from alerts.notify.recipients import recipient
from desk.atlas import ListedAtlas
from ingest.identity import article_id
from tests.news.feeds import Newsstand
from tests.news.planted import news
from tests.service.installation import eventually, settings
from wire.bus.streams import StreamsBus
from wire.clock import SystemClock
from wire.otel import OtelTracer
from wire.redis import connect
from wire.settings.model import Settings, TracingSettings
from wire.stage import Context
from wire.stop import Stop
from wire.tracing import OFF, Tracer, open_tracer

pytestmark = [pytest.mark.redis, pytest.mark.slow]


@contextmanager
def service(client: "redis.Redis", config: Settings, tracer: Tracer) -> Iterator[None]:
    """All three stages at work on one bus, in threads."""
    bus, stop = StreamsBus(client, namespace=config.namespace), Stop()
    bus.ensure_topics()

    def context() -> Context:
        return Context(settings=config, bus=bus, redis=client, clock=SystemClock(), stop=stop, tracer=tracer)

    recipients = [recipient(each, config.alerts, SystemClock()) for each in config.subscribers]
    parts = [
        *ingest.stage.parts(context()),
        *enrich.stage.parts(context()),
        *alerts.stage.parts(context(), recipients, ListedAtlas()),
    ]
    threads = [threading.Thread(target=part.run, name=part.name, daemon=True) for part in parts]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(20)
        bus.close()


def configured(stand: Newsstand, folder: Path, namespace: str, **more: Any) -> Settings:
    return Settings.model_validate({**settings(stand, ["0"], folder), "namespace": namespace, **more})


def test_one_trace_leads_from_the_fetch_to_the_channel(redis_url: str, namespace: str, tmp_path: Path) -> None:
    exporter, client = InMemorySpanExporter(), connect(redis_url)
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    start = datetime.now(UTC) - timedelta(hours=1)
    items = news(articles=4, clashes=1, start=start, apart=timedelta(minutes=5))
    (clash,) = [item for item in items if item.clashes]
    before = datetime.now(UTC)
    with Newsstand() as stand:
        stand.put("0", items)
        with service(client, configured(stand, tmp_path, namespace), OtelTracer(provider)):
            eventually(lambda: len(stand.inbox) > 0)
            eventually(lambda: any(_says(span, "outcome", "sent") for span in exporter.get_finished_spans()))
        article = article_id(feed=stand.feed("0"), link=clash.url, guid="", title="", published=None)
    spans = exporter.get_finished_spans()
    (first,) = [span for span in spans if span.name == "fetch" and _says(span, "article", article)]
    trace = sorted(
        (span for span in spans if span.context.trace_id == first.context.trace_id),
        key=lambda span: span.start_time or 0,
    )
    assert [span.name for span in trace][:4] == ["fetch", "enrich", "judge", "notifier"]
    assert {(span.name, (span.attributes or {}).get("outcome")) for span in trace[4:]} >= {("notify", "sent")}
    ids = {span.context.span_id: span.name for span in trace}
    above = [(span.name, ids[span.parent.span_id] if span.parent else None) for span in trace[:4]]
    assert above == [("fetch", None), ("enrich", "fetch"), ("judge", "enrich"), ("notifier", "judge")]
    assert first.start_time is not None
    assert first.start_time >= before.timestamp() * 1e9 - 1e6, "it begins when the article was fetched"
    assert len({span.context.trace_id for span in spans if span.name == "fetch"}) == len(items), "an article each"
    assert all(span.status.is_ok or span.status.is_unset for span in spans)


def _says(span: ReadableSpan, name: str, value: str) -> bool:
    return (span.attributes or {}).get(name) == value


def test_without_an_address_nothing_is_made_and_nothing_carried(redis_url: str, namespace: str, tmp_path: Path) -> None:
    client = connect(redis_url)
    assert open_tracer(TracingSettings(), "enrich") is OFF
    start = datetime.now(UTC) - timedelta(hours=1)
    with Newsstand() as stand:
        stand.put("0", news(articles=4, clashes=1, start=start, apart=timedelta(minutes=5)))
        with service(client, configured(stand, tmp_path, namespace), OFF):
            bus = StreamsBus(client, namespace=namespace)
            watcher = bus.consumer("claims", "watcher")
            seen: list[bool] = []

            def told() -> bool:
                messages = watcher.poll()
                seen.extend("traceparent" in message.headers for message in messages)
                return len(stand.inbox) > 0 and len(seen) > 0

            eventually(told)
            watcher.close()
            bus.close()
    assert not any(seen)
    assert not list(client.scan_iter(match=f"{namespace}:trace:*"))
