"""Prints what figurewatch depends on, one a line: python3 deploy/dependencies.py [EXTRA ...] beside pyproject.toml."""

import sys
import tomllib
from pathlib import Path

project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
extras = project["optional-dependencies"]
print("\n".join([*project["dependencies"], *(each for extra in sys.argv[1:] for each in extras[extra])]))
