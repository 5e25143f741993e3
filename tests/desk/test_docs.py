"""The documentation is true where a test can tell: commands exist, links lead somewhere, variables are read."""

import re
from pathlib import Path

import click
import pytest

from desk.cli import cli
from wire.settings.environment import OTHERS, PREFIX, assignments

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("desk/**/*.md"), *ROOT.glob("deploy/**/*")])
TEXTS = [page for page in PAGES if page.suffix in (".md", ".yaml", ".yml")]


@pytest.mark.parametrize("page", TEXTS, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_command_that_is_named_exists(page: Path) -> None:
    for words in re.findall(
        r"(?:`|bin/|^    )figurewatch ([a-z][a-z| ]*[a-z])", page.read_text(encoding="utf-8"), re.M
    ):
        for first in words.split()[0].split("|"):
            assert first in cli.commands, words
        group = cli.commands[words.split()[0].split("|")[0]]
        if isinstance(group, click.Group) and len(words.split()) > 1:
            for second in words.split()[1].split("|"):
                assert second in group.commands, words


@pytest.mark.parametrize("page", TEXTS, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_within_the_project_leads_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / link).exists(), link


@pytest.mark.parametrize("page", TEXTS, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_variable_that_is_named_is_read(page: Path) -> None:
    for name in set(re.findall(rf"{PREFIX}[A-Z0-9_]+(?=[=`])", page.read_text(encoding="utf-8"))) - OTHERS:
        value = "kafka" if name.endswith("KIND") else "7"
        assert list(assignments({name: value})), name
