"""Pages that are written from the code say what the code has."""

import importlib.util
from types import ModuleType

import pytest

from tests.deploy.queries import text
from tests.deploy.tools import ROOT


def writer(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"docs_{name}", ROOT / "docs" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["metrics", "configuration"])
def test_the_page_is_what_the_code_has(name: str) -> None:
    assert text(ROOT / "docs" / f"{name}.md") == writer(name).page(), f"run docs/{name}.py"


def test_every_key_says_what_it_is_for() -> None:
    lines = text(ROOT / "docs" / "configuration.md").splitlines()
    assert [line for line in lines if line.endswith("|  |")] == []
