"""`figurewatch subscribers`: who is told, and a message to try it."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from desk.commands.config import check_channels
from desk.options import Failure, config_option, settings_of

if TYPE_CHECKING:
    from wire.settings.model import Settings, SubscriberSettings


@click.group()
def subscribers() -> None:
    """List subscribers, or send one a test message."""


@subscribers.command("list")
@config_option
def list_(config: Path | None) -> None:
    """Print the subscribers of the settings: what reaches them, and through what."""
    from desk.tables import table

    rows = [
        (
            subscriber.name,
            ", ".join(sorted(subscriber.relations)),
            ", ".join(sorted(subscriber.measures)) if subscriber.measures else "all",
            ", ".join(
                [url.get_secret_value().split(":", 1)[0] for url in subscriber.channels]
                + ["slack" for _ in subscriber.slack]
                + ["teams" for _ in subscriber.teams]
                + ["email" for _ in subscriber.emails]
                + ["webhook" for _ in subscriber.webhooks]
            ),
        )
        for subscriber in settings_of(config).subscribers
    ]
    table(("name", "told of", "measures", "through"), rows, empty="There are no subscribers in the settings.")


@subscribers.command()
@config_option
@click.argument("name")
def test(config: Path | None, name: str) -> None:
    """Send the subscriber called NAME a test message through each of its channels, and its fallback."""
    settings = settings_of(config)
    chosen = _chosen(settings, name)
    from alerts.notify.trial import send_test

    failures = 0
    check_channels(settings)
    for channel, problem in send_test(chosen, settings.alerts):
        failures += problem is not None
        click.echo(f"{channel}: {'delivered' if problem is None else problem}")
    if failures:
        raise Failure(f"{failures} of the channels of {name} did not take the message.")


@subscribers.command()
@config_option
@click.argument("name")
@click.argument("alert")
def explain(config: Path | None, name: str, alert: str) -> None:
    """Say why the subscriber called NAME was or was not told of ALERT (its id, as webhooks and pages give it)."""
    settings = settings_of(config)
    _chosen(settings, name)
    from alerts.notify.deliveries import RedisDeliveries
    from desk.servers import opened_redis
    from desk.tables import table

    with opened_redis(settings) as client:
        notes = RedisDeliveries(client, namespace=settings.namespace).of(alert)
    mine = [each for each in notes if each.subscriber in (name, "")]
    if not mine:
        raise Failure(f'Nothing is known of an alert "{alert}" for {name}.')
    rows = [
        (f"{each.at:%Y-%m-%d %H:%M:%S %Z}", each.channel or "-", each.outcome.replace("_", " "), each.why)
        for each in mine
    ]
    table(("when", "channel", "what became of it", "why"), rows, empty="")


def _chosen(settings: "Settings", name: str) -> "SubscriberSettings":
    """Return the subscriber called `name`. Raises `Failure` where there is none."""
    for each in settings.subscribers:
        if each.name == name:
            return each
    known = ", ".join(subscriber.name for subscriber in settings.subscribers) or "none"
    raise Failure(f'There is no subscriber "{name}" in the settings; there are: {known}.')
