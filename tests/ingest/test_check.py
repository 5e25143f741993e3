from collections.abc import Iterator

import pytest

from ingest.check import check
from ingest.errors import FeedError
from tests.ingest.publisher import Page, Publisher, item, rss
from wire.settings.model import IngestSettings

LOCAL = IngestSettings(allow_private=True, interval=300)


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with Publisher() as running:
        yield running


def test_a_check_says_what_a_poll_would_find(publisher: Publisher) -> None:
    text = " ".join(["word"] * 80)
    feed = rss(item("one", text), item("two", date=""), "<item><description>no link</description></item>", "<item/>")
    publisher.put("/b", Page(feed.replace(b"<link>", b"<ttl>15</ttl><link>", 1), headers={"ETag": '"1"'}))
    lines = check(publisher.put("/a", Page(status=301, headers={"Location": "/b"})), LOCAL).splitlines()
    assert lines[0] == f"'News', rss20, {len(feed) + 13} bytes, redirected to {publisher.url}/b"
    assert lines[1:8] == [
        "3 articles of 2 words (median).",
        "Conditional requests work with ETag.",
        "It would be polled again after 15 min.",
        "Left out, with neither title nor text: 1 of 4 entries.",
        "Dated when first seen, without a readable date: 2 of 4 entries.",
        "Known by guid or title, without a link: 1 of 4 entries.",
        "Teasers, of fewer than 60 words: 2 of 4 entries.",
    ]
    assert lines[-1] == "  2023-12-08 10:00  'one'"


def test_a_feed_without_validators_or_entries_is_described_too(publisher: Publisher) -> None:
    said = check(publisher.put("/a", Page(rss())), LOCAL)
    assert "0 articles." in said
    assert "No conditional requests: each poll is a whole download." in said


def test_what_is_wrong_with_a_feed_is_raised_as_one_sentence(publisher: Publisher) -> None:
    page = Page(b"<!doctype html><html><body>We use cookies</body></html>", headers={"Content-Type": "text/html"})
    consent = publisher.put("/consent", page)
    moved = publisher.put("/moved", Page(status=302, headers={"Location": "/consent"}))
    busy = publisher.put("/busy", Page(status=429, headers={"Retry-After": "7200"}))
    discover = "To find the feeds of a site: figurewatch feeds discover"
    html = "cannot be read: the document is an HTML page, no feed. A poll would try again after 10 min."
    for url, settings, said in (
        (
            publisher.url + "/nothing",
            LOCAL,
            "cannot be read: the server answered with status 404. A poll would try again",
        ),
        (busy, LOCAL, "cannot be read: the server answered with status 429. A poll would try again after 2 h."),
        (consent, LOCAL, f"{consent} {html} {discover} {consent}"),
        (moved, LOCAL, f"{consent}, to which {moved} redirects, {html} {discover} {moved}"),
        (publisher.url, IngestSettings(), "cannot be read: it leads to a private or special network address"),
    ):
        with pytest.raises(FeedError) as raised:
            check(url, settings)
        assert said in str(raised.value)


def test_a_hub_is_named(publisher: Publisher) -> None:
    links = {"Link": '<https://hub.example/>; rel="hub"'}
    assert "It offers to push its changes" in check(publisher.put("/pushes", Page(rss(), headers=links)), LOCAL)
