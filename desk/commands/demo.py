"""`figurewatch demo` and `figurewatch samples`: the whole service on sample feeds, and these feeds by themselves."""

from pathlib import Path

import click


@click.command(short_help="Run everything on sample feeds, alerts in the terminal.")
@click.option("--once", is_flag=True, help="End when all sample articles are processed, with a summary.")
def demo(once: bool) -> None:
    """Run the whole service on sample feeds served on this machine, with its alerts in the terminal."""
    from desk.demo.demo import run_demo

    run_demo(once=once)


@click.command(short_help="Serve the sample feeds and a newsroom to try an installation on.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to serve at.")
@click.option("--port", default=8080, show_default=True, help="The feeds' port; the webhook has the next one.")
@click.option(
    "--secret-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Holds the secret (whsec_...) that deliveries have to be signed with; else a new one is made and shown.",
)
def samples(host: str, port: int, secret_file: Path | None) -> None:
    """Serve the sample feeds, article by article, and a webhook that shows the alerts it gets, until Ctrl-C."""
    from desk.demo.serve import serve_samples

    serve_samples(host, port, secret_file)
