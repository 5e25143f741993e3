"""docs/metrics.md says what the code has."""

import importlib.util

from tests.deploy.queries import text
from tests.deploy.tools import ROOT


def test_the_page_is_what_the_code_has() -> None:
    spec = importlib.util.spec_from_file_location("metrics_page", ROOT / "docs" / "metrics.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert text(ROOT / "docs" / "metrics.md") == module.page(), "run docs/metrics.py"
