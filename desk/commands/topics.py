"""`figurewatch topics`: what the bus must have before the stages start."""

from pathlib import Path

import click

from desk.options import config_option, settings_of


@click.group()
def topics() -> None:
    """Prepare the bus."""


@topics.command()
@config_option
@click.option("--force", is_flag=True, help="Add partitions to topics that have fewer than the settings ask for.")
def ensure(config: Path | None, force: bool) -> None:
    """Create the topics that do not exist yet, with their partitions and retention; existing ones stay as they are."""
    from desk.servers import opened_bus

    settings = settings_of(config)
    with opened_bus(settings) as bus:
        bus.ensure_topics()
        click.echo(f'The topics of namespace "{settings.namespace}" exist.')
        if settings.bus.kind != "kafka":
            return
        from wire.bus.kafka import KafkaBus

        assert isinstance(bus, KafkaBus)
        few, wanted = bus.too_few(), settings.bus.kafka.partitions
        if few and force:
            bus.grow(few)
        for topic, count in few.items():
            if force:
                click.echo(f"{topic} had {count} partitions and has {wanted} now.")
            else:
                click.echo(f"{topic} has {count} partitions, the settings ask for {wanted}: --force adds them.")
