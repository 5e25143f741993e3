"""The demo and `figurewatch run` as a person starts and ends them: real processes, a real private Redis."""

import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.desk.demo_news import planted
from tests.desk.processes import descendants, left_after, runs

pytestmark = [
    pytest.mark.redis,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at /proc"),
]

STAGES = ("ingest", "enrich", "alert", "pages")
REDIS = "redis-server"


@pytest.fixture(autouse=True)
def _server(redis_url: str) -> None:
    """Skip, or fail under CI, where no redis-server can be had."""


@contextmanager
def started(folder: Path, *words: str) -> Iterator["subprocess.Popen[str]"]:
    """Run `figurewatch` in `folder`; whatever of it is left at the end is killed."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "desk.cli", *words],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "FIGUREWATCH_PAGES__PORT": "0"},
    )
    try:
        yield process
    finally:
        for pid in (process.pid, *descendants(process.pid)):
            subprocess.run(["kill", "-9", str(pid)], stderr=subprocess.DEVNULL)
        process.wait()


def family(process: "subprocess.Popen[str]", seconds: float = 30) -> dict[str, int]:
    """Wait for all stages and the private Redis to run; return their pids."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        found = {}
        for pid, words in descendants(process.pid).items():
            for name in (*STAGES, REDIS):
                if (f"desk.child {name}" in words) or (name == REDIS and words.strip().endswith(("redis.sock", name))):
                    found[name] = pid
        if len(found) == 5:
            return found
        time.sleep(0.05)
    raise AssertionError(f"not all stages came up: {descendants(process.pid)}")


def settings(folder: Path) -> Path:
    path = folder / "figurewatch.yaml"
    path.write_text("feeds:\n  - url: http://127.0.0.1:9/feed\n", encoding="utf-8")
    return path


def test_the_demo_tells_the_planted_alerts_and_ends_by_itself(tmp_path: Path) -> None:
    with started(tmp_path, "demo", "--once") as process:
        shown, _ = process.communicate(timeout=100)
    assert process.returncode == 0, shown
    told = re.search(
        r"Done in \d+ s: (\d+) articles, (\d+) claims, (\d+) alerts \(([^)]*)\)\.", " ".join(shown.split())
    )
    assert told, shown
    assert int(told[1]) >= 16
    assert int(told[2]) > int(told[3])
    kinds = {kind: int(count) for count, kind in (each.split() for each in told[4].split(", "))}
    assert kinds == Counter(each.relation for each in planted())


@pytest.mark.parametrize("words", [("demo",), ("demo", "--once"), ("run", "-c", "figurewatch.yaml")])
def test_ctrl_c_ends_everything(tmp_path: Path, words: tuple[str, ...]) -> None:
    settings(tmp_path)
    with started(tmp_path, *words) as process:
        pids = family(process).values()
        process.send_signal(signal.SIGINT)
        shown, _ = process.communicate(timeout=40)
        assert left_after(pids, 0.1) == {}
    assert process.returncode == ("--once" in words), shown
    assert "Traceback" not in shown


def test_a_stop_while_starting_ends_everything(tmp_path: Path) -> None:
    with started(tmp_path, "run", "-c", str(settings(tmp_path))) as process:
        deadline = time.monotonic() + 20
        while not (found := descendants(process.pid)) and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=40)
        assert left_after(found, 0.1) == {}
    assert process.returncode == 0


def test_nothing_outlives_a_run_that_was_killed(tmp_path: Path) -> None:
    with started(tmp_path, "run", "-c", str(settings(tmp_path))) as process:
        found = family(process)
        process.kill()
        process.communicate(timeout=40)
        leashed = sys.platform == "linux"
        pids = [pid for name, pid in found.items() if leashed or name != REDIS]
        assert left_after(pids, 25) == {}


def test_a_stage_and_a_redis_that_were_killed_are_there_again(tmp_path: Path) -> None:
    with started(tmp_path, "run", "-c", str(settings(tmp_path))) as process:
        before = family(process)
        for pid in (before["enrich"], before[REDIS]):
            subprocess.run(["kill", "-9", str(pid)], check=True)
        assert left_after([before["enrich"], before[REDIS]], 10) == {}
        after = family(process)
        assert after["enrich"] != before["enrich"]
        assert after[REDIS] != before[REDIS]
        assert runs(before["ingest"])
        assert runs(before["alert"])
        process.send_signal(signal.SIGTERM)
        shown, _ = process.communicate(timeout=40)
        assert process.returncode == 0, shown


def test_a_second_run_on_one_data_folder_is_refused_in_one_sentence(tmp_path: Path) -> None:
    config = str(settings(tmp_path))
    with started(tmp_path, "run", "-c", config) as first:
        family(first)
        with started(tmp_path, "run", "-c", config) as second:
            shown, _ = second.communicate(timeout=40)
        assert first.poll() is None
        assert second.returncode == 1
        assert shown.startswith("figurewatch: another figurewatch is running")
        assert shown.count("\n") == 1
