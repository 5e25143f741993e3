"""`figurewatch dead`: the dead letters, and what to do with them."""

from pathlib import Path

import click

from desk.options import config_option, settings_of

TOPICS = ("articles", "claims", "contradictions")


@click.group(short_help="List, show, replay or drop dead letters, resume what halted.")
def dead() -> None:
    """List or show dead letters, put them back or drop them, or let a loop go on that halted at its limit."""


@dead.command("list")
@config_option
@click.argument("topic", type=click.Choice(TOPICS), required=False)
def list_(config: Path | None, topic: str | None) -> None:
    """Print the dead letters of TOPIC, or of all topics, and what is halted."""
    from desk.letters import list_letters

    for note in list_letters(settings_of(config), [topic] if topic else TOPICS):
        click.echo(note)


@dead.command()
@config_option
@click.argument("topic", type=click.Choice(TOPICS))
def replay(config: Path | None, topic: str) -> None:
    """Put the dead letters of TOPIC back onto it."""
    from desk.letters import replay_letters

    click.echo(replay_letters(settings_of(config), topic))


@dead.command()
@config_option
@click.argument("topic", type=click.Choice(TOPICS))
@click.argument("key")
def show(config: Path | None, topic: str, key: str) -> None:
    """Print the dead letters of TOPIC with this KEY: why they were given up, and what they hold."""
    from desk.letters import show_letters

    for note in show_letters(settings_of(config), topic, key):
        click.echo(note)


@dead.command()
@config_option
@click.argument("topic", type=click.Choice(TOPICS))
@click.confirmation_option(prompt="They cannot be replayed afterwards. Drop them?")
def drop(config: Path | None, topic: str) -> None:
    """Give up the dead letters of TOPIC for good."""
    from desk.letters import drop_letters

    click.echo(drop_letters(settings_of(config), topic))


@dead.command()
@config_option
@click.argument("loop", required=False)
def resume(config: Path | None, loop: str | None) -> None:
    """Let LOOP, or everything that is halted, consume again."""
    from desk.letters import resume_loops

    click.echo(resume_loops(settings_of(config), loop))
