"""What can be configured, section by section, with its defaults.

The one YAML file, environment variables and secret files are read by `wire.settings.load`; this module and those that
it takes sections from only say what there is. Every section is frozen; unknown keys are refused. Durations are seconds,
or text such as "90s", "15m", "6h", "7d".
"""

from ipaddress import ip_address
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from wire.settings.feeds import FeedSettings, IngestSettings, WebSubSettings
from wire.settings.fields import Duration, HttpUrl, PagePolicy, Section, Zone
from wire.settings.masking import masked_url
from wire.settings.servers import BusSettings, KafkaSettings, RedisSettings
from wire.settings.telling import (
    AlertSettings,
    SilenceSettings,
    SlackSettings,
    SmtpSettings,
    SubscriberSettings,
    WebhookSettings,
)

__all__ = [
    "AlertSettings",
    "BusSettings",
    "DeadLetterSettings",
    "EnrichSettings",
    "FeedSettings",
    "HttpSettings",
    "IngestSettings",
    "KafkaSettings",
    "LedgerSettings",
    "LogSettings",
    "PagePolicy",
    "PagesSettings",
    "ReaderSettings",
    "RedisSettings",
    "Settings",
    "SilenceSettings",
    "SlackSettings",
    "SmtpSettings",
    "SubscriberSettings",
    "TracingSettings",
    "WebSubSettings",
    "WebhookSettings",
    "is_loopback",
]


class EnrichSettings(Section):
    """Extraction."""

    pipeline: str | None = Field(None, description="A spaCy pipeline for the entities; else the bundled one.")


class LedgerSettings(Section):
    """How long reported figures are kept, and how sure an alert must be."""

    single_source: Duration = Field(7 * 86400.0, description="Seconds that a quantity of one source is kept.")
    several_sources: Duration = Field(90 * 86400.0, description="Seconds that other quantities are kept.")
    confidence: float = Field(0.5, ge=0, le=1, description="Least confidence of a Contradiction that is told.")


class HttpSettings(Section):
    """Where each process shows /metrics, /healthz and /readyz."""

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(0, ge=0, le=65535, description="0 takes a free one and logs it.")


class ReaderSettings(Section):
    """Somebody who may read the evidence pages, by HTTP's basic authentication."""

    name: str = Field(pattern=r"^[^:\x00-\x1f]{1,64}$", description="Whom to sign in as.")
    password: SecretStr = Field(description="Their password.")


class PagesSettings(Section):
    """The evidence pages."""

    host: str = Field("127.0.0.1", description="Address to listen on; any but loopback needs readers, a proxy or open.")
    port: int = Field(8090, ge=0, le=65535, description="0 takes a free one and logs it.")
    timezone: Zone = Field("UTC", description="For all times on the pages.")
    readers: tuple[ReaderSettings, ...] = Field((), description="Who may look, with a password.")
    user_header: str | None = Field(
        None, pattern=r"^[A-Za-z0-9-]{1,64}$", description="The header in which a proxy that signs people in says who."
    )
    proxies: tuple[str, ...] = Field(
        ("127.0.0.1", "::1"), description="Addresses of proxies whose user_header is believed."
    )
    open: bool = Field(False, description="Whether everybody who reaches the address may read, without signing in.")

    @model_validator(mode="after")
    def _guarded(self) -> "PagesSettings":
        if not (is_loopback(self.host) or self.readers or self.user_header or self.open):
            raise ValueError(
                f'pages on "{self.host}" need readers (names and passwords), a user_header, or open: true for everybody'
            )
        return self


def is_loopback(host: str) -> bool:
    """Return whether `host`, a name or an address, is this machine alone."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower().rstrip(".") == "localhost"


class LogSettings(Section):
    """How processes log."""

    level: Literal["debug", "info", "warning", "error"] = Field("info", description="The least that is logged.")
    format: Literal["auto", "text", "json"] = Field("auto", description="auto: text on a terminal, else json.")


class TracingSettings(Section):
    """Spans of what each stage does with each article, for a collector of OpenTelemetry."""

    endpoint: HttpUrl | None = Field(
        None, description='Where spans go, by OTLP over HTTP ("http://collector:4318/v1/traces"); unset, none are made.'
    )
    share: float = Field(1.0, ge=0, le=1, description="The share of articles that are traced.")


class DeadLetterSettings(Section):
    """When a stage stops rather than drain its topic into the dead letters."""

    limit: int = Field(100, gt=0, description="Dead letters of one loop within a day at which it stops.")
    attempts: int = Field(3, gt=0, description="Deliveries of one message before it is a dead letter.")
    handling: Duration = Field(60.0, description="Seconds that handling one message may take.")


class Settings(Section):
    """Everything."""

    namespace: str = Field(
        "figurewatch",
        pattern=r"^[A-Za-z0-9_.-]{1,64}$",
        description="Goes before topics, consumer groups and Redis keys, so that installations can share servers.",
    )
    data: str = Field(".figurewatch", description="Folder of the embedded Redis.")
    feeds: tuple[FeedSettings, ...] = ()
    subscribers: tuple[SubscriberSettings, ...] = ()
    ingest: IngestSettings = IngestSettings()
    enrich: EnrichSettings = EnrichSettings()
    alerts: AlertSettings = AlertSettings()
    bus: BusSettings = BusSettings()
    redis: RedisSettings = RedisSettings()
    ledger: LedgerSettings = LedgerSettings()
    dead_letters: DeadLetterSettings = DeadLetterSettings()
    http: HttpSettings = HttpSettings()
    pages: PagesSettings = PagesSettings()
    log: LogSettings = LogSettings()
    tracing: TracingSettings = TracingSettings()

    @model_validator(mode="after")
    def _unique(self) -> "Settings":
        for name, key, values in (
            ("feeds", "url", [feed.url for feed in self.feeds]),
            ("subscribers", "name", [subscriber.name for subscriber in self.subscribers]),
        ):
            first = {value: index for index, value in reversed(list(enumerate(values)))}
            for index, value in enumerate(values):
                if first[value] != index:
                    raise _at((name, index, key), f'"{masked_url(value)}" is there twice')
        for index, feed in enumerate(self.feeds):
            if feed.interval is None and feed.slowest is not None and feed.slowest < self.ingest.interval:
                said = "is shorter than ingest.interval: give the feed an interval too"
                raise _at(("feeds", index, "slowest"), said)
        if self.alerts.smtp.host is None and (named := [each.name for each in self.subscribers if each.emails]):
            raise ValueError(f'subscriber "{named[0]}" has emails, and alerts.smtp.host is not set')
        return self


def _at(place: tuple[str | int, ...], sentence: str) -> ValidationError:
    """Return the error that `sentence` is, with the place in the settings that it is about."""
    kind = PydanticCustomError("value_error", "{error}", {"error": sentence})
    return ValidationError.from_exception_data("Settings", [InitErrorDetails(type=kind, loc=place, input=None)])
