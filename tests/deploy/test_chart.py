"""The Helm chart: linted and rendered by the real helm, its objects checked against Kubernetes' own schemas."""

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from alerts.stage import GROUP as JUDGE
from desk.stages import STAGES
from enrich.stage import GROUP as READER
from tests.deploy.queries import text
from tests.deploy.settings import loaded
from tests.deploy.tools import DEPLOY, ROOT, lacking, run, tool
from wire.bus.topics import ARTICLES, CLAIMS
from wire.settings.model import WebSubSettings

CHART = DEPLOY / "helm" / "figurewatch"
ALL = CHART / "ci" / "all-values.yaml"
KUBERNETES = "1.31.0"
VALUES = [pytest.param([], id="as-it-comes"), pytest.param(["-f", str(ALL)], id="all-switched-on")]


def rendered(request: pytest.FixtureRequest, values: list[str]) -> str:
    return run(tool(request, "helm"), "template", "news", CHART, "--kube-version", KUBERNETES, *values)


def objects(text: str) -> dict[tuple[str, str], dict[str, Any]]:
    return {(each["kind"], each["metadata"]["name"]): each for each in yaml.safe_load_all(text) if each}


@pytest.mark.parametrize("values", VALUES)
def test_it_is_linted(request: pytest.FixtureRequest, values: list[str]) -> None:
    run(tool(request, "helm"), "lint", "--strict", "--kube-version", KUBERNETES, CHART, *values)


@pytest.mark.parametrize("values", VALUES)
def test_every_object_is_what_kubernetes_takes(
    request: pytest.FixtureRequest, values: list[str], tmp_path: Path
) -> None:
    if importlib.util.find_spec("kubernetes_validate") is None:
        lacking(request, "kubernetes-validate", "the Python package kubernetes-validate is not installed")
    path = tmp_path / "objects.yaml"
    path.write_text(rendered(request, values))
    run(sys.executable, "-m", "kubernetes_validate", "-k", KUBERNETES, "--strict", path)


@pytest.mark.parametrize("values", VALUES)
def test_each_stage_runs_without_privileges_and_is_probed(request: pytest.FixtureRequest, values: list[str]) -> None:
    found = objects(rendered(request, values))
    for stage in STAGES:
        pod = found["Deployment", f"news-figurewatch-{stage}"]["spec"]["template"]["spec"]
        (container,) = pod["containers"]
        assert container["args"] == [stage]
        assert pod["securityContext"]["runAsNonRoot"]
        assert container["securityContext"]["readOnlyRootFilesystem"]
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
        assert container["livenessProbe"]["httpGet"]["path"] == "/healthz"
        assert container["readinessProbe"]["httpGet"]["path"] == "/readyz"
        assert container["resources"]["limits"]["memory"]
        assert ("PodDisruptionBudget", f"news-figurewatch-{stage}") in found


@pytest.mark.parametrize("values", VALUES)
def test_its_settings_are_right(request: pytest.FixtureRequest, values: list[str], tmp_path: Path) -> None:
    settings = objects(rendered(request, values))["ConfigMap", "news-figurewatch"]["data"]["figurewatch.yaml"]
    assert loaded(settings, tmp_path).bus.kind == "kafka"


def test_what_the_quick_start_says_is_enough(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    page = text(ROOT / "docs" / "quickstart.md")
    values = tmp_path / "values.yaml"
    values.write_text(re.findall(r"```yaml\n(.*?)```", page, re.S)[0])
    install = re.findall(r"^    helm install (.*)$", page, re.M)[0].replace("values.yaml", str(values)).split()
    found = objects(run(tool(request, "helm"), "template", *install, "--kube-version", KUBERNETES))
    settings = found["ConfigMap", "figurewatch"]["data"]["figurewatch.yaml"]
    assert loaded(settings, tmp_path).alerts.public_url
    wanted = set(re.findall(r"/run/secrets/figurewatch/(\w+)", settings))
    assert set(re.findall(r"--from-file=(\w+)", page)) == wanted, "the secret has what the settings read"
    for kind, name in (("Deployment", "figurewatch-alert"), ("Service", "figurewatch-pages")):
        assert (kind, name) in found
        assert name in page
    image = found["Deployment", "figurewatch-alert"]["spec"]["template"]["spec"]["containers"][0]["image"]
    assert f"docker push {image}\n" in page
    labels = found["Deployment", "figurewatch-alert"]["metadata"]["labels"]
    assert dict([re.findall(r"rollout restart deploy -l ([\w./]+)=(\w+)", page)[0]]).items() <= labels.items()


def refused(request: pytest.FixtureRequest, chosen: str) -> str:
    """Return what helm says of one value with which the chart cannot be rendered."""
    words = ["template", "news", str(CHART), "--kube-version", KUBERNETES, "--set", chosen]
    done = subprocess.run([tool(request, "helm"), *words], capture_output=True, text=True)
    assert done.returncode != 0
    return done.stderr


def test_a_stage_that_reads_no_topic_is_not_scaled_by_lag(request: pytest.FixtureRequest) -> None:
    said = refused(request, "stages.ingest.autoscaling.kind=keda")
    assert "stages.ingest reads no topic that it could be scaled by" in said


@pytest.mark.parametrize("kind", ["hpa", "keda"])
def test_another_stage_is_scaled_too_where_that_is_all_that_is_said(request: pytest.FixtureRequest, kind: str) -> None:
    found = objects(rendered(request, ["--set", f"stages.alert.autoscaling.kind={kind}"]))
    scaled = found["HorizontalPodAutoscaler" if kind == "hpa" else "ScaledObject", "news-figurewatch-alert"]["spec"]
    names = ("minReplicas", "maxReplicas") if kind == "hpa" else ("minReplicaCount", "maxReplicaCount")
    assert [scaled[name] for name in names] == [2, 6]
    if kind == "hpa":
        assert scaled["metrics"][0]["resource"]["target"]["averageUtilization"] == 75
    else:
        assert scaled["triggers"][0]["metadata"]["lagThreshold"] == "500"


def test_feeds_that_push_reach_ingest_where_they_are_to(request: pytest.FixtureRequest) -> None:
    assert ("Service", "news-figurewatch-websub") not in objects(rendered(request, []))
    found = objects(rendered(request, ["-f", str(ALL)]))
    service = found["Service", "news-figurewatch-websub"]["spec"]
    pod = found["Deployment", "news-figurewatch-ingest"]["spec"]["template"]
    assert service["selector"].items() <= pod["metadata"]["labels"].items()
    port = next(each for each in pod["spec"]["containers"][0]["ports"] if each["name"] == "websub")
    assert port["containerPort"] == WebSubSettings().port
    assert service["ports"][0]["targetPort"] == "websub"
    let_in = found["NetworkPolicy", "news-figurewatch"]["spec"]["ingress"]
    assert any(port["port"] == "websub" for rule in let_in for port in rule["ports"])


def test_a_callback_that_listens_inside_the_pod_only_is_refused(request: pytest.FixtureRequest) -> None:
    said = refused(request, "settings.ingest.websub.public_url=https://news.example.org")
    assert "settings.ingest.websub.host is an address inside the pod" in said


def test_what_is_switched_on_is_there(request: pytest.FixtureRequest) -> None:
    found = objects(rendered(request, ["-f", str(ALL)]))
    for stage, topic, group in (("enrich", ARTICLES, READER), ("alert", CLAIMS, JUDGE)):
        trigger = found["ScaledObject", f"news-figurewatch-{stage}"]["spec"]["triggers"][0]["metadata"]
        assert (trigger["topic"], trigger["consumerGroup"]) == (f"figurewatch.{topic}", f"figurewatch.{group}")
    assert "replicas" not in found["Deployment", "news-figurewatch-enrich"]["spec"], "that is KEDA's to say"
    rules = found["PrometheusRule", "news-figurewatch"]["spec"]
    assert rules == yaml.safe_load((DEPLOY / "prometheus" / "alerts.yaml").read_text())
    boards = found["ConfigMap", "news-figurewatch-dashboards"]["data"]
    for name in ("operations", "newsroom"):
        board = json.loads(boards[f"figurewatch-{name}.json"])
        assert board == json.loads((DEPLOY / "grafana" / "dashboards" / f"{name}.json").read_text())
    (endpoint,) = found["ServiceMonitor", "news-figurewatch"]["spec"]["endpoints"]
    labels = {each["targetLabel"]: each["replacement"] for each in endpoint["relabelings"]}
    assert labels == {"job": "figurewatch", "installation": "default/news-figurewatch"}
