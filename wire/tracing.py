"""Traces across the stages: each handling of a message is a span, and its context goes on in the messages' headers.

A trace is one article's: from its first fetch over every stage to what was told to whom. Off, nothing is made, carried
or loaded; on, spans go to a collector by OTLP (`wire.otel`, which alone knows OpenTelemetry).
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from wire.bus.port import NO_HEADERS, Message, Outgoing
from wire.settings.model import TracingSettings

Facts = Mapping[str, str | int]
"""What is known of a span besides its name and times: ids and constants, never text of feeds."""


class Tracer(Protocol):
    """Makes spans. Safe to use from several threads; nothing here raises or waits for the collector."""

    def begin(self, name: str, since: datetime, facts: Facts) -> Mapping[str, str]:
        """Make the first span of a trace, from `since` until now; return the headers that carry it on."""
        ...

    def handling(self, loop: str, message: Message) -> AbstractContextManager[Mapping[str, str]]:
        """Return what makes a span of all that is done within it, under the span that `message` carries.

        It yields the headers that carry the new span on.
        """
        ...

    def note(self, name: str, carried: Mapping[str, str], facts: Facts) -> None:
        """Make a span of a moment, under the one that the headers `carried` carry."""
        ...

    def close(self) -> None:
        """Hand over what is left, for seconds at most."""
        ...


class NoTracer:
    """Makes nothing."""

    def begin(self, name: str, since: datetime, facts: Facts) -> Mapping[str, str]:
        """Return no headers."""
        return NO_HEADERS

    def handling(self, loop: str, message: Message) -> AbstractContextManager[Mapping[str, str]]:
        """Return what does nothing and yields no headers."""
        return _NOTHING

    def note(self, name: str, carried: Mapping[str, str], facts: Facts) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


_NOTHING: AbstractContextManager[Mapping[str, str]] = nullcontext(NO_HEADERS)
OFF = NoTracer()


def carrying(outgoing: Outgoing, headers: Mapping[str, str]) -> Outgoing:
    """Return `outgoing` with `headers` besides its own."""
    return replace(outgoing, headers={**outgoing.headers, **headers}) if headers else outgoing


def open_tracer(settings: TracingSettings, stage: str) -> Tracer:
    """Return the tracer that `settings` ask for. Raises ValueError where OpenTelemetry is not installed."""
    if settings.endpoint is None:
        return OFF
    try:
        from wire.otel import OtelTracer  # not loaded where nobody traces: it costs 0.2 s and 20 MB
    except ImportError as error:
        raise ValueError("tracing.endpoint needs OpenTelemetry: pip install 'figurewatch[otel]'") from error
    return OtelTracer.exporting(settings, stage)
