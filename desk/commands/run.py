"""`figurewatch run` (all stages on one machine) and each stage by itself."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from desk.commands.config import check_channels
from desk.options import config_option, settings_of


@click.command(short_help="Run all stages on this machine.")
@config_option
@click.option("--feed", "feeds", metavar="URL", multiple=True, help="A feed to watch; may be given several times.")
@click.option("--notify", "channels", metavar="URL", multiple=True, help="Whom to tell, as an Apprise URL.")
def run(config: Path | None, feeds: Sequence[str], channels: Sequence[str]) -> None:
    """Run all stages on this machine, until Ctrl-C or SIGTERM."""
    if config and (feeds or channels):
        raise click.UsageError(
            "--feed and --notify are for running without a file; the file lists feeds and subscribers."
        )
    overrides: dict[str, Any] = {}
    if feeds:
        overrides["feeds"] = [{"url": url} for url in dict.fromkeys(feeds)]
    if channels:
        overrides["subscribers"] = [{"name": "command-line", "channels": list(dict.fromkeys(channels))}]
    settings = settings_of(config, overrides)
    if not settings.feeds:
        raise click.UsageError("There is no feed to watch: give -c FILE with feeds in it, or --feed URL.")
    check_channels(settings)
    from desk.service import serve

    serve(settings)


@click.command(short_help="One stage: feeds in, articles out.")
@config_option
def ingest(config: Path | None) -> None:
    """Run the stage that polls feeds and publishes articles."""
    _stage("ingest", config)


@click.command(short_help="One stage: articles in, claims out.")
@config_option
def enrich(config: Path | None) -> None:
    """Run the stage that reads articles and publishes their claims."""
    _stage("enrich", config)


@click.command(short_help="One stage: claims in, alerts out.")
@config_option
def alert(config: Path | None) -> None:
    """Run the stage that judges claims and tells the subscribers."""
    _stage("alert", config)


def _stage(name: str, config: Path | None) -> None:
    from desk.stages import refuse_embedded, run_stage

    settings = settings_of(config)
    refuse_embedded(name, settings)
    run_stage(name, settings)
