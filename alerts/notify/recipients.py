"""From the settings to channels."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from alerts.channels.apprise import AppriseChannel
from alerts.channels.port import Channel
from alerts.channels.webhook import Webhook
from wire.clock import Clock
from wire.settings.model import AlertSettings, SubscriberSettings


@dataclass(frozen=True, slots=True)
class Recipient:
    """A subscriber with its channels by name."""

    wishes: SubscriberSettings
    channels: Mapping[str, Channel]


def recipient(subscriber: SubscriberSettings, settings: AlertSettings, clock: Clock) -> Recipient:
    """Return `subscriber` with channels made from its addresses; nothing is sent yet.

    Raises `ValueError`, whose text names the subscriber and no address, where one cannot be used.
    """
    return Recipient(subscriber, {channel.name: channel for channel in _channels(subscriber, settings, clock)})


def _channels(subscriber: SubscriberSettings, settings: AlertSettings, clock: Clock) -> Iterable[Channel]:
    for url in subscriber.channels:
        yield AppriseChannel(
            url.get_secret_value(),
            subscriber=subscriber.name,
            zone=subscriber.timezone,
            public_url=settings.public_url,
            timeout=settings.timeout,
        )
    for hook in subscriber.webhooks:
        try:
            yield Webhook(
                hook.url,
                [secret.get_secret_value() for secret in hook.secrets],
                subscriber=subscriber.name,
                zone=subscriber.timezone,
                public_url=settings.public_url,
                timeout=settings.timeout,
                clock=clock,
            )
        except ValueError as error:
            raise ValueError(f'subscriber "{subscriber.name}": {error}') from None
