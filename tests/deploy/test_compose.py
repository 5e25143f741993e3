"""The compose files: parsed by podman-compose, and what each container must and must not be allowed."""

import os
import re
import socket
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from desk.demo.newsstand import sample_feeds
from desk.stages import STAGES
from tests.deploy.settings import loaded
from tests.deploy.tools import DEPLOY, run, tool

FILES = ["compose.yaml", "compose.embedded.yaml"]


def services(name: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load((DEPLOY / name).read_text())["services"]
    return found


@pytest.mark.parametrize("name", FILES)
def test_it_is_parsed(request: pytest.FixtureRequest, name: str) -> None:
    compose = tool(request, "podman-compose")
    tool(request, "podman")
    shown = yaml.safe_load(run(compose, "-f", DEPLOY / name, "config"))
    assert set(shown["services"]) == set(services(name))


@pytest.mark.parametrize("name", FILES)
def test_every_container_is_watched_limited_restarted_and_pinned(name: str) -> None:
    for service, each in services(name).items():
        assert each["healthcheck"]["test"], service
        assert each["deploy"]["resources"]["limits"]["memory"], service
        assert each["restart"] == "unless-stopped", service
        assert re.search(r":v?\d+\.\d+\.\d+$", each["image"]), service
        assert each["cap_drop"] == ["ALL"], service
        assert "no-new-privileges:true" in each["security_opt"], service
        assert each["read_only"] or service == "kafka", service
        for port in each.get("ports", []):
            assert port.startswith("127.0.0.1:"), f"{service} is open to the network"


def test_every_stage_runs_and_there_are_several_of_enrich() -> None:
    found = services("compose.yaml")
    assert [found[stage]["command"] for stage in STAGES] == [[stage] for stage in STAGES]
    assert found["enrich"]["deploy"]["replicas"] > 1


def test_prometheus_finds_each_process_at_one_address() -> None:
    found = services("compose.yaml")
    for stage in STAGES:
        assert set(found["prometheus"]["networks"]) & set(found[stage].get("networks", ["inside"])) == {"inside"}, stage


def test_what_is_kept_lies_on_named_volumes() -> None:
    whole = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    for service in ("kafka", "redis", "prometheus", "grafana"):
        kept = [volume.split(":")[0] for volume in whole["services"][service]["volumes"]]
        assert any(volume in whole["volumes"] for volume in kept), service


def test_the_settings_are_right_and_read_the_sample_feeds(tmp_path: Path) -> None:
    settings = loaded((DEPLOY / "compose" / "figurewatch.yaml").read_text(), tmp_path)
    assert [feed.url.rsplit("/", 1)[1] for feed in settings.feeds] == list(sample_feeds())


def test_every_secret_is_a_file_that_the_script_makes(tmp_path: Path) -> None:
    script = tmp_path / "secrets.sh"
    script.write_text((DEPLOY / "secrets.sh").read_text())
    subprocess.run(["sh", script], check=True, capture_output=True)
    made = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    wanted = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["secrets"].values()
    assert set(made) == {Path(each["file"]).name for each in wanted}
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    password = re.search(r"^requirepass (\S{16,})$", made["redis_conf"], re.M)
    assert password
    assert made["redis_url"].strip() == f"redis://:{password[1]}@redis:6379/0"
    subprocess.run(["sh", script], check=True, capture_output=True, env={**os.environ})
    assert {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()} == made, "they stay"


def test_the_health_check_of_kafka_costs_no_java_and_tells_an_open_port_from_a_closed_one(
    request: pytest.FixtureRequest,
) -> None:
    _, program, *words = services("compose.yaml")["kafka"]["healthcheck"]["test"]
    bash = tool(request, program)
    assert "kafka" not in " ".join(words)
    with socket.create_server(("127.0.0.1", 0)) as server:
        asked = [word.replace("9092", str(server.getsockname()[1])) for word in words]
        assert subprocess.run([bash, *asked], capture_output=True).returncode == 0
    assert subprocess.run([bash, *asked], capture_output=True).returncode != 0


def test_redis_keeps_what_it_is_given() -> None:
    text = (DEPLOY / "secrets.sh").read_text()
    for line in ("appendonly yes", "maxmemory-policy noeviction"):
        assert f"\n{line}\n" in text
