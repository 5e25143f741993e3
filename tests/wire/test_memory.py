"""What we may take of the memory, told from control groups as Linux shows them."""

import os
from pathlib import Path

import pytest

from wire.memory import allowed

MACHINE = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own"
    path.write_text("1:name=systemd:/x\n0::/system.slice/figurewatch.service\n")
    return path


def limit(groups: Path, group: str, said: str) -> None:
    (groups / group).mkdir(parents=True, exist_ok=True)
    (groups / group / "memory.max").write_text(f"{said}\n")


def test_without_control_groups_it_is_what_the_machine_has(tmp_path: Path) -> None:
    assert allowed(tmp_path / "none", tmp_path / "neither") == MACHINE


def test_it_is_the_least_that_a_group_around_us_allows(tmp_path: Path, own: Path) -> None:
    limit(tmp_path, "system.slice/figurewatch.service", "max")
    limit(tmp_path, "system.slice", "4000000")
    limit(tmp_path, ".", "5000000")
    limit(tmp_path, "user.slice", "3000000")  # not around us
    assert allowed(tmp_path, own) == 4_000_000


def test_a_limit_beyond_the_machine_is_none(tmp_path: Path, own: Path) -> None:
    limit(tmp_path, "system.slice", str(2 * MACHINE))
    assert allowed(tmp_path, own) == MACHINE


def test_a_container_of_version_1_tells_its_limit(tmp_path: Path) -> None:
    (tmp_path / "memory").mkdir()
    (tmp_path / "memory" / "memory.limit_in_bytes").write_text("2000000\n")
    assert allowed(tmp_path, tmp_path / "own") == 2_000_000
