"""Dashboards and alert rules, as far as they can be told without a Prometheus."""

import importlib.util
import json
import re
from types import ModuleType
from typing import Any

import pytest
import yaml

from tests.deploy.queries import SERIES, metrics, names, panels, rules, series, text
from tests.deploy.tools import DEPLOY, ROOT, run, tool

BOUNDED = {
    *("loop", "outcome", "topic", "fault", "kind", "relation", "age", "by", "measure", "verdict", "condition"),
    "page",
    "times",
    "status",
    "place",  # at most forty and one: alerts.disputes
    "template",  # the names of the texts: alerts.render.templates
}
"""Labels whose values are constants of the code, come from the settings, or are bounded where they are set."""


@pytest.fixture(scope="module")
def made() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_dashboards", DEPLOY / "grafana" / "make.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_files_are_what_the_script_makes(made: ModuleType) -> None:
    files = {path.name: text(path) for path in (DEPLOY / "grafana" / "dashboards").glob("*.json")}
    assert files == {name: made.text(each) for name, each in made.dashboards().items()}, "run deploy/grafana/make.py"


@pytest.mark.parametrize("name", ["operations", "newsroom"])
def test_a_dashboard_has_a_stable_uid_and_any_prometheus(name: str) -> None:
    found: dict[str, Any] = json.loads(text(DEPLOY / "grafana" / "dashboards" / f"{name}.json"))
    assert found["uid"] == f"figurewatch-{name}"
    variables = [(each["name"], each["type"]) for each in found["templating"]["list"]]
    assert variables == [("datasource", "datasource"), ("installation", "query")]
    shown = [panel for panel in found["panels"] if panel["type"] != "row"]
    assert {panel["datasource"]["uid"] for panel in shown} == {"${datasource}"}
    assert all(panel["description"] and panel["title"] for panel in shown)
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in found["panels"]]
    assert len(set(places)) == len(places)
    assert all(panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24 for panel in found["panels"])


def test_every_metric_of_a_panel_exists() -> None:
    for board, panel, query in panels():
        assert names(query), (board, panel)
        assert names(query) <= series(), (board, panel)


def test_what_happens_a_few_times_an_hour_is_not_looked_for_within_a_minute() -> None:
    # A quantile of nothing is no number, and Grafana draws none: the panel of the goal would be empty most of the time.
    for board, panel, query in panels():
        if "histogram_quantile" in query and "figurewatch_alert_" in query:
            assert "[1h]" in query, (board, panel)


def test_a_dashboard_shows_one_installation_of_several_that_share_a_prometheus() -> None:
    for board, panel, query in panels():
        selected = re.findall(SERIES + r'\{installation=~"\$installation"[,}]', query)
        assert len(selected) == len(re.findall(SERIES, re.sub(r'"[^"]*"', "", query))), (board, panel)


def test_an_alert_rule_says_of_which_installation_it_speaks() -> None:
    for rule in rules():
        query = str(rule["expr"])
        assert re.findall(r"\b(?:sum|max|count|group)\b(?! by \(installation\b)", query) == [], rule["alert"]


def test_every_metric_of_an_alert_rule_exists() -> None:
    for rule in rules():
        assert names(str(rule["expr"])) <= series(), rule["alert"]


def test_every_alert_rule_says_what_to_do() -> None:
    for rule in rules():
        name, labels, notes = rule["alert"], rule["labels"], rule["annotations"]
        assert isinstance(labels, dict)
        assert isinstance(notes, dict)
        assert rule["for"], name
        assert labels["severity"] in ("page", "ticket"), name
        assert notes["summary"], name
        assert notes["description"], name
        page = ROOT / notes["runbook"]
        assert page.is_file(), notes["runbook"]
        assert str(name) in text(page), f"{page.name} does not say that {name} leads to it"


def test_metrics_are_named_as_prometheus_wants_them() -> None:
    for module, found in metrics().items():
        assert found, module
        for metric in found:
            name = metric._name
            assert name.startswith("figurewatch_"), name
            assert metric._documentation.endswith("."), name
            assert set(metric._labelnames) <= BOUNDED, f"{name} has a label that may grow without end"
            if metric._type == "histogram":
                assert re.search(r"_(seconds|messages|bytes)$", name), name


def test_alert_rules_are_right(request: pytest.FixtureRequest) -> None:
    promtool = tool(request, "promtool")
    run(promtool, "check", "rules", DEPLOY / "prometheus" / "alerts.yaml")
    run(promtool, "check", "config", DEPLOY / "prometheus" / "prometheus.yml")


def test_alert_rules_fire_when_they_should_and_not_otherwise(request: pytest.FixtureRequest) -> None:
    run(tool(request, "promtool"), "test", "rules", DEPLOY / "prometheus" / "alerts.test.yaml")


def test_every_alert_rule_has_a_unit_test() -> None:
    tests = yaml.safe_load(text(DEPLOY / "prometheus" / "alerts.test.yaml"))["tests"]
    tried = [each for test in tests for each in test["alert_rule_test"]]
    for rule in rules():
        mine = [each for each in tried if each["alertname"] == rule["alert"]]
        assert any(each.get("exp_alerts") for each in mine), f"{rule['alert']} is never seen to fire"
        assert any(not each.get("exp_alerts") for each in mine), f"{rule['alert']} is never seen to keep still"
