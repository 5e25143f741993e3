"""Spans by OpenTelemetry, exported by OTLP over HTTP; context travels as W3C Trace Context (`traceparent`)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBasedTraceIdRatio
from opentelemetry.trace import SpanKind, use_span
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from wire.bus.port import Message
from wire.halt import release
from wire.settings.model import TracingSettings
from wire.tracing import Facts

CLOSE_LIMIT_MS = 3_000
_CONTEXT = TraceContextTextMapPropagator()


class OtelTracer:
    """Makes spans with `provider`, which says what becomes of them."""

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("figurewatch")

    @classmethod
    def exporting(cls, settings: TracingSettings, stage: str) -> "OtelTracer":
        """Return a tracer that sends the spans of `stage` where `settings` say, in batches and from a thread."""
        about = {"service.name": f"figurewatch-{stage}", "service.version": release()}
        provider = TracerProvider(
            resource=Resource.create(about), sampler=ParentBasedTraceIdRatio(settings.share), shutdown_on_exit=False
        )
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=settings.endpoint, timeout=5)))
        return cls(provider)

    def begin(self, name: str, since: datetime, facts: Facts) -> Mapping[str, str]:
        """Make the first span of a trace, from `since` until now; return the headers that carry it on."""
        span = self._tracer.start_span(name, context=Context(), start_time=_nanoseconds(since), attributes=dict(facts))
        with use_span(span, end_on_exit=True):
            return _headers()

    @contextmanager
    def handling(self, loop: str, message: Message) -> Iterator[Mapping[str, str]]:
        """Make a span of what is done within, under the one that `message` carries."""
        facts = {
            "messaging.destination.name": message.topic,
            "messaging.destination.partition.id": str(message.partition),
            "messaging.message.id": message.key,
        }
        above = _CONTEXT.extract(message.headers)
        with self._tracer.start_as_current_span(loop, context=above, kind=SpanKind.CONSUMER, attributes=facts):
            yield _headers()

    def note(self, name: str, carried: Mapping[str, str], facts: Facts) -> None:
        """Make a span of a moment, under the one that the headers `carried` carry."""
        self._tracer.start_span(name, context=_CONTEXT.extract(carried), attributes=dict(facts)).end()

    def close(self) -> None:
        """Hand over what is left, for seconds at most."""
        self._provider.force_flush(CLOSE_LIMIT_MS)
        self._provider.shutdown()


def _headers() -> Mapping[str, str]:
    """Return the headers that carry the span that is current."""
    made: dict[str, str] = {}
    _CONTEXT.inject(made)
    return made


def _nanoseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000) * 1000
