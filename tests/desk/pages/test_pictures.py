"""Pictures for channels: whoever has the address sees this one picture, and nothing else."""

import threading

import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

from alerts.evidence.pictures import alert_of, picture_path
from alerts.ledger.port import Change
from desk.pages.pictures import WAITING
from desk.pages.site import site
from desk.pages.stores import Stores
from tests.alerts.makers import a_claim, a_report, held
from wire.settings.model import PagesSettings, ReaderSettings, Settings

KEY, OTHER = b"k" * 32, b"o" * 32
PNG = b"\x89PNG\r\n\x1a\n"


def test_a_code_opens_its_own_alert_and_no_other() -> None:
    name = picture_path(KEY, "c1").removeprefix("/pictures/")
    assert alert_of(KEY, name) == "c1"
    assert alert_of(OTHER, name) is None
    for wrong in ("", ".", "c1", "c1.png", f"c2.{name.split('.')[1]}.png", name.replace("c1", "c1x"), "c1.ä.png"):
        assert alert_of(KEY, wrong) is None


@pytest.fixture
def guarded(settings: Settings, stores: Stores) -> TestClient:
    readers = (ReaderSettings(name="ana", password=SecretStr("long-enough")),)
    return TestClient(site(settings.model_copy(update={"pages": PagesSettings(readers=readers)}), stores))


@pytest.mark.redis
def test_a_picture_is_shown_without_a_password_and_its_neighbours_are_not(guarded: TestClient, stores: Stores) -> None:
    path = picture_path(stores.key(), "c1")
    answer = guarded.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert answer.content.startswith(PNG)
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert guarded.get("/quantities/q1/chart.svg").status_code == 401
    for wrong in (path.replace("c1", "c2"), "/pictures/c1.png", "/pictures/", "/pictures/../quantities/q1"):
        assert guarded.get(wrong).status_code in (401, 404), wrong
    assert guarded.get(picture_path(stores.key(), "c9")).status_code == 404
    assert guarded.post(path).status_code == 405


@pytest.mark.redis
def test_a_picture_is_drawn_once_for_what_is_known(
    pages: TestClient, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []

    def draw(chart: object, label: str) -> bytes:
        drawn.append(label)
        return PNG

    monkeypatch.setattr("desk.pages.pictures.picture", draw)
    path = picture_path(stores.key(), "c1")
    assert [pages.get(path).content for _ in range(3)] == [PNG] * 3
    assert len(drawn) == 1
    more = a_report(a_claim("k9", 23), "a9", 100)
    assert stores.ledger.commit(Change(article="a9", revision=1, extractor=1, versions={}, held=(held(more),)))
    pages.get(path)
    assert len(drawn) == 2


@pytest.mark.redis
def test_those_who_ask_for_too_many_at_once_are_asked_to_come_again(
    pages: TestClient, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    release, refused = threading.Event(), threading.Event()

    def slow(chart: object, label: str) -> bytes:
        release.wait(20)
        return PNG

    monkeypatch.setattr("desk.pages.pictures.picture", slow)
    answers: list[tuple[int, str | None]] = []

    def ask() -> None:
        answer = pages.get(picture_path(stores.key(), "c1"))
        answers.append((answer.status_code, answer.headers.get("retry-after")))
        refused.set()

    threads = [threading.Thread(target=ask) for _ in range(WAITING + 1)]
    for each in threads:
        each.start()
    assert refused.wait(20)
    release.set()
    for each in threads:
        each.join()
    assert sorted(answers, key=str) == [*[(200, None)] * WAITING, (503, "5")]
