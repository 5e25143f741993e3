"""`figurewatch figures`: what the ledger holds on a quantity."""

from pathlib import Path

import click

from desk.options import config_option, settings_of


@click.command(short_help="Print what the ledger holds on a quantity.")
@config_option
@click.argument("query", nargs=-1, required=True)
def figures(config: Path | None, query: tuple[str, ...]) -> None:
    """Print what the ledger holds that fits all words of QUERY ("killed gaza")."""
    from desk.holdings import print_holdings

    print_holdings(settings_of(config), query)
