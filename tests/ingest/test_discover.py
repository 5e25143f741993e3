from collections.abc import Iterator

import pytest

from ingest.discover import candidates, discover
from ingest.errors import FeedError
from ingest.markup import links_of
from tests.ingest.publisher import Page, Publisher, item, rss
from wire.settings.model import IngestSettings

LOCAL = IngestSettings(allow_private=True)


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with Publisher() as running:
        yield running


def found(publisher: Publisher, path: str) -> list[tuple[str, str, int]]:
    return [
        (one.url.removeprefix(publisher.url), one.title, one.entries) for one in discover(publisher.url + path, LOCAL)
    ]


def test_declared_feeds_are_found_and_those_that_are_none_left_out(publisher: Publisher) -> None:
    publisher.put("/a.xml", Page(rss(item("one"), title="All")))
    publisher.put("/broken.xml", Page(b"<html>no</html>"))
    head = "".join(f'<link rel="alternate" type="application/rss+xml" href="{p}">' for p in ("/a.xml", "/broken.xml"))
    publisher.put("/", Page(f"<html><head>{head}</head></html>".encode()))
    assert found(publisher, "/") == [("/a.xml", "All", 1)]


def test_links_that_look_like_feeds_are_tried(publisher: Publisher) -> None:
    publisher.put("/world/rss", Page(rss(title="World")))
    publisher.put("/", Page(b"<p><a href='/about'>About</a> <a href='/world/rss'>RSS</a></p>"))
    assert found(publisher, "/") == [("/world/rss", "World", 0)]
    assert "/about" not in [path for path, _ in publisher.requests]


def test_the_usual_places_are_looked_at_last(publisher: Publisher) -> None:
    publisher.put("/feed", Page(rss(title="Blog")))
    publisher.put("/", Page(b"<p>Welcome</p>"))
    assert found(publisher, "/") == [("/feed", "Blog", 0)]


def test_a_feed_is_its_own_discovery_and_nothing_is_nothing(publisher: Publisher) -> None:
    publisher.put("/feed.xml", Page(rss(title="Blog")))
    assert found(publisher, "/feed.xml") == [("/feed.xml", "Blog", 0)]
    del publisher.pages["/feed.xml"]
    publisher.put("/", Page(b"<p>Welcome</p>"))
    assert found(publisher, "/") == []
    with pytest.raises(FeedError, match="nowhere cannot be read: the server answered with status 404"):
        found(publisher, "/nowhere")


def test_addresses_are_resolved_and_each_is_tried_once() -> None:
    page = """<link rel="alternate stylesheet" type="application/atom+xml; charset=x" href="../feed">
      <link rel="alternate" type="text/html" href="/m"><a href="/feed">x</a><a href="javascript:rss()">y</a>
      <a href="/story-about-feeding-cats">z</a><a href="http://[/rss">bad</a>"""
    assert candidates(links_of(page, base="https://a.example/x/y")) == ["https://a.example/feed"]
