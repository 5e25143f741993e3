"""`figurewatch extract` and `figurewatch replay`: texts in, claims or alerts out, no service needed."""

from pathlib import Path

import click

from desk.options import config_option, settings_of


@click.command(short_help="Articles (JSON lines) in, claims out.")
@config_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path), default="-")
@click.option("--entities", is_flag=True, help="The names in the whole texts instead of the claims.")
def extract(config: Path | None, file: Path, entities: bool) -> None:
    """Read articles (JSON lines) from FILE or standard input, print their claims as JSON lines."""
    from desk.extract import extract as work

    work(file, settings_of(config), entities=entities)


@click.command(short_help="Articles (JSON lines) in, alerts out, offline.")
@config_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option("-o", "--output", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Else: printed.")
@click.option("--all", "every", is_flag=True, help="Every pair whose numbers differ, with its confidence.")
@click.option("--claims", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Figures to take.")
@click.option("--into-ledger", is_flag=True, help="Fill the live ledger instead, and notify nobody.")
def replay(
    config: Path | None, file: Path, output: Path | None, every: bool, claims: Path | None, into_ledger: bool
) -> None:
    """Send the articles of FILE (JSON lines) through the whole pipeline offline, print the alerts."""
    from desk.replay import replay as work

    work(file, settings_of(config), output=output, every=every, claims=claims, into_ledger=into_ledger)
