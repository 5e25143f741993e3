"""`figurewatch demo`: the whole service on sample feeds, its alerts in the terminal."""

import click


@click.command(short_help="Run everything on sample feeds, alerts in the terminal.")
@click.option("--once", is_flag=True, help="End when all sample articles are processed, with a summary.")
def demo(once: bool) -> None:
    """Run the whole service on sample feeds served on this machine, with its alerts in the terminal."""
    from desk.demo.demo import run_demo

    run_demo(once=once)
