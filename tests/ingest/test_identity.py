from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.identity import article_id, canonical, content_hash, site

FEED = "https://feeds.news.example/world.xml"
DATE = datetime(2023, 12, 8, 10, tzinfo=UTC)
SEGMENT = st.text("abcdefghijklmnopqrstuvwxyz0123456789-_", min_size=1, max_size=12).filter(lambda s: s != "amp")
PATHS = st.lists(SEGMENT, min_size=1, max_size=4).map("/".join)


def identity(
    link: str = "", guid: str = "", title: str = "", published: datetime | None = None, feed: str = FEED
) -> str:
    return article_id(feed=feed, link=link, guid=guid, title=title, published=published)


@pytest.mark.parametrize(
    "variant",
    [
        "http://news.example/a/story-1",
        "https://www.news.example/a/story-1/",
        "HTTPS://NEWS.example:443/a/story-1",
        "https://m.news.example/a/story-1#comments",
        "https://amp.news.example/a/story-1",
        "https://news.example/amp/a/story-1",
        "https://news.example/a/story-1/amp/",
        "https://news.example/a/story-1.amp",
        "https://news.example/a//story%2D1?utm_source=rss&utm_medium=feed",
        "https://news.example/a/story-1?at_medium=RSS&fbclid=x&ref=rss&outputType=amp",
        "https://user:secret@news.example/a/story-1",
        " https://news.example./a/story-1 ",
    ],
)
def test_addresses_of_one_article_are_one(variant: str) -> None:
    assert canonical(variant) == "news.example/a/story-1"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://news.example/story?id=1", "https://news.example/story?id=2"),
        ("https://news.example/story?cid=1", "https://news.example/story?cid=2"),
        ("https://news.example/Story", "https://news.example/story"),
        ("https://news.example/1", "https://sport.news.example/1"),
        ("https://news.example/1", "https://news.example:8443/1"),
        ("https://news.example/camp", "https://news.example/c"),
        ("https://news.example/a%2Fb", "https://news.example/ab"),
    ],
)
def test_addresses_of_two_articles_stay_two(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize(
    "link",
    [
        "",
        "https://news.example",
        "https://www.news.example/?utm_source=rss",
        "mailto:a@b",
        "/x",
        "http://[::1",
        "http://h:99999/x",
    ],
)
def test_what_names_no_article_has_no_canonical_form(link: str) -> None:
    assert canonical(link) == ""


@given(PATHS, st.dictionaries(SEGMENT, SEGMENT, max_size=3), st.randoms())
def test_order_of_parameters_and_tracking_do_not_matter(path: str, query: dict[str, str], random: object) -> None:
    pairs = list(query.items())
    plain = canonical(f"https://news.example/{path}?{urlencode(pairs)}")
    pairs.append(("utm_campaign", "x"))
    pairs.reverse()
    assert canonical(f"http://www.news.example/{path}/?{urlencode(pairs)}#top") == plain


@given(st.text())
def test_any_text_has_an_identity(text: str) -> None:
    assert canonical(text) == canonical(text)
    assert len(identity(link=text, guid=text, title=text)) == 32
    assert len(content_hash(text, text)) == 32


@given(PATHS)
def test_a_canonical_form_is_canonical(path: str) -> None:
    once = canonical(f"https://news.example/{path}")
    assert canonical(f"https://{once}") == once


def test_cross_posted_entries_of_one_publisher_are_one_article() -> None:
    sport, world = "https://www.news.example/sport.rss", "https://rss.news.example/world.rss"
    link = "https://news.example/1"
    assert identity(link, "g1", feed=sport) == identity(link + "?utm_source=w", "g2", feed=world)


def test_the_same_link_in_another_publishers_feed_is_another_article() -> None:
    assert identity("https://news.example/1") != identity("https://news.example/1", feed="https://other.example/rss")


def test_guid_and_then_title_and_date_stand_in_for_a_missing_link() -> None:
    assert identity(guid="a", title="one") == identity(guid="a", title="two")
    assert identity(guid="a") != identity(guid="b")
    assert identity(title="A  “title”", published=DATE) == identity(title='a "TITLE"', published=DATE)
    assert identity(title="a", published=DATE) != identity(title="a")
    assert identity(link="https://news.example/", guid="a") == identity(guid="a")


def test_the_text_is_no_part_of_the_identity() -> None:
    assert identity("https://news.example/1", title="one") == identity("https://news.example/1", title="two")


def test_ids_do_not_change_between_releases() -> None:
    assert identity("https://www.news.example/a?b=1&utm_source=x") == "4e0fd4492e4c94435e6274146c019ef7"
    assert identity(guid="tag:news.example,2023:1") == "4159386af31c8dd680574b9960d3fde1"
    assert identity(title="Quake kills 12", published=DATE) == "1fb768278d2aa5d34c3c1e1b816e4c40"
    assert content_hash("Quake kills 12", "At least 12 died.") == "bdd6d866f8c589487f1ac7bb7f2fe8ad"


@pytest.mark.parametrize(
    "other",
    [
        "“At least” 1,234 people – men",
        '"at least"\n1,234  people - men',
        '\ufeff"At least" 1,234\u00a0peo\u00adple — men',
    ],
)
def test_what_a_reader_does_not_see_changes_nothing(other: str) -> None:
    assert content_hash("T", '"At least" 1,234 people - men') == content_hash("t", other)


@pytest.mark.parametrize(
    "other", ["1,235 dead", "12,34 dead", "1.234 dead", "-1,234 dead", "1,234 deaf", "1,234 dead?"]
)
def test_a_changed_figure_or_word_changes_the_text(other: str) -> None:
    assert content_hash("T", "1,234 dead") != content_hash("T", other)


def test_title_and_body_do_not_run_into_each_other() -> None:
    assert content_hash("a b", "c") != content_hash("a", "b c")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://feeds.bbci.co.uk/news/rss.xml", "bbci.co.uk"),
        ("http://www.feeds.news.example/x", "news.example"),
        ("http://127.0.0.1:8080/x", "127.0.0.1"),
        ("http://localhost/x", "localhost"),
        ("http://rss.com/x", "rss.com"),
    ],
)
def test_the_site_is_the_host_without_the_ways_to_it(url: str, expected: str) -> None:
    assert site(url) == expected
