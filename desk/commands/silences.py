"""`figurewatch silences`: what nobody is to be told of for a while."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from desk.options import Failure, config_option, settings_of


@click.group(short_help="List, add or remove silences.")
def silences() -> None:
    """List, add or remove silences: what nobody is told of until a time."""


@silences.command("list")
@config_option
def list_(config: Path | None) -> None:
    """Print the silences in force, those of the settings included."""
    from alerts.notify.knowledge import configured_silences
    from alerts.notify.silences import RedisSilences
    from desk.servers import opened_redis
    from desk.tables import table
    from wire.clock import SystemClock

    settings, now = settings_of(config), SystemClock().now()
    with opened_redis(settings) as client:
        found = [*RedisSilences(client, namespace=settings.namespace).current(now)]
    found += [each for each in configured_silences(settings.alerts.silences) if each.until > now]
    rows = [
        (
            each.id,
            ", ".join(each.words),
            each.place,
            each.measure or "",
            each.quantity,
            f"{each.until:%Y-%m-%d %H:%M %Z}",
            each.by,
            each.note,
        )
        for each in found
    ]
    head = ("id", "words", "place", "measure", "quantity", "until", "by", "note")
    table(head, rows, empty="There are no silences.")


@silences.command()
@config_option
@click.option("--word", "words", multiple=True, help="A word or phrase; given several times, any of them.")
@click.option("--place", default="", help="A place, with all that lies inside.")
@click.option("--measure", default=None, help="A measure, such as killed.")
@click.option("--quantity", default="", help="A quantity's id.")
@click.option("--for", "span", default="1d", show_default=True, help="How long, such as 30m, 8h or 7d.")
@click.option("--note", default="", help="Why.")
def add(config: Path | None, span: str, measure: str | None, **given: Any) -> None:
    """Tell nobody of what fits all that is given."""
    from typing import cast, get_args

    from alerts.notify.silences import RedisSilences, silence
    from desk.servers import opened_redis
    from enrich.messages import Measure
    from wire.clock import SystemClock

    if measure is not None and measure not in get_args(Measure):
        raise click.BadParameter(f'"{measure}" is no measure; there are: {", ".join(get_args(Measure))}.')
    settings, now = settings_of(config), SystemClock().now()
    try:
        made = silence(
            now=now, until=_end(now, span), measure=cast(Measure | None, measure), by="command line", **given
        )
    except ValueError as error:
        raise click.UsageError(f"{error}.") from error
    with opened_redis(settings) as client:
        RedisSilences(client, namespace=settings.namespace).add(made)
    click.echo(f"Silence {made.id} holds until {made.until:%Y-%m-%d %H:%M %Z}.")


@silences.command()
@config_option
@click.argument("id")
def remove(config: Path | None, id: str) -> None:
    """End the silence called ID now."""
    from alerts.notify.silences import RedisSilences
    from desk.servers import opened_redis

    settings = settings_of(config)
    with opened_redis(settings) as client:
        if not RedisSilences(client, namespace=settings.namespace).remove(id):
            raise Failure(f'There is no silence "{id}" to remove.')
    click.echo(f"Silence {id} has ended.")


def _end(now: datetime, span: str) -> datetime:
    units = {"m": 60, "h": 3600, "d": 86_400}
    number, unit = span[:-1], span[-1:]
    if unit not in units or not number.isdecimal() or not 0 < int(number) <= 10_000:
        raise click.BadParameter(f'"{span}" is no span of time; write 30m, 8h or 7d.')
    return now + timedelta(seconds=int(number) * units[unit])
