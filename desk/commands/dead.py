"""`figurewatch dead`: the dead letters, and what to do with them."""

from pathlib import Path

import click

from desk.options import config_option, settings_of

TOPICS = ("articles", "claims", "contradictions")


@click.group(short_help="List or replay dead letters, resume a stage.")
def dead() -> None:
    """List dead letters, put them back, or let a stopped stage go on."""


@dead.command("list")
@config_option
@click.argument("topic", type=click.Choice(TOPICS), required=False)
def list_(config: Path | None, topic: str | None) -> None:
    """Print the dead letters of TOPIC, or of all topics."""
    from desk.letters import list_letters

    list_letters(settings_of(config), [topic] if topic else TOPICS)


@dead.command()
@config_option
@click.argument("topic", type=click.Choice(TOPICS))
def replay(config: Path | None, topic: str) -> None:
    """Put the dead letters of TOPIC back onto it."""
    from desk.letters import replay_letters

    replay_letters(settings_of(config), topic)


@dead.command()
@config_option
@click.argument("stage", type=click.Choice(("ingest", "enrich", "alert")))
def resume(config: Path | None, stage: str) -> None:
    """Let STAGE consume again after it stopped at its limit of dead letters."""
    from desk.letters import resume_stage

    resume_stage(settings_of(config), stage)
