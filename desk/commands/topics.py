"""`figurewatch topics`: what the bus must have before the stages start."""

from pathlib import Path

import click

from desk.options import config_option, settings_of


@click.group()
def topics() -> None:
    """Prepare the bus."""


@topics.command()
@config_option
def ensure(config: Path | None) -> None:
    """Create the topics that do not exist yet, with their retention."""
    from desk.servers import opened_bus

    settings = settings_of(config)
    with opened_bus(settings) as bus:
        bus.ensure_topics()
    click.echo(f'The topics of namespace "{settings.namespace}" exist.')
