"""Prints the dependencies of figurewatch, one a line: python3 deploy/dependencies.py, next to pyproject.toml."""

import tomllib
from pathlib import Path

project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
print("\n".join(project["dependencies"]))
