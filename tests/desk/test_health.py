"""`figurewatch health`, as containers ask it."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from desk.probe import problems
from tests.desk.test_cli import figurewatch, sentence
from tests.servers.process import free_port, free_ports
from wire.health import HealthServer
from wire.settings.model import HttpSettings


@pytest.fixture
def wrong() -> list[str]:
    """What is wrong with the stage that runs at `address`."""
    return []


@pytest.fixture
def address(wrong: list[str]) -> Iterator[HttpSettings]:
    settings = HttpSettings(host="127.0.0.1", port=free_ports(2))

    def nothing() -> Sequence[str]:
        return []

    server = HealthServer(settings, alive=nothing, ready=lambda: wrong)
    server.start()
    yield settings
    server.close()


def test_a_stage_that_is_well_has_no_problems(address: HttpSettings) -> None:
    assert problems(address, "/healthz") == []
    assert problems(address.model_copy(update={"host": "0.0.0.0"}), "/readyz") == []


def test_what_is_wrong_is_passed_on(address: HttpSettings, wrong: list[str]) -> None:
    wrong.append("Redis does not answer")
    assert problems(address, "/healthz") == []
    assert problems(address, "/readyz") == ["Redis does not answer"]


def test_of_several_stages_each_is_asked(address: HttpSettings, wrong: list[str]) -> None:
    beside = HealthServer(HttpSettings(port=address.port + 1), alive=lambda: ["enrich is stuck"], ready=lambda: [])
    beside.start()
    assert problems(address, "/healthz") == ["enrich is stuck"]
    beside.close()


def test_the_command_says_yes_or_no(address: HttpSettings, tmp_path: Path) -> None:
    done = figurewatch("health", FIGUREWATCH_HTTP__PORT=str(address.port))
    assert (done.returncode, done.stdout) == (0, "Well.\n")
    nobody = figurewatch("health", FIGUREWATCH_HTTP__PORT=str(free_port()))
    assert nobody.returncode == 1
    assert "Nothing answers at 127.0.0.1:" in sentence(nobody)
    assert "set http.port" in sentence(figurewatch("health"))
