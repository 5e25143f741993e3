"""Pages that a proxy serves under a path of its own: every link, form, asset and redirect stays under it."""

import re

import pytest
from starlette.testclient import TestClient

from desk.pages.guard import without
from desk.pages.site import site
from desk.pages.stores import Stores
from tests.desk.pages.test_actions import code
from wire.settings.model import AlertSettings, Settings

BASE = "/news/figurewatch"
LINKS = re.compile(r'(?:href|src|action)="([^"]*)"')


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"alerts": AlertSettings(public_url=f"https://desk.example{BASE}/")})


@pytest.fixture
def pages(settings: Settings, stores: Stores) -> TestClient:
    return TestClient(site(settings, stores), base_url="https://desk.example", follow_redirects=False)


@pytest.mark.redis
@pytest.mark.parametrize(
    "address", ["/", "/quantities/q1", "/articles/a1/1", "/silences", "/verdicts", "/api", "/?page=2", "/nowhere"]
)
def test_every_address_on_a_page_lies_under_the_path(pages: TestClient, address: str) -> None:
    ours = [each for each in LINKS.findall(pages.get(address).text) if each.startswith("/")]
    assert ours
    assert [each for each in ours if not each.startswith(f"{BASE}/")] == []


@pytest.mark.redis
@pytest.mark.parametrize("base", [BASE, ""], ids=["left on", "taken off"])
def test_a_proxy_may_leave_the_path_on_or_take_it_off(pages: TestClient, base: str) -> None:
    for address in ("/", "/quantities/q1", "/static/style.css", "/api/openapi.json", "/healthz"):
        assert pages.get(base + address).status_code == 200, address
    assert pages.get(f"{base}/q/q1").headers["location"] == f"{BASE}/quantities/q1"
    assert pages.get(f"{base}/favicon.ico").headers["location"] == f"{BASE}/static/icon.svg"


@pytest.mark.redis
def test_the_path_without_a_slash_is_the_list(pages: TestClient) -> None:
    assert "Disputed now" in pages.get(BASE).text


@pytest.mark.redis
@pytest.mark.parametrize("host", ["desk.example", "127.0.0.1:8090"], ids=["the proxy's name", "our own"])
def test_forms_work_and_lead_back_under_the_path_whatever_host_the_proxy_asks(pages: TestClient, host: str) -> None:
    headers = {"host": host, "origin": "https://desk.example"}
    form = {"token": code(pages, f"{BASE}/quantities/q1"), "saying": "right"}
    answer = pages.post(f"{BASE}/alerts/c1/verdict", data=form, headers=headers)
    assert answer.headers["location"] == f"{BASE}/quantities/q1#alert-c1"
    made = pages.post(f"{BASE}/silences", data={**form, "quantity": "q1", "hours": "4"}, headers=headers)
    assert made.headers["location"].startswith(f"{BASE}/silences#silence-")
    elsewhere = {"host": host, "origin": "https://evil.example"}
    assert pages.post(f"{BASE}/silences", data={**form, "quantity": "q1"}, headers=elsewhere).status_code == 403


@pytest.mark.redis
def test_the_api_says_where_it_is(pages: TestClient) -> None:
    assert pages.get(f"{BASE}/api/openapi.json").json()["servers"] == [{"url": BASE}]


@pytest.mark.parametrize(
    ("path", "expected"), [("/a/x", "/x"), ("/a", "/"), ("/a/", "/"), ("/ab", "/ab"), ("/x", "/x")]
)
def test_the_path_is_taken_off_where_it_stands_whole(path: str, expected: str) -> None:
    assert without("/a", path) == expected
    assert without("", path) == path
