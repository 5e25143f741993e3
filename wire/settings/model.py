"""What can be configured, section by section, with its defaults.

The one YAML file, environment variables and secret files are read by `wire.settings.load`; this module only says
what there is. Every section is frozen; unknown keys are refused. Durations are seconds, or text such as "90s", "15m",
"6h", "7d".
"""

import re
from datetime import datetime
from ipaddress import ip_address
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from wire.settings.masking import masked_url

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def _seconds(value: object) -> object:
    """Turn "15m" into 900.0; leave numbers to pydantic."""
    if isinstance(value, str):
        found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([smhd]?)\s*", value)
        if not found:
            raise ValueError('expected a duration: seconds, or a number with s, m, h or d ("15m")')
        return float(found[1]) * _UNITS[found[2] or "s"]
    return value


def _http(value: str) -> str:
    # The address itself stays out of the message: it may carry a password or a token.
    try:
        parts = urlsplit(value)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        whole = False
    if not whole or re.search(r"\s", value):
        raise ValueError("expected a whole http or https address")
    return value


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError('expected a time zone of the tz database, such as "Europe/Berlin"')
    return value


def _pair(cert_file: str | None, key_file: str | None) -> None:
    if (cert_file is None) != (key_file is None):
        raise ValueError("cert_file and key_file belong together")


def _ordered(interval: float | None, slowest: float | None) -> None:
    if interval is not None and slowest is not None and slowest < interval:
        raise ValueError("slowest is shorter than interval")


def _hours(value: str) -> str:
    clock = r"(?:[01]\d|2[0-3]):[0-5]\d"
    day = "(?:mon|tue|wed|thu|fri|sat|sun)"
    if not re.fullmatch(rf"(?:{day}(?:-{day})? )?{clock}-(?:{clock}|24:00)", value):
        raise ValueError('expected hours, such as "22:00-07:00" or "sat-sun 00:00-24:00"')
    return value


def _moment(value: object) -> object:
    # YAML reads a date and time by itself; messages between processes hold text.
    if isinstance(value, datetime):
        value = value.isoformat()
    try:
        aware = isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        aware = False
    if not aware:
        raise ValueError('expected a time with its zone, such as "2026-12-31T18:00+01:00"')
    return value


def _address(value: str) -> str:
    if not re.fullmatch(r"[^@\s<>,;:\x00-\x20\"]+@[^@\s<>,;:\"]+", value):
        raise ValueError("expected an e-mail address, such as desk@example.org")
    return value


def _at(place: tuple[str | int, ...], sentence: str) -> ValidationError:
    """Return the error that `sentence` is, with the place in the settings that it is about."""
    kind = PydanticCustomError("value_error", "{error}", {"error": sentence})
    return ValidationError.from_exception_data("Settings", [InitErrorDetails(type=kind, loc=place, input=None)])


Duration = Annotated[float, BeforeValidator(_seconds), Field(ge=0)]
HttpUrl = Annotated[str, AfterValidator(_http)]
Zone = Annotated[str, AfterValidator(_zone)]
PagePolicy = Literal["never", "short", "always"]
Relation = Literal["contradicts", "revises", "updates", "impossible"]
Hours = Annotated[str, AfterValidator(_hours)]
Clock = Annotated[str, Field(pattern=r"^(?:[01]\d|2[0-3]):[0-5]\d$")]
Moment = Annotated[str, BeforeValidator(_moment)]
Address = Annotated[str, AfterValidator(_address)]


class Section(BaseModel):
    """A part of the settings: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, allow_inf_nan=False)


class FeedSettings(Section):
    """One feed: where it is, what its publisher is called, how often it may be asked."""

    url: HttpUrl = Field(description="The feed's address: RSS, Atom or JSON Feed.")
    outlet: str | None = Field(None, description="The publisher's name; else as the feed calls itself.")
    ours: bool = Field(False, description="Whether the outlet is one of the desk's own.")
    interval: Duration | None = Field(None, description="Seconds between polls at least; else ingest.interval.")
    slowest: Duration | None = Field(None, description="Seconds between polls at most; else ingest.slowest.")
    hints: bool = Field(True, description="Whether what the publisher asks for (ttl, skipHours, caching) is heeded.")
    full_text: PagePolicy | None = Field(
        None, description="When the linked page is read for the text; else ingest.full_text."
    )

    @model_validator(mode="after")
    def _possible(self) -> "FeedSettings":
        _ordered(self.interval, self.slowest)
        return self


class WebSubSettings(Section):
    """Feeds that push: the server that their hubs call back."""

    public_url: HttpUrl | None = Field(None, description="Where hubs reach it; without it, feeds are only polled.")
    host: str = Field("127.0.0.1", description="Address that it listens on, behind your proxy.")
    port: int = Field(8474, ge=0, le=65535, description="Port that it listens on.")


class IngestSettings(Section):
    """Polling: pace, limits, guards."""

    interval: Duration = Field(300.0, description="Seconds between polls of a feed at least.")
    slowest: Duration | None = Field(
        None, description="Seconds between polls of a healthy feed at most; 6 times the interval where not given."
    )
    full_text: PagePolicy = Field(
        "never", description="When the linked page is read for the text: never, where the entry is short, always."
    )
    reread: tuple[Duration, ...] = Field(
        (900.0, 3600.0, 21_600.0, 86_400.0), description="Seconds after which a page is read again, for corrections."
    )
    timeout: Duration = Field(20.0, description="Seconds that one request may take in all.")
    max_bytes: int = Field(10_000_000, gt=0, description="Bytes of a feed after decompression; more is refused.")
    max_entries: int = Field(5_000, gt=0, description="Entries read of one feed document.")
    concurrency: int = Field(50, gt=0, description="Requests under way at once.")
    per_host: int = Field(2, gt=0, description="Requests under way at once to one host.")
    host_pause: Duration = Field(1.0, description="Seconds between the starts of requests to one host.")
    backfill: Literal["quiet", "tell"] = Field(
        "quiet",
        description="quiet: what comes with the first reading of a feed notifies nobody; tell: it does, like any news.",
    )
    allow_private: bool = Field(False, description="Whether feeds may lie on private or loopback addresses.")
    user_agent: str = Field("figurewatch/0.1 (news monitoring)", description="What servers are told.")
    backlog: int = Field(20_000, gt=0, description="Embedded: unread articles at which polling pauses.")
    websub: WebSubSettings = WebSubSettings()

    @model_validator(mode="after")
    def _possible(self) -> "IngestSettings":
        _ordered(self.interval, self.slowest)
        if list(self.reread) != sorted(set(self.reread)):
            raise ValueError("the times of reread have to grow")
        return self


class EnrichSettings(Section):
    """Extraction."""

    pipeline: str | None = Field(None, description="A spaCy pipeline for the entities; else the bundled one.")


class KafkaSettings(Section):
    """The Kafka cluster."""

    bootstrap_servers: str = Field("localhost:9092", description="host:port, several separated by commas.")
    partitions: int = Field(12, gt=0, description="Partitions of topics that have to be created.")
    replication: int = Field(1, gt=0, description="Copies of topics that have to be created.")
    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        "PLAINTEXT", description="SSL encrypts, SASL says who we are."
    )
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"] | None = Field(
        None, description="How we say who we are: with a password, or with tokens."
    )
    username: str | None = Field(None, description="For PLAIN and SCRAM; for OAUTHBEARER the client's id.")
    password: SecretStr | None = Field(None, description="For PLAIN and SCRAM; for OAUTHBEARER the client's secret.")
    token_url: HttpUrl | None = Field(None, description="OAUTHBEARER: where client credentials are turned into tokens.")
    token_scope: str | None = Field(None, description="OAUTHBEARER: the scope asked for.")
    ca_file: str | None = Field(None, description="Certificates to trust, PEM; else those of the system.")
    cert_file: str | None = Field(None, description="Our own certificate, PEM, where the brokers ask for one.")
    key_file: str | None = Field(None, description="Its key, PEM, without a passphrase.")

    @model_validator(mode="after")
    def _whole(self) -> "KafkaSettings":
        sasl = self.security_protocol.startswith("SASL")
        if sasl != (self.sasl_mechanism is not None):
            raise ValueError(
                "sasl_mechanism belongs to the security protocols SASL_PLAINTEXT and SASL_SSL, and they to it"
            )
        if sasl and (self.username is None or self.password is None):
            raise ValueError(f"{self.sasl_mechanism} needs username and password")
        if (self.sasl_mechanism == "OAUTHBEARER") != (self.token_url is not None):
            raise ValueError("token_url belongs to the mechanism OAUTHBEARER, and it to token_url")
        _pair(self.cert_file, self.key_file)
        return self


class BusSettings(Section):
    """What carries messages between the stages."""

    kind: Literal["embedded", "redis", "kafka"] = Field(
        "embedded",
        description="embedded: Redis Streams on the private Redis; redis: on redis.url; kafka: on bus.kafka.",
    )
    partitions: int = Field(4, gt=0, description="Streams per topic on Redis.")
    takeover: Duration = Field(10.0, ge=1, description="Seconds until others take over from a process that died.")
    kafka: KafkaSettings = KafkaSettings()


class RedisSettings(Section):
    """The Redis that holds ledger, seen-state and due jobs; not needed embedded, which starts its own."""

    url: SecretStr | None = Field(
        None,
        description="redis://, rediss:// (TLS) or unix:// address, with user and password where the server has an ACL; "
        "with sentinels, the name of the master stands for its host.",
    )
    ca_file: str | None = Field(None, description="rediss: certificates to trust, PEM; else those of the system.")
    cert_file: str | None = Field(None, description="rediss: our own certificate, PEM, where the server asks for one.")
    key_file: str | None = Field(None, description="rediss: its key, PEM, without a passphrase.")
    sentinels: tuple[str, ...] = Field((), description="host:port of each Sentinel that knows where the master is.")
    sentinel_password: SecretStr | None = Field(None, description="The password of the Sentinels, where they have one.")

    @model_validator(mode="after")
    def _whole(self) -> "RedisSettings":
        _pair(self.cert_file, self.key_file)
        for sentinel in self.sentinels:
            if not re.fullmatch(r"[^\s:]+:\d{1,5}", sentinel):
                raise ValueError(f'"{sentinel}" is not the host:port of a Sentinel')
        return self


class LedgerSettings(Section):
    """How long reported figures are kept, and how sure an alert must be."""

    single_source: Duration = Field(7 * 86400.0, description="Seconds that a quantity of one source is kept.")
    several_sources: Duration = Field(90 * 86400.0, description="Seconds that other quantities are kept.")
    confidence: float = Field(0.5, ge=0, le=1, description="Least confidence of a Contradiction that is told.")


class WebhookSettings(Section):
    """A generic webhook after the Standard Webhooks rules."""

    url: HttpUrl = Field(description="Where messages are posted.")
    secrets: tuple[SecretStr, ...] = Field(min_length=1, description='Base64 keys, "whsec_" before them; newest first.')
    rate: int | None = Field(None, gt=0, description="Messages a minute; no limit where not given.")


class SlackSettings(Section):
    """A channel of Slack, written to with a bot's token: follow-ups go into the thread of the first alert."""

    token: SecretStr = Field(description='A bot token ("xoxb-...") with the scope chat:write.')
    channel: str = Field(pattern=r"^[#@]?[\w.-]{1,80}$", description="The channel's id (C...) or name.")
    api: HttpUrl = Field("https://slack.com/api", description="Where Slack's Web API is.")


class SubscriberSettings(Section):
    """Who is told, through what, of what, when."""

    name: str = Field(pattern=r"^[A-Za-z0-9_.-]{1,64}$", description="What logs and commands call them.")
    channels: tuple[SecretStr, ...] = Field((), description="Apprise URLs (slack://, mailto://, json://, ...).")
    slack: tuple[SlackSettings, ...] = ()
    teams: tuple[SecretStr, ...] = Field((), description="Addresses of Teams workflows that post what they receive.")
    emails: tuple[Address, ...] = Field((), description="Addresses, written to through alerts.smtp.")
    webhooks: tuple[WebhookSettings, ...] = ()
    fallback: SecretStr | None = Field(None, description="An Apprise URL for when another channel fails for long.")
    relations: frozenset[Relation] = Field(
        frozenset({"contradicts", "revises", "impossible"}), description="Relations wanted."
    )
    measures: frozenset[str] | None = Field(None, description="Measures wanted; all where not given.")
    places: tuple[str, ...] = Field((), description="Alerts in one of these, or in what lies inside; all where empty.")
    bodies: tuple[str, ...] = Field((), description="Alerts with a figure by one of these, or of their country.")
    words: tuple[str, ...] = Field((), description="At least one of these in either report; all where empty.")
    outlets: tuple[str, ...] = Field((), description="Only alerts with one of these outlets; all where empty.")
    not_outlets: tuple[str, ...] = Field((), description="No alert whose new report is by one of these outlets.")
    confidence: float = Field(0.5, ge=0, le=1, description="Least confidence of an alert, 0 to 1.")
    gap: float | None = Field(None, ge=0, description="Least difference of the two figures, in their base unit.")
    gap_percent: float | None = Field(None, ge=0, description="Least difference in percent of the prior figure.")
    sources: int = Field(1, ge=1, description="Least number of independent sources, both sides together.")
    timezone: Zone = Field("UTC", description="For the times in messages, quiet hours and digests.")
    deliver: Literal["at_once", "digest"] = Field("at_once", description="Alerts as they come, or with the digest.")
    quiet_hours: tuple[Hours, ...] = Field((), description='In timezone: "22:00-07:00", "sat-sun 00:00-24:00".')
    digest: Literal["hourly", "daily"] = Field("hourly", description="When what was held back goes out.")
    digest_at: Clock = Field("08:00", description="Time of day of a daily digest, in timezone.")
    rate: int = Field(60, gt=0, description="Alerts a minute on each channel but webhooks; the digest has the rest.")
    heartbeat: bool = Field(True, description="Whether to be told every day that the service works.")

    @model_validator(mode="after")
    def _reachable(self) -> "SubscriberSettings":
        if not (self.channels or self.webhooks or self.slack or self.teams or self.emails):
            raise ValueError(f'subscriber "{self.name}" has neither channels nor webhooks')
        return self


class SmtpSettings(Section):
    """The mail server for the subscribers' e-mail addresses."""

    host: str | None = Field(None, description="Its name; without it, no e-mail can be sent.")
    port: int = Field(587, gt=0, le=65535, description="Its port.")
    security: Literal["starttls", "tls", "none"] = Field("starttls", description="How the connection is encrypted.")
    username: str | None = Field(None, description="For the mail server, where it asks for one.")
    password: SecretStr | None = Field(None, description="The same.")
    sender: Address = Field("figurewatch@localhost", description="Whom mails are from.")


class SilenceSettings(Section):
    """What nobody is told of until a time: all that is given has to fit."""

    words: tuple[str, ...] = Field((), description="One of these is in either report.")
    place: str = Field("", description="It is there, or in what lies inside.")
    measure: str | None = Field(None, description="It is of this measure.")
    quantity: str = Field("", description="It is on the quantity of this id.")
    until: Moment = Field(description="When it ends, with the offset of its time zone.")
    note: str = Field("", description="Why, for colleagues.")

    @model_validator(mode="after")
    def _limited(self) -> "SilenceSettings":
        if not (self.words or self.place or self.measure or self.quantity):
            raise ValueError("a silence needs words, a place, a measure or a quantity")
        return self


class AlertSettings(Section):
    """The notifier."""

    notify_max_age: Duration | None = Field(6 * 3600.0, description="Articles older than this notify nobody.")
    timeout: Duration = Field(15.0, description="Seconds that one delivery may take.")
    attempts: int = Field(10, gt=0, description="Deliveries tried before one is given up.")
    public_url: HttpUrl | None = Field(None, description="Where readers reach the evidence pages.")
    pictures: bool = Field(
        True, description="Whether messages show the timeline; channels fetch it from public_url without signing in."
    )
    templates: str | None = Field(None, description="Folder of templates in place of the built-in texts.")
    fold: Duration = Field(30.0, description="Seconds after a message on a quantity in which others wait for a next.")
    fallback_after: Duration = Field(900.0, description="Seconds of failure after which a fallback is written to.")
    heartbeat: Clock | None = Field("09:00", description="When all is said to work, in the subscriber's timezone.")
    input_silence: Duration | None = Field(1800.0, description="Seconds without an article after which it is said.")
    smtp: SmtpSettings = SmtpSettings()
    silences: tuple[SilenceSettings, ...] = ()


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
        if self.alerts.smtp.host is None and (named := [each.name for each in self.subscribers if each.emails]):
            raise ValueError(f'subscriber "{named[0]}" has emails, and alerts.smtp.host is not set')
        return self
