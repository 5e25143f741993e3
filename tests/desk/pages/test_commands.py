"""`figurewatch pages` and `figurewatch verdicts`."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner

from alerts.evidence.verdicts import Verdict
from desk.cli import cli
from desk.pages.stores import Stores
from tests.alerts.makers import START, a_contradiction
from wire.settings.model import Settings

pytestmark = pytest.mark.redis


def variables(redis_url: str, settings: Settings, **more: str) -> dict[str, str]:
    given = {"BUS__KIND": "redis", "REDIS__URL": redis_url, "NAMESPACE": settings.namespace, "PAGES__PORT": "0", **more}
    return {**os.environ, **{f"FIGUREWATCH_{name}": value for name, value in given.items()}}


def test_verdicts_are_written_as_lines_with_both_figures(
    redis_url: str, settings: Settings, stores: Stores, tmp_path: Path
) -> None:
    stores.verdicts.give(Verdict(contradiction=a_contradiction(), saying="wrong", by="ana", at=START))
    file = tmp_path / "gold.jsonl"
    done = CliRunner().invoke(cli, ["verdicts", "-o", str(file)], env=variables(redis_url, settings))
    assert done.exit_code == 0, done.output
    (line,) = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    assert (line["verdict"], line["by"], line["relation"]) == ("wrong", "ana", "contradicts")
    assert (line["new"]["article"], line["new"]["low"], line["prior"]["low"]) == ("a2", 19, 12)


def test_the_pages_serve_as_a_process_and_end_when_told(redis_url: str, settings: Settings, stores: Stores) -> None:
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "desk.cli", "pages"],
        stderr=subprocess.PIPE,
        text=True,
        env=variables(redis_url, settings, LOG__FORMAT="json"),
    )
    try:
        assert process.stderr
        port = next(int(found[1]) for line in process.stderr if (found := re.search(r'"pages".*"port": ?(\d+)', line)))
        deadline = time.monotonic() + 20
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/quantities/q1", timeout=5) as answer:
                    assert b"health department says 19" in answer.read()
                break
            except OSError:
                assert time.monotonic() < deadline
                time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait()


def test_an_address_that_is_taken_is_told_in_a_sentence(redis_url: str, settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-P", "-m", "desk.cli", "pages"],
            capture_output=True,
            text=True,
            env=variables(redis_url, settings, PAGES__PORT=port),
            timeout=60,
        )
    assert done.returncode == 1
    assert f"pages cannot start: the address 127.0.0.1:{port} cannot be had" in done.stderr
    assert "Traceback" not in done.stderr
