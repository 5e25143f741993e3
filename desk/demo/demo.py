"""Runs the demo: feeds and a newsroom's webhook on loopback, all stages between them, alerts in the terminal."""

import queue
import socket
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from rich.console import Console

from alerts.messages import Contradiction
from alerts.stage import GROUP as JUDGE
from desk.demo.inbox import Inbox
from desk.demo.newsstand import Newsstand, sample_feeds
from desk.demo.progress import Progress
from desk.demo.show import panel
from desk.options import Failure
from desk.run import Supervisor, settings_by_stage
from desk.servers import opened_bus
from desk.service import servers, stop_on_signals
from wire.settings.model import Settings
from wire.stop import Stop

PATIENCE = 180.0
"""Seconds in which `--once` has to be done."""

MOST_RESTARTS = 6
"""Deaths of stages after which something is wrong that waiting does not cure."""


def run_demo(*, once: bool, console: Console | None = None) -> list[Contradiction]:
    """Run the demo until Ctrl-C or SIGTERM, with `once` until all sample articles are processed.

    Returns the alerts shown, in the order of their arrival.

    Raises `Failure` where no Redis can be had, a stage does not come up, or `once` is not done in time.
    """
    console = console or Console(highlight=False)
    stop = stop_on_signals()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="figurewatch-demo-")))
        log = stack.enter_context((folder / "log").open("w+b"))
        stand = stack.enter_context(Newsstand(sample_feeds()))
        inbox = stack.enter_context(Inbox())
        settings, keep = stack.enter_context(servers(demo_settings(folder, stand.addresses(), inbox, free_port())))
        bus = stack.enter_context(opened_bus(settings))
        progress = Progress(bus, judge=JUDGE)
        stack.callback(progress.close)
        supervisor = Supervisor(settings_by_stage(settings), output=log, chores=[keep])
        stack.callback(supervisor.end)
        console.print(f"Evidence pages: {settings.alerts.public_url}")
        return _Demo(console, stand, inbox, progress, supervisor, log).play(stop, once=once)


def free_port() -> int:
    """Return a port of this machine that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


def demo_settings(folder: Path, feeds: list[str], inbox: Inbox, port: int) -> Settings:
    """Return the settings of the demo: its feeds, one subscriber who wants everything, news of any age.

    `port` is where the evidence pages are.
    """
    values: dict[str, Any] = {
        "namespace": "demo",
        "data": str(folder / "data"),
        "feeds": [{"url": url} for url in feeds],
        "subscribers": [
            {
                "name": "terminal",
                "webhooks": [{"url": inbox.url, "secrets": [inbox.secret]}],
                "relations": ["contradicts", "impossible", "revises", "updates"],
            }
        ],
        "ingest": {"interval": 0.5, "host_pause": 0, "per_host": len(feeds), "allow_private": True},
        # The samples are of December 2023.
        "alerts": {"fold": 0, "notify_max_age": None, "public_url": f"http://127.0.0.1:{port}"},
        "pages": {"port": port},
        "log": {"format": "text"},
    }
    return Settings.model_validate(values)


class _Demo:
    def __init__(
        self,
        console: Console,
        stand: Newsstand,
        inbox: Inbox,
        progress: Progress,
        supervisor: Supervisor,
        log: IO[bytes],
    ) -> None:
        self._console = console
        self._stand = stand
        self._inbox = inbox
        self._progress = progress
        self._supervisor = supervisor
        self._log = log
        self._shown: dict[str, Contradiction] = {}
        self._started = self._asked = time.monotonic()

    def play(self, stop: Stop, *, once: bool) -> list[Contradiction]:
        """Tend the stages and show what arrives, until `stop`, or with `once` until all is done."""
        articles, outlets = self._stand.articles, len(self._stand.addresses())
        self._console.print(f"figurewatch demo: {articles} articles by {outlets} outlets, served on this machine.")
        done = False
        with self._console.status("Starting the stages ...") as status:
            while not stop and not done:
                done = self._turn()
                self._complain(patient=not once)
                status.update(f"{len(self._progress.read)} of {articles} articles read, Ctrl-C ends")
        if done:
            self._console.print(self.summary(time.monotonic() - self._started), soft_wrap=True)
        elif once:
            raise Failure("Stopped before all sample articles were processed.")
        if done and not once:
            self._console.print("The feeds go on being polled. Ctrl-C ends the demo.")
        while not once and not stop.wait(0.2):
            self._supervisor.tend()
            self._show()
        return list(self._shown.values())

    def _turn(self) -> bool:
        """Look after everything once; return whether all sample articles have gone all the way."""
        self._supervisor.tend()
        self._progress.look()
        self._show()
        if self._stand.open and self._progress.judged(self._stand.released):
            # One after the other, as news comes: an alert is on what was known when its article came out.
            self._stand.release()
        return self._progress.done(self._stand.articles, set(self._shown))

    def _complain(self, *, patient: bool) -> None:
        """Raise `Failure` where waiting will not help, or where it has taken too long and we are not `patient`."""
        now = time.monotonic()
        if self._supervisor.restarts > MOST_RESTARTS:
            raise Failure(f"A stage does not come up; its last words: {self._last_words()}")
        if now - self._asked >= 1:
            self._asked = now
            if dead := self._progress.dead():
                raise Failure(f"A stage gave up on a message: {dead}")
        if not patient and now - self._started > PATIENCE:
            raise Failure(f"The demo was not done in {PATIENCE:g} s; the last log line: {self._last_words()}")

    def _show(self) -> None:
        while True:
            try:
                alert = self._inbox.alerts.get_nowait()
            except queue.Empty:
                return
            if alert.id not in self._shown:
                self._shown[alert.id] = alert
                self._console.print(panel(alert))

    def summary(self, seconds: float) -> str:
        """Return what came of it in one sentence."""
        kinds = Counter(alert.relation for alert in self._shown.values())
        counted = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())) or "none"
        return (
            f"Done in {seconds:.0f} s: {len(self._progress.read)} articles, {self._progress.claims} claims, "
            f"{sum(kinds.values())} alerts ({counted})."
        )

    def _last_words(self) -> str:
        self._log.seek(0)
        lines = self._log.read().decode("utf-8", "replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "none")[:300]
