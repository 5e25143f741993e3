"""A real Prometheus scrapes a real run: every panel shows data, every alert rule can be worked out."""

import json
import math
import os
import signal
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from alerts.evidence.verdicts import Verdict, Verdicts
from alerts.messages import Contradiction
from desk.stages import STAGES
from tests.deploy.queries import panels, rules
from tests.deploy.tools import DEPLOY, tool
from tests.news.feeds import Newsstand
from tests.news.planted import news
from tests.servers.process import end, free_port, spawn
from tests.service.installation import Installation, embedded, eventually, settings
from tests.service.service import _process_table
from wire.redis import connect

pytestmark = [pytest.mark.redis, pytest.mark.slow, pytest.mark.timeout(240)]


class Prometheus:
    """A Prometheus with the rules of deploy/ that scrapes `ports` of loopback every second."""

    def __init__(self, binary: str, folder: Path, ports: list[int]) -> None:
        port = free_port()
        self._url = f"http://127.0.0.1:{port}"
        scraped = {"targets": [f"127.0.0.1:{each}" for each in ports], "labels": {"installation": "desk"}}
        config = {
            "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
            "rule_files": [str(DEPLOY / "prometheus" / "alerts.yaml")],
            "scrape_configs": [{"job_name": "figurewatch", "static_configs": [scraped]}],
        }
        path = folder / "prometheus.yml"
        path.write_text(yaml.safe_dump(config))
        command = [binary, f"--config.file={path}", f"--storage.tsdb.path={folder / 'tsdb'}"]
        command += [f"--web.listen-address=127.0.0.1:{port}", "--log.level=error"]
        self._process = spawn(command, folder / "prometheus.log")

    def ask(self, path: str, **parameters: str) -> Any:
        """Return the `data` that the API answers."""
        url = f"{self._url}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return json.loads(answer.read())["data"]
        except urllib.error.HTTPError as error:
            if error.code == 503:  # it starts
                raise
            raise AssertionError(f"{parameters}: {error.read().decode()}") from None

    def values(self, query: str) -> list[float]:
        """Return the values of a panel's query now, those that are no number left out."""
        written = query.replace("$__rate_interval", "5m").replace("$installation", "desk")
        found = [float(each["value"][1]) for each in self.ask("query", query=written)["result"]]
        return [value for value in found if not math.isnan(value)]

    def there(self) -> bool:
        """Whether it answers and every target is scraped."""
        try:
            return {each["value"][1] for each in self.ask("query", query="up")["result"]} == {"1"}
        except OSError:
            return False

    def close(self) -> None:
        """End it."""
        end(self._process)


@pytest.fixture(scope="module")
def watched(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prometheus]:
    """A Prometheus that watches an embedded run through which news with clashes flow."""
    binary = tool(request, "prometheus")
    folder = tmp_path_factory.mktemp("watched")
    port, pages = free_port(), free_port()
    with Newsstand() as stand:
        start = datetime.now(UTC) - timedelta(hours=1)
        items = news(articles=60, clashes=12, start=start, apart=timedelta(seconds=30))
        stand.put("a", items[:5])
        config = {**settings(stand, ["a"], folder), "http": {"port": port}, "pages": {"port": pages}}
        with embedded(folder, config) as installation:
            prometheus = Prometheus(binary, folder, [port + number for number in range(len(STAGES))])
            try:
                eventually(prometheus.there)
                told = 0
                for upto in (25, 60):  # a histogram's rate needs something before and something after a scrape
                    stand.put("a", items[:upto])
                    eventually(lambda told=told: len(stand.inbox) > told)  # type: ignore[misc]
                    time.sleep(3)
                    told = len(stand.inbox)
                judged(installation, stand)
                for _ in range(3):
                    look(f"http://127.0.0.1:{pages}/")
                    time.sleep(2)
                yield prometheus
            finally:
                prometheus.close()


def judged(installation: Installation, stand: Newsstand) -> None:
    """Let somebody say that the first alert is right."""
    told = msgspec.convert(stand.inbox[0][2]["data"], Contradiction)
    client = connect(installation.redis_url())
    verdict = Verdict(contradiction=told, saying="right", by="somebody", at=datetime.now(UTC))
    Verdicts(client, namespace="figurewatch").give(verdict)
    client.close()
    before = pages_of(installation)
    for pid in before:  # they count when they start
        os.kill(pid, signal.SIGKILL)
    eventually(lambda: bool(pages_of(installation) - before))


def pages_of(installation: Installation) -> set[int]:
    """Return the process of the evidence pages, while it runs."""
    ours = {process.pid for process in installation.service._processes}
    return {pid for pid, parent, words in _process_table() if parent in ours and "pages" in words}


def look(url: str) -> None:
    """Ask for a page, as soon as it can be had."""

    def answered() -> bool:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return True
        except OSError:
            return False

    eventually(answered)


def test_every_panel_shows_data(watched: Prometheus) -> None:
    empty = list(panels())

    def all_shown() -> bool:
        empty[:] = [(board, panel, query) for board, panel, query in empty if not watched.values(query)]
        return not empty

    deadline = time.monotonic() + 45
    while not all_shown() and time.monotonic() < deadline:
        time.sleep(1)
    assert empty == []


def test_every_alert_rule_is_worked_out_and_none_fires(watched: Prometheus) -> None:
    (group,) = watched.ask("rules")["groups"]
    assert {rule["name"] for rule in group["rules"]} == {rule["alert"] for rule in rules()}
    assert {rule["health"] for rule in group["rules"]} == {"ok"}
    assert [rule["name"] for rule in group["rules"] if rule["state"] != "inactive"] == []


def test_what_is_scraped_follows_the_conventions(watched: Prometheus) -> None:
    found = {name: each[0] for name, each in watched.ask("metadata").items() if name.startswith("figurewatch")}
    assert len(found) > 30
    assert [name for name, each in found.items() if not each["help"]] == []
