"""What can be set about who is told what, and by which channels."""

from typing import Literal

from pydantic import Field, SecretStr, model_validator

from wire.settings.fields import Address, Clock, Duration, Hours, HttpUrl, Moment, Relation, Section, Zone


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
