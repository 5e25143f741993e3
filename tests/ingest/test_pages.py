import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from prometheus_client import REGISTRY

from ingest.extract import decoded, extract
from ingest.gate import OpenGate
from ingest.hosts import Hosts
from ingest.http import HTML, HttpFetcher
from ingest.page import Page, Stub
from ingest.pages import PageReader
from ingest.robots import Robots
from ingest.sandbox import Sandbox
from ingest.stubs import stub_of
from tests.ingest.publisher import Page as Answer
from tests.ingest.publisher import Publisher
from wire.clock import FakeClock

NOW = datetime(2023, 12, 9, 12, tzinfo=UTC)
FIRE = (
    "At least 12 people were killed when a fire swept through a warehouse on the edge of the harbour on Friday night,",
    "the fire service said, and rescuers were still looking for three workers who had been seen on the upper floor.",
    "The mayor called it the worst accident in the town's history and promised help for the families of the dead.",
    "Neighbours said that they had heard two explosions before the flames came through the roof of the old building.",
)


def page(*paragraphs: str, title: str = "Fire kills 12", head: str = "", lang: str = "en", around: str = "") -> bytes:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title} - The News</title>{head}</head>'
        f"<body><nav><ul><li><a href='/a'>Sport</a></li><li><a href='/b'>Weather</a></li></ul></nav>"
        f"<article><h1>{title}</h1>{text}</article>{around}<footer>Imprint, terms, contact</footer></body></html>"
    ).encode()


def extracted(data: bytes, content_type: str = "text/html", ended: str = "https://news.example/fire") -> Page:
    return extract(data, content_type=content_type, asked="https://news.example/fire", ended=ended, body_limit=10_000)


def test_the_article_is_found_among_menus_and_its_headline_is_no_part_of_the_text() -> None:
    found = extracted(page(*FIRE))
    assert (found.title, found.language, found.stub, found.cut) == ("Fire kills 12", "en", "", False)
    assert found.body == "\n\n".join(FIRE)


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        ("<p>Genève</p>".encode("latin-1"), "text/html; charset=ISO-8859-1"),
        ("<meta charset=windows-1252><p>Genève</p>".encode("cp1252"), "text/html"),
        ("<p>Genève</p>".encode("utf-16"), ""),
        ("<p>Genève</p>".encode(), "text/html; charset=nonsense"),
        ("<p>Genève</p>".encode("latin-1"), ""),
    ],
)
def test_pages_are_decoded_as_they_say_or_as_they_are(data: bytes, content_type: str) -> None:
    assert "<p>Genève</p>" in decoded(data, content_type)


LOCKED = '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree": false}</script>'
WALL = "To continue reading, subscribe now. Already a subscriber? Sign in."
COOKIES = (
    "We value your privacy. We and our 812 partners use cookies and process personal data for advertising.",
    "You can accept all, reject all or manage preferences. See our cookie policy for what legitimate interest means.",
)


@pytest.mark.parametrize(
    ("data", "ended", "stub"),
    [
        (page(*FIRE), "https://news.example/fire", ""),
        (page(FIRE[0], head=LOCKED), "https://news.example/fire", "paywall"),
        (page(FIRE[0], WALL), "https://news.example/fire", "paywall"),
        (page(*FIRE * 4, head=LOCKED), "https://news.example/fire", ""),
        (page(*COOKIES, title="Before you go on"), "https://news.example/fire", "consent"),
        (page(*FIRE), "https://consent.news.example/?to=fire", "consent"),
        (
            page("Please enable JavaScript and cookies to go on. Checking your browser.", title="Just a moment"),
            "https://news.example/fire",
            "blocked",
        ),
        (page(), "https://news.example/fire", "empty"),
        (b"", "https://news.example/fire", "empty"),
        (b"\x00\xff\xfe" * 100, "https://news.example/fire", "empty"),
    ],
)
def test_what_stands_in_place_of_an_article_is_told_from_one(data: bytes, ended: str, stub: Stub) -> None:
    assert extracted(data, ended=ended).stub == stub


def test_a_whole_article_on_privacy_is_an_article() -> None:
    text = (
        " ".join(FIRE)
        + " Readers can accept all cookies or reject all; the cookie policy says so. "
        + " ".join(FIRE * 3)
    )
    told = stub_of(asked="https://a.example/1", ended="https://a.example/1", source="", title="Cookies", text=text)
    assert told == ""


def test_deep_nesting_ends() -> None:
    assert extracted(b"<div>" * 50_000 + b"<p>x").stub == "empty"


@pytest.fixture(scope="module")
def publisher() -> Iterator[Publisher]:
    with Publisher() as running:
        yield running


def read(publisher: Publisher, *urls: str, hosts: Hosts | None = None) -> list[Page | None]:
    async def run() -> list[Page | None]:
        clock = FakeClock(NOW)
        fetcher = HttpFetcher(
            clock=clock, timeout=5, max_bytes=1_000_000, user_agent="figurewatch/1", allow_private=True, accept=HTML
        )
        gate = OpenGate()
        limits = hosts or Hosts(per_host=2, pause=0)
        try:
            async with Sandbox(workers=1) as box:
                reader = PageReader(
                    fetcher=fetcher,
                    extractor=box,
                    robots=Robots(fetcher=fetcher, gate=gate, hosts=limits, clock=clock, user_agent="figurewatch/1"),
                    gate=gate,
                    hosts=limits,
                    clock=clock,
                )
                return [await reader.read(url) for url in urls]
        finally:
            await fetcher.close()

    return asyncio.run(run())


def counted(outcome: str) -> float:
    return REGISTRY.get_sample_value("figurewatch_ingest_pages_total", {"outcome": outcome}) or 0.0


def test_robots_txt_is_asked_once_and_heeded(publisher: Publisher) -> None:
    rules = b"User-agent: *\nDisallow: /\n\nUser-agent: figurewatch\nDisallow: /*/private\nAllow: /"
    publisher.put("/robots.txt", Answer(rules))
    before = len(publisher.requests), counted("robots")
    free, closed = publisher.put("/fire", Answer(page(*FIRE))), publisher.put("/x/private", Answer(page(*FIRE)))
    found = read(publisher, free, closed, free)
    assert [one is not None for one in found] == [True, False, True]
    assert [path for path, _ in publisher.requests[before[0] :]] == ["/robots.txt", "/fire", "/fire"]
    assert counted("robots") == before[1] + 1


def test_the_pause_that_robots_txt_asks_for_is_kept_to_within_bounds(publisher: Publisher) -> None:
    free = publisher.put("/fire", Answer(page(*FIRE)))
    for rules, pause in (
        (b"User-agent: *\nCrawl-delay: 9\nDisallow:", 9.0),
        (b"User-agent: *\nCrawl-delay: 9\n\nUser-agent: figurewatch\nCrawl-delay: 86400\nAllow: /", 60.0),
        (b"User-agent: *\nCrawl-delay: soon\nDisallow:", 0.0),
        (b"User-agent: other\nCrawl-delay: 9\nDisallow:", 0.0),
    ):
        publisher.put("/robots.txt", Answer(rules))
        hosts = Hosts(per_host=2, pause=0)
        assert read(publisher, free, hosts=hosts) != [None]
        assert hosts.apart("127.0.0.1") == pause


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (403, True), (503, False)])
def test_a_site_without_rules_is_free_and_one_that_fails_is_closed(
    publisher: Publisher, status: int, allowed: bool
) -> None:
    publisher.put("/robots.txt", Answer(status=status))
    assert (read(publisher, publisher.put("/fire", Answer(page(*FIRE)))) != [None]) == allowed


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Answer(page(FIRE[0], WALL)), "paywall"),
        (Answer(page(*COOKIES)), "consent"),
        (Answer(b"%PDF-1.7", headers={"Content-Type": "application/pdf"}), "no_page"),
        (Answer(status=404), "failed"),
        (Answer(status=302, headers={"Location": "http://169.254.169.254/"}), "failed"),
    ],
)
def test_what_is_no_article_is_counted_and_not_returned(publisher: Publisher, answer: Answer, outcome: str) -> None:
    publisher.put("/robots.txt", Answer(status=404))
    before = counted(outcome)
    assert read(publisher, publisher.put("/some", answer)) == [None]
    assert counted(outcome) == before + 1


def test_a_host_that_refuses_a_page_is_slowed_down(publisher: Publisher) -> None:
    publisher.put("/robots.txt", Answer(status=404))
    hosts = Hosts(per_host=2, pause=0)
    read(publisher, publisher.put("/some", Answer(status=429, headers={"Retry-After": "60"})), hosts=hosts)
    assert hosts.free_at("127.0.0.1") == NOW.timestamp() + 60
