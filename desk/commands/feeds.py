"""`figurewatch feeds`: the feeds that are watched, whether one would work, and taking over a list."""

from pathlib import Path

import click

from desk.options import config_option, settings_of


@click.group()
def feeds() -> None:
    """List, check or import feeds."""


@feeds.command("list")
@config_option
def list_(config: Path | None) -> None:
    """Print the feeds of the settings: outlet, seconds between polls, address."""
    from desk.tables import table
    from wire.settings.masking import masked_url

    settings = settings_of(config)
    rows = [
        (
            feed.outlet or "as the feed says",
            f"{feed.interval or settings.ingest.interval:g}",
            "yes" if feed.ours else "",
            masked_url(feed.url),
        )
        for feed in settings.feeds
    ]
    table(("outlet", "interval", "ours", "address"), rows, empty="There are no feeds in the settings.")


@feeds.command()
@config_option
@click.argument("url")
def check(config: Path | None, url: str) -> None:
    """Fetch the feed at URL once and say what would be read from it."""
    from ingest.check import check as check_feed

    settings = settings_of(config, {"feeds": [{"url": url}]})
    click.echo(check_feed(url, settings.ingest))


@feeds.command("import")
@click.argument("opml", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(opml: Path) -> None:
    """Print the feeds of an OPML file as YAML for the settings."""
    import yaml

    from ingest.opml import feeds_of

    entries = [{"url": url, **({"outlet": outlet} if outlet else {})} for url, outlet in feeds_of(opml.read_bytes())]
    click.echo(yaml.safe_dump({"feeds": entries}, sort_keys=False, allow_unicode=True, width=120), nl=False)
