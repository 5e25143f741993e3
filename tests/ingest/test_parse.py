import contextlib
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.document import Document
from ingest.errors import EmptyDocument, NotAFeed, ParseError
from ingest.parse import parse
from tests.ingest.publisher import item, rss

BASE = "https://news.example/feeds/world.xml"
DATE = datetime(2023, 12, 8, 10, tzinfo=UTC)


def read(
    data: bytes | str, content_type: str = "application/rss+xml", entries: int = 100, limit: int = 1000
) -> Document:
    raw = data.encode() if isinstance(data, str) else data
    return parse(raw, content_type=content_type, base=BASE, entries=entries, body_limit=1000)


def atom(entry: str) -> str:
    start = '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>World</title>'
    return f"{start}<entry>{entry}</entry></feed>"


def test_rss_gives_title_text_link_guid_and_date() -> None:
    document = read(
        rss(item("one", "&lt;p&gt;12 dead.&lt;/p&gt;&lt;p&gt;3 hurt.&lt;/p&gt;"), title="The &amp;amp; News")
    )
    [entry] = document.entries
    assert (document.format, document.title, document.flaw) == ("rss20", "The & News", "")
    assert (entry.guid, entry.link, entry.title) == ("one", "https://news.example/one", "one")
    assert (entry.body, entry.published, entry.updated) == ("12 dead.\n\n3 hurt.", DATE, None)


def test_the_fullest_text_of_an_entry_counts() -> None:
    [entry] = read(
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><item><title>t</title>'
        "<description>Teaser.</description><content:encoded><![CDATA[<p>Teaser and 12 dead.</p>]]></content:encoded>"
        "</item></channel></rss>"
    ).entries
    assert entry.body == "Teaser and 12 dead."
    [entry] = read(
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><item><title>t</title>'
        "<description>All the 12 dead.</description><content:encoded><![CDATA[<img src='x'>]]></content:encoded>"
        "</item></channel></rss>"
    ).entries
    assert entry.body == "All the 12 dead."


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("{caption}<description>12 dead.</description>", "12 dead."),
        ("<description>12 dead.</description>{caption}", "12 dead."),
        ("<description>12 dead.</description><media:group>{caption}</media:group>", "12 dead."),
        ("<media:content url='x'>{caption}</media:content>", "A photo of the quake of 2008 that killed 69,000."),
    ],
)
def test_the_caption_of_a_picture_is_no_text_of_the_article_where_there_is_one(entry: str, expected: str) -> None:
    caption = "<media:description>A photo of the quake of 2008 that killed 69,000.</media:description>"
    [found] = read(
        '<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><item><title>t</title>'
        + entry.format(caption=caption)
        + "</item></channel></rss>"
    ).entries
    assert (found.title, found.body) == ("t", expected)


def test_atom_gives_both_dates_and_the_language() -> None:
    [entry] = read(
        atom(
            "<id>urn:1</id><title>A</title><link href='../a'/><published>2023-12-08T12:00:00+02:00</published>"
            "<updated>2023-12-08T11:30:00Z</updated><content type='xhtml' xml:lang='de-AT'>"
            "<div xmlns='http://www.w3.org/1999/xhtml'><p>12 Tote.</p><p>3 Verletzte.</p></div></content>"
        )
    ).entries
    assert (entry.guid, entry.link, entry.language) == ("urn:1", "https://news.example/a", "de-AT")
    assert (entry.published, entry.updated) == (DATE, datetime(2023, 12, 8, 11, 30, tzinfo=UTC))
    assert entry.body == "12 Tote.\n\n3 Verletzte."


def test_an_update_without_a_publication_is_the_publication() -> None:
    [entry] = read(atom("<id>1</id><title>A</title><updated>2023-12-08T10:00:00Z</updated>")).entries
    assert (entry.published, entry.updated) == (DATE, None)


def test_rdf_is_read() -> None:
    [entry] = read(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>T</title></channel><item rdf:about="x">'
        "<title>A</title><link>https://news.example/1</link><description>12 dead</description>"
        "<dc:date>2023-12-08T10:00:00Z</dc:date></item></rdf:RDF>"
    ).entries
    assert (entry.link, entry.body, entry.published) == ("https://news.example/1", "12 dead", DATE)


@pytest.mark.parametrize(
    ("encoding", "declared", "content_type"),
    [
        ("utf-8", "utf-8", "text/xml"),
        ("iso-8859-1", "iso-8859-1", "application/xml"),
        ("windows-1252", "iso-8859-1", "text/html"),
        ("utf-8", "iso-8859-1", "text/xml; charset=utf-8"),
        ("windows-1252", "utf-8", "application/rss+xml"),
        ("utf-16", "utf-16", "application/xml"),
        ("utf-8-sig", "utf-8", ""),
        ("utf-8", "no-such-encoding", "text/xml; charset=nor-this"),
        ("utf-8", "us-ascii", "text/plain"),
    ],
)
def test_wrong_and_missing_encodings_are_seen_through(encoding: str, declared: str, content_type: str) -> None:
    document = (
        f'<?xml version="1.0" encoding="{declared}"?><rss version="2.0"><channel><title>Zeitung</title>'
        "<item><title>Zwölf Tote in Köln</title></item></channel></rss>"
    )
    [entry] = read(document.encode(encoding), content_type).entries
    assert entry.title == "Zwölf Tote in Köln"


@pytest.mark.parametrize(
    "date", ["", "yesterday", "0000-00-00", "Mon, 01 Jan 0001 00:00:00 GMT", "1970-01-01T00:00:00Z"]
)
def test_an_unreadable_date_is_no_date(date: str) -> None:
    [entry] = read(rss(item("one", date=date))).entries
    assert entry.published is None


def test_entries_without_guid_link_title_or_text_are_told_as_they_are() -> None:
    found = read(rss("<item><title>only a title</title></item>", "<item><description>only text</description></item>"))
    assert [(e.guid, e.link, e.title, e.body) for e in found.entries] == [
        ("", "", "only a title", ""),
        ("", "", "", "only text"),
    ]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://news.example/1", "file:///etc/passwd", "http://[::1"])
def test_a_link_that_is_no_web_address_is_no_link(link: str) -> None:
    [entry] = read(rss(f"<item><title>t</title><link>{link}</link></item>")).entries
    assert entry.link == ""


def test_a_guid_is_kept_as_it_is_and_is_a_link_only_where_it_is_one() -> None:
    found = read(rss(*(f"<item><title>t</title><guid>{g}</guid></item>" for g in ("abc-1", "https://news.example/2"))))
    assert [(e.guid, e.link) for e in found.entries] == [
        ("abc-1", ""),
        ("https://news.example/2", "https://news.example/2"),
    ]


@pytest.mark.parametrize("data", [b"", b"  \r\n\t", b"\xef\xbb\xbf", b"\x00" * 10_000])
def test_an_empty_document_is_called_empty(data: bytes) -> None:
    with pytest.raises(EmptyDocument, match="the document is empty"):
        read(data)


@pytest.mark.parametrize(
    "data",
    [
        "<!DOCTYPE html><html><head><title>News</title></head><body><p>Hello</p></body></html>",
        "<html><body>",
        "<HTML><body><p>Our <b>rss</b> feed</p>",
    ],
)
def test_an_html_page_is_called_one(data: str) -> None:
    with pytest.raises(NotAFeed, match="an HTML page"):
        read(data, "text/html")


@pytest.mark.parametrize(
    "data", [b"Not found", b"<a><b/></a>", b"\x89PNG\r\n\x1a\n\x00\x00", b"%PDF-1.4", b"{}", b"{", b"<"]
)
def test_what_is_no_feed_is_called_none(data: bytes) -> None:
    with pytest.raises(NotAFeed):
        read(data)


def test_a_feed_without_entries_is_a_feed() -> None:
    assert read(rss()).entries == ()


def test_a_document_that_breaks_off_gives_what_is_there_and_says_so() -> None:
    document = read(rss(item("one"), item("two"))[:-60])
    assert [entry.title for entry in document.entries][:1] == ["one"]
    assert document.flaw


def test_entities_of_the_document_are_not_expanded_without_end() -> None:
    bombs = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "dead"}">' for n in range(12))
    document = f'<!DOCTYPE rss [{bombs}<!ENTITY f SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel>'
    found = read(document + "<item><title>a &e11; &f;</title></item></channel></rss>")
    assert sum(len(entry.title) for entry in found.entries) < 1000
    assert "root:" not in str(found)


def test_limits_of_entries_and_text_hold() -> None:
    document = read(rss(*(item(str(n), "x" * 2000) for n in range(12))), entries=10)
    assert (len(document.entries), document.dropped) == (10, 2)
    assert {(len(entry.body), entry.cut) for entry in document.entries} == {(1000, True)}


@pytest.mark.parametrize(("ttl", "expected"), [("15", 900.0), ("", None), ("-1", None), ("soon", None)])
def test_ttl_is_in_minutes(ttl: str, expected: float | None) -> None:
    assert read(f"<rss version='2.0'><channel><ttl>{ttl}</ttl></channel></rss>").hints.ttl == expected


def test_a_json_feed_is_read() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "World",
        "language": "en",
        "items": [
            {
                "id": 7,
                "url": "/1",
                "title": "T",
                "content_html": "<p>12 dead.</p><p>3 hurt.</p>",
                "date_published": "2023-12-08T12:00:00+02:00",
            },
            {"id": "8", "content_text": "One.\n\nTwo.", "date_published": "soon", "title": None},
            "junk",
        ],
    }
    document = read(json.dumps(feed), "application/feed+json")
    assert (document.format, document.title) == ("json11", "World")
    one, two = document.entries
    assert (one.guid, one.link, one.body, one.published) == (
        "7",
        "https://news.example/1",
        "12 dead.\n\n3 hurt.",
        DATE,
    )
    assert (two.guid, two.body, two.published, two.language) == ("8", "One.\n\nTwo.", None, "en")


@pytest.mark.parametrize("items", [None, 3, "x", {}, [None, [], 1]])
def test_a_json_feed_with_junk_for_items_has_none(items: object) -> None:
    assert read(json.dumps({"version": "https://jsonfeed.org/version/1", "items": items})).entries == ()


# fmt: off
PIECES = st.sampled_from([
    "<rss>", "<channel>", "<item>", "</item>", "<title>", "]]>", "<![CDATA[", "&", "&amp;", "&#0;", "<feed ", "xmlns='",
    "<entry>", "<content type='", "xhtml'>", "\x00", "ü", "<!DOCTYPE", "<!--", "-->", "<?xml", "12 dead", ">", "'", '"',
])
# fmt: on


@settings(deadline=None, max_examples=150)
@given(st.lists(PIECES, max_size=30).map("".join), st.text(max_size=30))
def test_junk_is_a_feed_or_an_error_and_nothing_else(data: str, content_type: str) -> None:
    with contextlib.suppress(ParseError):
        assert read(data.encode(), content_type) is not None
