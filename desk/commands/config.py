"""`figurewatch config`: is the file right, and what does it amount to."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from desk.options import Failure, config_option, settings_of

if TYPE_CHECKING:
    from wire.settings.model import Settings


@click.group()
def config() -> None:
    """Check the settings, or show them."""


@config.command()
@config_option
def check(config: Path | None) -> None:
    """Say whether the settings are right, and what an editor would miss."""
    settings = settings_of(config)
    check_channels(settings)
    check_templates(settings)
    click.echo(f"{config or 'The environment'}: fine, {_summary(settings)}.")
    for remark in remarks(settings):
        click.echo(f"Note: {remark}")


@config.command()
@config_option
def show(config: Path | None) -> None:
    """Print all settings in force as YAML, secrets masked."""
    import yaml

    from wire.settings.plain import masked

    values = masked(settings_of(config))
    click.echo(yaml.safe_dump(values, sort_keys=False, allow_unicode=True, width=120), nl=False)


def check_channels(settings: "Settings") -> None:
    """Raise `Failure` where a subscriber has an address that no channel takes; nothing is sent."""
    if not settings.subscribers:
        return
    from alerts.notify.recipients import recipient
    from wire.clock import SystemClock

    for subscriber in settings.subscribers:
        try:
            recipient(subscriber, settings.alerts, SystemClock())
        except ValueError as error:
            raise Failure(f"{error}.") from error


def check_templates(settings: "Settings") -> None:
    """Raise `Failure` for a template that does not work, with its file and line, and for one that replaces nothing."""
    if settings.alerts.templates is None:
        return
    from alerts.notify.trial import samples
    from alerts.render.message import Reader
    from alerts.render.templates import Templates
    from wire.clock import SystemClock

    reader = Reader(public_url=settings.alerts.public_url or "https://pages.example")
    try:
        found = list(Templates(Path(settings.alerts.templates)).broken(samples(SystemClock().now(), reader)))
    except ValueError as error:
        raise Failure(f"{error}.") from error
    if found:
        raise Failure("\n".join(f"{sentence}." for sentence in found))


def remarks(settings: "Settings") -> list[str]:
    """Return sentences on what is allowed and yet probably not meant."""
    found = []
    if not settings.feeds:
        found.append("there are no feeds, so nothing will be polled.")
    if not settings.subscribers:
        found.append("there are no subscribers, so nobody will be told.")
    if settings.alerts.public_url is None:
        found.append("alerts.public_url is not set, so alerts carry no link to their evidence page.")
    if settings.bus.kind == "redis" and settings.redis.url is None:
        found.append("bus.kind is redis and redis.url is not set, so no stage can start.")
    if settings.bus.kind == "kafka" and settings.redis.url is None:
        found.append("redis.url is not set, which the stages need over Kafka too.")
    return found


def _summary(settings: "Settings") -> str:
    feeds, subscribers = len(settings.feeds), len(settings.subscribers)
    carrier = {"embedded": "the embedded Redis", "redis": "Redis", "kafka": "Kafka"}[settings.bus.kind]
    return f"{_many(feeds, 'feed')}, {_many(subscribers, 'subscriber')}, over {carrier}"


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
