"""`figurewatch subscribers`: who is told, and a message to try it."""

from pathlib import Path

import click

from desk.commands.config import check_channels
from desk.options import Failure, config_option, settings_of


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
    """Send the subscriber called NAME a test message through each of its channels."""
    settings = settings_of(config)
    chosen = [subscriber for subscriber in settings.subscribers if subscriber.name == name]
    if not chosen:
        known = ", ".join(subscriber.name for subscriber in settings.subscribers) or "none"
        raise Failure(f'There is no subscriber "{name}" in the settings; there are: {known}.')
    from alerts.notify.trial import send_test

    failures = 0
    check_channels(settings)
    for channel, problem in send_test(chosen[0], settings.alerts):
        failures += problem is not None
        click.echo(f"{channel}: {'delivered' if problem is None else problem}")
    if failures:
        raise Failure(f"{failures} of the channels of {name} did not take the message.")
