"""The image, built and run for real; minutes, so only with DEPLOY=full (`make deploy-check`).

The base comes from a registry, or, where there is none, from Debian by debootstrap. BASE_IMAGE names one that is there.
"""

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy.tools import DEPLOY, FULL, ROOT, lacking, run, tool
from tests.news.feeds import Newsstand
from tests.news.planted import news
from tests.servers.process import free_port
from tests.service.installation import SECRET, eventually

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(not FULL, reason="takes minutes: make deploy-check"),
]
REGISTRY = "docker.io/library/debian:bookworm-slim"
MOST_BYTES = 400_000_000
ENGINES: tuple[list[str], ...] = ([], ["--runtime", shutil.which("runc") or "runc", "--cgroup-manager", "cgroupfs"])
CONFINED = [
    *("--network", "host", "--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL"),
    *("--security-opt", "no-new-privileges", "--ulimit", "nofile=4096:4096", "--ulimit", "nproc=1024:1024"),
]


@pytest.fixture(scope="module")
def base(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A Debian to build on."""
    if given := os.environ.get("BASE_IMAGE"):
        return given
    buildah = tool(request, "buildah")
    if subprocess.run([buildah, "pull", "-q", REGISTRY], capture_output=True).returncode == 0:
        return REGISTRY
    folder = tmp_path_factory.mktemp("base")
    run(tool(request, "debootstrap"), "--variant=minbase", "bookworm", folder / "root")
    for waste in ("usr/share/doc", "usr/share/man", "usr/share/locale", "var/cache/apt/archives", "var/lib/apt/lists"):
        for path in (folder / "root" / waste).iterdir():
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    container = run(buildah, "from", "scratch").strip()
    run(buildah, "add", "-q", container, folder / "root", "/")
    run(buildah, "commit", "-q", "--rm", container, "localhost/figurewatch-base")
    return "localhost/figurewatch-base"


@pytest.fixture(scope="module")
def image(request: pytest.FixtureRequest, base: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The image's name, once it is built."""
    name = f"localhost/figurewatch:{version('figurewatch')}"
    trust = _trust(tmp_path_factory.mktemp("trust"))
    options = ["--isolation", "chroot", "--network", "host", "--build-arg", f"BASE={base}"]
    options += ["--build-arg", f"RELEASE={version('figurewatch')}", *trust]
    run(tool(request, "buildah"), "bud", "-q", *options, "-f", DEPLOY / "Containerfile", "-t", name, ".")
    return name


def _trust(folder: Path) -> list[str]:
    """Return the options by which the build trusts the certificates that this machine's pip is told to trust."""
    given = os.environ.get("PIP_CERT")
    if given is None:
        return []
    shutil.copy(given, folder / "ca.pem")
    (folder / "pip.conf").write_text("[global]\ncert = /run/trust/ca.pem\n")
    return ["-v", f"{folder}:/run/trust:ro", "-v", f"{folder / 'pip.conf'}:/etc/pip.conf:ro"]


@pytest.fixture(scope="module")
def engine(request: pytest.FixtureRequest, image: str) -> list[str]:
    """The command that runs a container of the image as operators should, but for its name."""
    podman = tool(request, "podman")
    told = ""
    for options in ENGINES:
        command = [podman, *options, "run", "--rm", *CONFINED]
        done = subprocess.run([*command, image, "--version"], capture_output=True, text=True)
        if done.returncode == 0:
            return command
        told = done.stderr.strip()[-300:]
    lacking(request, "a container engine", f"podman runs nothing on this machine: {told}")


def test_it_is_small_labelled_and_starts_no_shell(request: pytest.FixtureRequest, image: str) -> None:
    found: dict[str, Any] = json.loads(run(tool(request, "podman"), "image", "inspect", image))[0]
    assert found["Size"] < MOST_BYTES, found["Size"]
    config = found["Config"]
    assert config["User"] == "10001:10001"
    assert config["Entrypoint"] == ["figurewatch"]
    assert config["Labels"]["org.opencontainers.image.version"] == version("figurewatch")


def test_its_health_check_starts_no_shell() -> None:
    # Images in OCI's format carry none, so that the file is asked.
    assert re.search(r'^HEALTHCHECK .*CMD \["figurewatch", "health"\]$', (DEPLOY / "Containerfile").read_text(), re.M)


@pytest.mark.parametrize("command", [["--version"], ["config", "check"], ["ingest", "--help"]])
def test_every_command_is_there(engine: list[str], image: str, command: list[str]) -> None:
    assert run(*engine, image, *command)


SELDOM = """
import io
from datetime import UTC, datetime
from apprise import Apprise
from desk.pages.chart import Point, chart
from desk.pages.drawing import picture
from lxml_html_clean import Cleaner
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from trafilatura import bare_extraction
figure = Figure()
figure.subplots().set_title("12\u201319 killed, \u00bd of $x$")
for kind in ("png", "svg"):
    figure.savefig(io.BytesIO(), format=kind)
point = Point(time=datetime.now(UTC), low=12, high=19, source="police", kind="stated", words="12 to 19", row=1)
assert picture(chart([point], "UTC"), "12\u201319 killed")[1:4] == b"PNG"
assert Apprise().add("mailtos://desk:secret@example.org") and Apprise().add("json://localhost")
told = "<p>" + "Twelve people were killed in a fire on Monday 3 March 2025, officials said. " * 9 + "</p>"
page = f"<html><head><title>Fire</title></head><body><article>{told}</article></body></html>"
print(bare_extraction(page, with_metadata=True).date)
"""


def test_what_pruning_left_is_enough_for_what_is_seldom_used(engine: list[str], image: str) -> None:
    told = run(*engine, "-e", "MPLCONFIGDIR=/tmp", "--entrypoint", "/opt/figurewatch/bin/python3", image, "-c", SELDOM)
    assert told.strip() == "2025-03-03"


def test_it_cannot_write_where_it_should_not(engine: list[str], image: str) -> None:
    script = "import os; print(os.getuid(), os.access('/opt', os.W_OK), os.access('/etc', os.W_OK))"
    assert run(*engine, "--entrypoint", "/opt/figurewatch/bin/python3", image, "-c", script).split() == [
        "10001",
        "False",
        "False",
    ]


@pytest.fixture
def running(engine: list[str], image: str, tmp_path: Path) -> Iterator[tuple[Newsstand, list[str], str]]:
    """A container with the whole service in it, which reads a newsstand's feed and tells its inbox."""
    name, port = f"figurewatch-check-{os.getpid()}", free_port()
    with Newsstand() as stand:
        stand.put("a", [])
        settings = {
            "feeds": [{"url": stand.feed("a")}],
            "ingest": {"interval": 1, "allow_private": True, "host_pause": 0, "backfill": "tell"},
            "subscribers": [
                {"name": "desk", "webhooks": [{"url": f"{stand.url}/signed", "secrets": [SECRET]}]},
            ],
            "pages": {"port": 0},
        }
        config = tmp_path / "figurewatch.yaml"
        config.write_text(yaml.safe_dump(settings))
        config.chmod(0o644)
        tmp_path.chmod(0o755)
        command = [*engine, "--name", name, "-v", f"{config}:/etc/figurewatch/figurewatch.yaml:ro"]
        data = tmp_path / "data"
        data.mkdir()
        data.chmod(0o777)
        command += ["-v", f"{data}:/var/lib/figurewatch"]
        command += ["-e", "FIGUREWATCH_CONFIG=/etc/figurewatch/figurewatch.yaml"]
        command += ["-e", "FIGUREWATCH_HTTP__HOST=127.0.0.1", "-e", f"FIGUREWATCH_HTTP__PORT={port}", image, "run"]
        log = (tmp_path / "log").open("wb")
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=ROOT)
        podman = engine[: engine.index("run")]
        try:
            yield stand, [*podman, "exec", name], f"http://127.0.0.1:{port}"
        finally:
            began = time.monotonic()
            subprocess.run([*podman, "stop", "-t", "40", name], capture_output=True)
            process.wait(60)
            print((tmp_path / "log").read_text()[-3000:])
            assert time.monotonic() - began < 35, "it stops when it is told to"


def test_the_whole_service_runs_confined_and_tells(running: tuple[Newsstand, list[str], str]) -> None:
    stand, inside, _ = running
    eventually(lambda: subprocess.run([*inside, "figurewatch", "health"], capture_output=True).returncode == 0, 90)
    start = datetime.now(UTC) - timedelta(hours=1)
    stand.put("a", news(articles=30, clashes=6, start=start, apart=timedelta(seconds=60)))
    eventually(lambda: len(stand.inbox) >= 6, 90)
    assert run(*inside, "figurewatch", "health", "--ready").strip() == "Ready."
