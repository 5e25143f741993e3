"""`figurewatch doctor` and `figurewatch trace`: what is wrong, and what became of an article."""

from pathlib import Path

import click

from desk.options import Failure, config_option, settings_of


@click.command(short_help="Say whether all that the service needs is there, and what to do.")
@config_option
def doctor(config: Path | None) -> None:
    """Look at settings, channels, disk, servers, loops, dead letters and feeds, and say what to do; sends nothing."""
    from desk.doctor import examine

    wrong = 0
    for finding in examine(settings_of(config)):
        wrong += finding.grade == "wrong"
        click.echo(f"{finding.grade:<6} {finding.area}: {finding.says}")
    if wrong:
        raise Failure("One thing is wrong." if wrong == 1 else f"{wrong} things are wrong.")


@click.command(short_help="Follow an article through all stages.")
@config_option
@click.argument("article")
def trace(config: Path | None, article: str) -> None:
    """Say what became of ARTICLE, given as its id or its address: fetched, found, compared, sent, and why not."""
    from desk.trace import trace as follow

    for line in follow(settings_of(config), article):
        click.echo(line)
