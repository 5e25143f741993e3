"""`figurewatch figures`: what the ledger holds on a quantity."""

from pathlib import Path

import click

from desk.options import config_option, settings_of


@click.command(short_help="Print what the ledger holds on a quantity.")
@config_option
@click.option("--plot", type=click.Path(path_type=Path, dir_okay=False), help="Draw it into this file, PNG or SVG.")
@click.argument("query", nargs=-1, required=True)
def figures(config: Path | None, plot: Path | None, query: tuple[str, ...]) -> None:
    """Print what the ledger holds that fits all words of QUERY ("killed gaza")."""
    from desk.holdings import draw_holdings, print_holdings

    words = " ".join(query).split()
    if plot is None:
        print_holdings(settings_of(config), words)
    else:
        draw_holdings(settings_of(config), words, plot)
