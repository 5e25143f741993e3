"""Who may look and who may act, by what the settings say."""

import base64

import pytest
from pydantic import SecretStr, ValidationError
from starlette.testclient import TestClient

from desk.pages.access import LOCAL, Refused, Visitor, visitor
from desk.pages.attempts import ALLOWED, MOST, Attempts, origin
from desk.pages.guard import HEADERS
from desk.pages.site import site
from desk.pages.stores import Stores
from wire.settings.model import PagesSettings, ReaderSettings, Settings, is_loopback

READERS = (
    ReaderSettings(name="ana", password=SecretStr("käse:7")),
    ReaderSettings(name="bo", password=SecretStr("other")),
)


def basic(name: str, password: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "pages.example", ""])
def test_an_address_beyond_this_machine_wants_a_guard(host: str) -> None:
    with pytest.raises(ValidationError, match="open: true"):
        PagesSettings(host=host)
    for guarded in ({"readers": READERS}, {"user_header": "X-User"}, {"open": True}):
        assert PagesSettings(host=host, **guarded).host == host


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost"])
def test_loopback_needs_none(host: str) -> None:
    assert PagesSettings(host=host).host == host
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["localhost:8090", "127.0.0.1:8090", "[::1]:8090", "desk.example"])
def test_who_sits_at_the_machine_may_act(host: str) -> None:
    found = visitor(PagesSettings(), "https://desk.example/figures", {"host": host}, "127.0.0.1")
    assert found == Visitor(LOCAL, known=True)


@pytest.mark.parametrize("host", ["evil.example", "", "localhost.evil.example", "127.0.0.1.evil.example"])
def test_another_name_for_this_machine_shows_nothing(host: str) -> None:
    found = visitor(PagesSettings(), None, {"host": host}, "127.0.0.1")
    assert isinstance(found, Refused)


def test_whom_nobody_knows_may_look_where_that_is_wanted_and_not_act() -> None:
    assert visitor(PagesSettings(host="0.0.0.0", open=True), None, {}, "192.0.2.9") == Visitor("", known=False)


def test_name_and_password_let_in() -> None:
    settings = PagesSettings(readers=READERS)
    assert visitor(settings, None, basic("ana", "käse:7"), "192.0.2.9") == Visitor("ana", known=True)
    assert visitor(settings, None, basic("bo", "other"), "192.0.2.9") == Visitor("bo", known=True)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        basic("ana", "other"),
        basic("", ""),
        basic("ana", ""),
        {"authorization": "Basic !!"},
        {"authorization": "Basic /w=="},
        {"authorization": "Bearer x"},
    ],
)
def test_anything_else_is_asked_for_them(headers: dict[str, str]) -> None:
    found = visitor(PagesSettings(readers=READERS), None, headers, "127.0.0.1")
    assert isinstance(found, Refused)
    assert (found.status, found.ask) == (401, True)


def test_the_header_of_a_proxy_is_believed_from_the_proxy_alone() -> None:
    settings = PagesSettings(host="0.0.0.0", user_header="X-Forwarded-User", proxies=("10.0.0.1",))
    says = {"x-forwarded-user": "ana@desk.example"}
    assert visitor(settings, None, says, "10.0.0.1") == Visitor("ana@desk.example", known=True)
    for headers, peer in ((says, "10.0.0.2"), ({}, "10.0.0.1"), ({"x-forwarded-user": " "}, "10.0.0.1")):
        assert isinstance(visitor(settings, None, headers, peer), Refused)


@pytest.mark.redis
def test_everything_but_health_is_guarded_and_carries_the_headers(settings: Settings, stores: Stores) -> None:
    guarded = settings.model_copy(update={"pages": PagesSettings(readers=READERS)})
    client = TestClient(site(guarded, stores), follow_redirects=False)
    for address in ("/", "/quantities/q1", "/api/disputes", "/static/style.css", "/q/q1", "/nowhere"):
        answer = client.get(address)
        assert answer.status_code == 401, address
        assert answer.headers["www-authenticate"].startswith("Basic")
        assert client.get(address, headers=basic("ana", "käse:7")).status_code in (200, 302, 404)
    assert client.get("/healthz").status_code == 200
    for name, value in HEADERS.items():
        assert client.get("/", headers=basic("ana", "käse:7")).headers[name] == value
        assert client.get("/").headers[name] == value


@pytest.mark.redis
def test_an_open_page_offers_no_buttons_and_names_no_subscriber(settings: Settings, stores: Stores) -> None:
    opened = settings.model_copy(update={"pages": PagesSettings(host="0.0.0.0", open=True)})
    client = TestClient(site(opened, stores))
    page = client.get("/quantities/q1").text
    assert "<form" not in page
    assert client.post("/alerts/c1/verdict", data={"saying": "right", "token": ""}).status_code == 403


class Hand:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_an_address_has_so_many_wrong_passwords_a_minute_and_others_as_many() -> None:
    hand = Hand()
    attempts = Attempts(hand)
    for _ in range(ALLOWED):
        assert attempts.wait("192.0.2.9") == 0
        attempts.failed("192.0.2.9")
    assert attempts.wait("192.0.2.9") == pytest.approx(6)
    assert attempts.wait("192.0.2.10") == 0
    hand.seconds = 6.1
    assert attempts.wait("192.0.2.9") == 0


def test_addresses_are_remembered_up_to_a_bound() -> None:
    attempts = Attempts(Hand())
    for number in range(MOST + 50):
        attempts.failed(f"a{number}")
    assert len(attempts._full) == MOST
    assert "a49" not in attempts._full


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("192.0.2.9", "198.51.100.1", "192.0.2.9"),
        ("127.0.0.1", "203.0.113.5, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("2001:db8:1:2:aaaa::1", "", "2001:db8:1:2::"),
        ("::ffff:192.0.2.9", "", "192.0.2.9"),
    ],
)
def test_a_request_counts_for_whoever_asked_the_proxy(peer: str, forwarded: str, expected: str) -> None:
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    assert origin(peer, headers, ("127.0.0.1", "::1")) == expected


@pytest.mark.redis
def test_who_guesses_passwords_has_to_wait_and_a_first_visit_is_no_guess(settings: Settings, stores: Stores) -> None:
    client = TestClient(site(settings.model_copy(update={"pages": PagesSettings(readers=READERS)}), stores))
    for _ in range(2 * ALLOWED):
        assert client.get("/").status_code == 401
    for _ in range(ALLOWED):
        assert client.get("/", headers=basic("ana", "wrong")).status_code == 401
    answer = client.get("/", headers=basic("ana", "käse:7"))
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["retry-after"]) <= 6
    assert client.get("/healthz").status_code == 200
