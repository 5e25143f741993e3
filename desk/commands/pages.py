"""`figurewatch pages` and `figurewatch verdicts`: the evidence pages, and what people said there."""

from pathlib import Path

import click

from desk.options import config_option, settings_of


@click.command(short_help="The evidence pages by themselves.")
@config_option
def pages(config: Path | None) -> None:
    """Serve the evidence pages, until Ctrl-C or SIGTERM; `run` serves them too."""
    from desk.stages import refuse_embedded, run_stage

    settings = settings_of(config)
    refuse_embedded("pages", settings)
    run_stage("pages", settings)


@click.command(short_help="Print what people said of alerts, as gold for tuning.")
@config_option
@click.option("-o", "--output", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Else: printed.")
def verdicts(config: Path | None, output: Path | None) -> None:
    """Print each alert that somebody judged on the evidence pages, with the verdict, as JSON lines."""
    from desk.verdicts import write_verdicts

    write_verdicts(settings_of(config), output)
