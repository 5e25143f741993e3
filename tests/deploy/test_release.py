"""The release is written in several files, and is the same in all of them."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.deploy.queries import text
from tests.deploy.tools import DEPLOY, ROOT

RELEASE = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]["version"]

PLACES = [
    (DEPLOY / "Containerfile", r"^ARG RELEASE=(\S+)$", 1),
    (DEPLOY / "compose.yaml", r"image: figurewatch:(\S+)", 1),
    (DEPLOY / "compose.yaml", r"args: \{RELEASE: (\S+?)\}", 1),
    (DEPLOY / "compose.embedded.yaml", r"image: figurewatch:(\S+)", 1),
    (DEPLOY / "compose.embedded.yaml", r"args: \{RELEASE: (\S+?)\}", 1),
    (DEPLOY / "helm" / "figurewatch" / "Chart.yaml", r'^(?:version|appVersion): "?([^"\s]+)"?$', 2),
    (ROOT / "docs" / "quickstart.md", r"example\.org/figurewatch:(\S+)", 2),
]


@pytest.mark.parametrize(("path", "pattern", "times"), PLACES, ids=lambda each: getattr(each, "name", None))
def test_every_file_names_the_release_that_is_built(path: Path, pattern: str, times: int) -> None:
    assert re.findall(pattern, text(path), re.M) == [RELEASE] * times
