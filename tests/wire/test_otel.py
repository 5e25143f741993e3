"""Spans, their context in headers, and what happens without OpenTelemetry."""

import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import ParentBasedTraceIdRatio
from opentelemetry.trace import StatusCode

from tests.wire.test_loop import Bench
from wire.bus.port import Message, Outgoing
from wire.faults import MessageFault
from wire.loop import Loop
from wire.otel import OtelTracer
from wire.settings.model import TracingSettings
from wire.tracing import OFF, carrying, open_tracer

NOW = datetime.now(UTC)


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def tracer(exporter: InMemorySpanExporter) -> OtelTracer:
    return OtelTracer(provided(exporter))


def provided(exporter: InMemorySpanExporter, share: float = 1.0) -> TracerProvider:
    provider = TracerProvider(sampler=ParentBasedTraceIdRatio(share), shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return provider


def message(headers: Any) -> Message:
    return Message(topic="articles", key="a1", value=b"", headers=headers, partition=0, offset="1")


def test_a_handling_is_a_span_under_the_one_that_the_message_carries(
    tracer: OtelTracer, exporter: InMemorySpanExporter
) -> None:
    carried = tracer.begin("fetch", NOW - timedelta(seconds=3), {"article": "a1"})
    with tracer.handling("enrich", message(carried)) as onwards:
        pass
    tracer.note("notify", onwards, {"outcome": "sent"})
    fetch, enrich, notify = exporter.get_finished_spans()
    assert [span.name for span in (fetch, enrich, notify)] == ["fetch", "enrich", "notify"]
    assert fetch.parent is None
    assert enrich.parent is not None
    assert notify.parent is not None
    assert (enrich.parent.span_id, notify.parent.span_id) == (fetch.context.span_id, enrich.context.span_id)
    assert fetch.end_time is not None
    assert fetch.start_time is not None
    assert fetch.end_time - fetch.start_time >= 3e9


def test_a_second_trace_is_another_even_within_a_handling(tracer: OtelTracer, exporter: InMemorySpanExporter) -> None:
    with tracer.handling("enrich", message({})):
        tracer.begin("fetch", NOW, {})
    begun, handled = exporter.get_finished_spans()
    assert begun.context.trace_id != handled.context.trace_id


def test_what_is_not_sampled_is_not_exported_at_any_stage(exporter: InMemorySpanExporter) -> None:
    tracer = OtelTracer(provided(exporter, share=0.0))
    carried = tracer.begin("fetch", NOW, {})
    with OtelTracer(provided(exporter)).handling("enrich", message(carried)):
        pass
    assert exporter.get_finished_spans() == ()


def test_broken_headers_begin_a_trace_and_are_no_failure(tracer: OtelTracer, exporter: InMemorySpanExporter) -> None:
    with tracer.handling("enrich", message({"traceparent": "00-nonsense"})):
        pass
    (span,) = exporter.get_finished_spans()
    assert span.parent is None


def test_the_loop_hands_the_context_on_and_marks_what_failed(
    tracer: OtelTracer, exporter: InMemorySpanExporter
) -> None:
    bench = Bench(2)

    def handler(message: Message) -> list[Outgoing]:
        if message.value == b"1":
            raise MessageFault("no article")
        return bench.copy(message)

    Loop(replace(bench.loop(bench.stopping(handler))._parts, tracer=tracer)).run()
    (out,) = bench.bus.messages("claims")
    good, bad = exporter.get_finished_spans()
    assert f"{good.context.span_id:016x}" in out.headers["traceparent"]
    assert bad.status.status_code is StatusCode.ERROR


def test_off_a_message_is_passed_on_as_it_is() -> None:
    outgoing = Outgoing(topic="claims", key="k", value=b"")
    with OFF.handling("enrich", message({})) as carried:
        assert carrying(outgoing, carried) is outgoing


def test_spans_reach_a_collector() -> None:
    got: list[tuple[str, str | None, int]] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((self.path, self.headers["Content-Type"], len(body)))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Collector)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    endpoint = f"http://127.0.0.1:{server.server_port}/v1/traces"
    tracer = open_tracer(TracingSettings(endpoint=endpoint), "enrich")
    tracer.begin("fetch", NOW, {"article": "a1"})
    tracer.close()
    server.shutdown()
    ((path, kind, size),) = got
    assert (path, kind, size > 100) == ("/v1/traces", "application/x-protobuf", True)


def test_without_opentelemetry_an_address_is_an_error_that_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "wire.otel", None)
    with pytest.raises(ValueError, match=r"needs OpenTelemetry: pip install 'figurewatch\[otel\]'"):
        open_tracer(TracingSettings(endpoint="http://collector:4318/v1/traces"), "enrich")
