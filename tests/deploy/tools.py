"""Tools that operators have: looked up on the PATH, or the test ends for want of them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from tests.conftest import MISSING

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
FULL = os.environ.get("DEPLOY") == "full"


def tool(request: pytest.FixtureRequest, name: str) -> str:
    """Return the path of `name`, beside this Python or on the PATH; without it the test is skipped, loudly."""
    found = shutil.which(name, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    return found or lacking(request, name, f"{name} is not on the PATH")


def lacking(request: pytest.FixtureRequest, name: str, why: str) -> NoReturn:
    """End the test for want of `name`: skipped, or failed with DEPLOY=full."""
    if FULL:
        pytest.fail(why, pytrace=False)
    request.config.stash.setdefault(MISSING, {})[f"deploy ({name})"] = why
    pytest.skip(why)


def run(*command: str | Path, **options: str) -> str:
    """Run `command` and return its output; a failure fails the test with it."""
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, cwd=ROOT, env={**os.environ, **options})
    assert done.returncode == 0, f"{command}:\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    return done.stdout
