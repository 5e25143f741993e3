"""`figurewatch feeds`: the feeds that are watched and how they fare, whether one would work, lists of them."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from desk.options import Failure, config_option, settings_of

if TYPE_CHECKING:
    from ingest.seen.port import Listed
    from wire.settings.model import Settings


@click.group()
def feeds() -> None:
    """List, check, find, import or export feeds."""


@feeds.command("list")
@config_option
def list_(config: Path | None) -> None:
    """Print the feeds of the settings, with what is known of each where the service has run."""
    from datetime import UTC, datetime

    from desk.tables import table
    from ingest.listing import HEAD, row
    from wire.settings.masking import masked_url

    settings = settings_of(config)
    now = datetime.now(UTC)
    rows = [
        row(feed, listed, settings.ingest, now, masked_url(feed.url))
        for feed, listed in zip(settings.feeds, _listed(settings), strict=True)
    ]
    table(HEAD, rows, empty="There are no feeds in the settings.")


@feeds.command()
@config_option
@click.argument("url")
def check(config: Path | None, url: str) -> None:
    """Fetch the feed at URL once and say what would be read from it."""
    from ingest.check import check as check_feed

    settings = _about(url, config)
    click.echo(check_feed(url, settings.ingest))


@feeds.command()
@config_option
@click.argument("url")
def discover(config: Path | None, url: str) -> None:
    """Find the feeds of the site at URL."""
    from desk.tables import table
    from ingest.discover import discover as discover_feeds

    settings = _about(url, config)
    found = discover_feeds(url, settings.ingest)
    if not found:
        raise Failure("There is no feed to be found there: neither the page nor the usual addresses lead to one.")
    table(("address", "title", "entries"), [(each.url, each.title, str(each.entries)) for each in found], empty="")


@feeds.command("import")
@click.argument("opml", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(opml: Path) -> None:
    """Print the feeds of an OPML file as YAML for the settings."""
    import yaml

    from ingest.opml import feeds_of

    entries = [{"url": url, **({"outlet": outlet} if outlet else {})} for url, outlet in feeds_of(opml.read_bytes())]
    click.echo(yaml.safe_dump({"feeds": entries}, sort_keys=False, allow_unicode=True, width=120), nl=False)


@feeds.command()
@config_option
def export(config: Path | None) -> None:
    """Print the feeds of the settings as OPML, which feed readers import; addresses are whole, passwords included."""
    from ingest.opml import opml_of

    settings = settings_of(config)
    click.echo(opml_of([(feed.url, feed.outlet or "") for feed in settings.feeds], title="figurewatch"), nl=False)


def _about(url: str, config: Path | None) -> "Settings":
    """Return the settings; raise `Failure` where `url` is no address to be asked."""
    if not re.match(r"https?://[^/\s]", url, re.IGNORECASE):
        raise Failure(f"{url!a} is no whole http or https address, such as https://www.example.org/feed.xml.")
    return settings_of(config, {"feeds": [{"url": url}]})


def _listed(settings: "Settings") -> "Sequence[Listed]":
    """Return what is known of each feed, nothing where there is nothing to ask."""
    if not settings.feeds:
        return []
    from desk.servers import opened_redis
    from ingest.seen.port import FeedState, Listed
    from ingest.seen.redis import RedisSeen

    try:
        with opened_redis(settings) as client:
            return RedisSeen(client, namespace=settings.namespace).listed([feed.url for feed in settings.feeds])
    except Failure as failure:
        click.echo(f"Nothing is known of how they fare. {failure}", err=True)
        return [Listed(state=FeedState())] * len(settings.feeds)
