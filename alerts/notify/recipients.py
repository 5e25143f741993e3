"""From the settings to channels."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from alerts.channels.apprise import AppriseChannel
from alerts.channels.mail import Mail
from alerts.channels.port import Channel
from alerts.channels.slack import Slack
from alerts.channels.teams import Teams
from alerts.channels.webhook import Webhook
from alerts.render.message import Reader
from alerts.render.templates import Templates
from wire.clock import Clock
from wire.settings.model import AlertSettings, SubscriberSettings


@dataclass(frozen=True, slots=True)
class Recipient:
    """A subscriber with its channels by name, how much each may carry (messages a minute), and the fallback."""

    wishes: SubscriberSettings
    channels: Mapping[str, Channel]
    rates: Mapping[str, int | None]
    fallback: Channel | None = None


def recipient(subscriber: SubscriberSettings, settings: AlertSettings, clock: Clock) -> Recipient:
    """Return `subscriber` with channels made from its addresses; nothing is sent yet.

    Raises `ValueError`, whose text names the subscriber and no address, where one cannot be used.
    """
    templates = Templates(Path(settings.templates) if settings.templates else None)
    reader = Reader(zone=subscriber.timezone, public_url=settings.public_url, templates=templates)
    try:
        made = list(_channels(subscriber, settings, reader, clock))
    except ValueError as error:
        words = str(error)
        raise ValueError(words if subscriber.name in words else f'subscriber "{subscriber.name}": {words}') from None
    fallback = None
    if subscriber.fallback is not None:
        address = subscriber.fallback.get_secret_value()
        fallback = AppriseChannel(address, subscriber=subscriber.name, reader=reader, timeout=settings.timeout)
    return Recipient(
        subscriber, {each.name: each for each, _ in made}, {each.name: rate for each, rate in made}, fallback
    )


def _channels(
    subscriber: SubscriberSettings, settings: AlertSettings, reader: Reader, clock: Clock
) -> Iterable[tuple[Channel, int | None]]:
    name, timeout, rate = subscriber.name, settings.timeout, subscriber.rate
    for url in subscriber.channels:
        yield AppriseChannel(url.get_secret_value(), subscriber=name, reader=reader, timeout=timeout), rate
    for each in subscriber.slack:
        token = each.token.get_secret_value()
        made = Slack(token, each.channel, api=each.api, subscriber=name, reader=reader, timeout=timeout, clock=clock)
        yield made, rate
    for url in subscriber.teams:
        yield Teams(url.get_secret_value(), subscriber=name, reader=reader, timeout=timeout, clock=clock), rate
    for address in subscriber.emails:
        yield Mail(address, settings.smtp, subscriber=name, reader=reader, timeout=timeout, clock=clock), rate
    for hook in subscriber.webhooks:
        secrets = [secret.get_secret_value() for secret in hook.secrets]
        yield Webhook(hook.url, secrets, subscriber=name, reader=reader, timeout=timeout, clock=clock), hook.rate
