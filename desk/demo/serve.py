"""Serves the sample feeds, and a newsroom that shows what it is told, to an installation that runs elsewhere."""

import queue
from pathlib import Path

from rich.console import Console

from desk.demo.inbox import Inbox
from desk.demo.newsstand import Newsstand, sample_feeds
from desk.demo.show import panel
from desk.options import Failure
from desk.service import stop_on_signals

RELEASE_EVERY = 2.0
"""Seconds between two articles, once every feed has been asked for."""


def serve_samples(host: str, port: int, secret_file: Path | None, *, console: Console | None = None) -> None:
    """Serve until SIGTERM or Ctrl-C: the feeds at `port`, the newsroom's webhook at the next one.

    Deliveries have to be signed with the secret in `secret_file`; without one a new secret is made, and shown. Raises
    `Failure` where an address cannot be had or the secret is none.
    """
    console = console or Console(highlight=False, width=120)
    stop = stop_on_signals()
    try:
        secret = secret_file.read_text(encoding="utf-8").strip() if secret_file else None
        stand, inbox = Newsstand(sample_feeds(), (host, port)), Inbox((host, port + 1), secret)
    except (OSError, ValueError) as error:
        raise Failure(f"The samples cannot be served at {host}:{port}: {error}.") from error
    with stand, inbox:
        for name in sample_feeds():
            console.print(f"feed: http://{host}:{port}/{name}", soft_wrap=True)
        console.print(f"webhook: http://{host}:{port + 1}/alerts", soft_wrap=True)
        if secret is None:
            console.print(f"its secret: {inbox.secret}", soft_wrap=True)
        while not stop.wait(RELEASE_EVERY):
            if stand.open:
                stand.release()
            while True:
                try:
                    console.print(panel(inbox.alerts.get_nowait()))
                except queue.Empty:
                    break
