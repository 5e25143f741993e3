"""The queries of dashboards and alert rules, and the metrics that the code has."""

import importlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import yaml
from prometheus_client import REGISTRY
from prometheus_client.metrics import MetricWrapperBase

from tests.deploy.tools import DEPLOY

MODULES = ("wire.metrics", "ingest.metrics", "enrich.metrics", "alerts.metrics", "desk.pages.metrics")
ENDINGS = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "info": ("_info",), "gauge": ("",)}
SERIES = r"\b(?:(?:figurewatch|process|python)_[a-z_]+|ALERTS)\b"
"""The names of series in a query from which what is quoted was taken out."""


def metrics() -> dict[str, list[MetricWrapperBase]]:
    """Return the metrics of each metrics module, in the order of the code."""
    found = {}
    for name in MODULES:
        module = importlib.import_module(name)
        found[name] = [value for value in vars(module).values() if isinstance(value, MetricWrapperBase)]
    return found


def series() -> set[str]:
    """Return the names under which the code's metrics, those of the process, and what fires are to be had."""
    ours = {
        f"{metric._name}{ending}"
        for module in metrics().values()
        for metric in module
        for ending in ENDINGS[str(metric._type)]
    }
    return {"ALERTS"} | ours | {sample.name for family in REGISTRY.collect() for sample in family.samples}


def panels() -> Iterator[tuple[str, str, str]]:
    """Yield (dashboard, panel, query) of every panel."""
    for path in sorted((DEPLOY / "grafana" / "dashboards").glob("*.json")):
        for panel in json.loads(path.read_text(encoding="utf-8"))["panels"]:
            for target in panel.get("targets", []):
                yield path.stem, panel["title"], target["expr"]


def rules() -> list[dict[str, object]]:
    """Return the alert rules."""
    groups = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yaml").read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def names(query: str) -> set[str]:
    """Return the series that a query names."""
    return set(re.findall(SERIES, re.sub(r'"[^"]*"', "", query)))


def text(path: Path) -> str:
    """Return the text of a file."""
    return path.read_text(encoding="utf-8")
