"""Processes as Linux tells them: who descends from whom, and whether they still run."""

import time
from collections.abc import Iterable
from pathlib import Path


def descendants(pid: int) -> dict[int, str]:
    """Return the command lines of all processes under `pid`, by their pids."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (found := _parent(int(entry.name))) is not None:
            parents[int(entry.name)] = found
    under: set[int] = set()
    while more := {child for child, parent in parents.items() if parent in under | {pid}} - under:
        under |= more
    return {child: command(child) for child in under}


def command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return ""


def runs(pid: int) -> bool:
    """Whether `pid` is there and no zombie."""
    return _parent(pid) is not None


def left_after(pids: Iterable[int], seconds: float) -> dict[int, str]:
    """Wait up to `seconds` for all `pids` to end; return the command lines of those that have not."""
    deadline = time.monotonic() + seconds
    left = list(pids)
    while left and time.monotonic() < deadline:
        left = [pid for pid in left if runs(pid)]
        time.sleep(0.05)
    return {pid: command(pid) for pid in left}


def _parent(pid: int) -> int | None:
    try:
        state, parent = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[:2]
    except (OSError, IndexError, ValueError):
        return None
    return None if state == "Z" else int(parent)
