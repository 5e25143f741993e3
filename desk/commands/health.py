"""`figurewatch health`: is the stage that runs with these settings well; what containers ask."""

from pathlib import Path

import click

from desk.options import Failure, config_option, settings_of


@click.command(short_help="Ask what runs with these settings whether it is well.")
@config_option
@click.option("--ready", is_flag=True, help="Whether its servers answer too, and nothing is halted.")
def health(config: Path | None, ready: bool) -> None:
    """Ask what runs here with these settings whether it is well, at http.port; exit code 1 where it is not."""
    from desk.probe import problems

    settings = settings_of(config)
    if settings.http.port == 0:
        raise Failure("There is no fixed address to ask: set http.port.")
    found = problems(settings.http, "/readyz" if ready else "/healthz")
    if found:
        raise Failure(" ".join(found))
    click.echo("Ready." if ready else "Well.")
