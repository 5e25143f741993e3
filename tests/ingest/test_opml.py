import pytest

from ingest.opml import BadOpml, feeds_of, opml_of


def test_feeds_come_out_of_their_folders_each_once() -> None:
    opml = b"""<?xml version="1.0"?><opml version="2.0"><body>
      <outline text="World"><outline title="A &amp; B" text="no" type="rss" xmlUrl="https://a.example/rss?x=1&amp;y=2"/>
      <outline text="B" xmlURL=" feed://b.example/rss "/></outline>
      <outline text="again" xmlUrl="https://a.example/rss?x=1&amp;y=2"/><outline xmlUrl="feed:https://c.example/"/>
      <outline text="a page" htmlUrl="https://d.example/"/></body></opml>"""
    assert feeds_of(opml) == [
        ("https://a.example/rss?x=1&y=2", "A & B"),
        ("http://b.example/rss", "B"),
        ("https://c.example/", ""),
    ]


@pytest.mark.parametrize(
    ("opml", "sentence"),
    [
        (b"", "line 1 of the OPML is not well-formed: no element found"),
        (b"<opml>\n<body>\n</opml>", "line 3 of the OPML is not well-formed: mismatched tag"),
        (b"<html></html>", "the file is no OPML: its root is <html>"),
        (b"<opml><body><outline text='x'/></body></opml>", "the OPML holds no feed (no outline with an xmlUrl)"),
        (
            b"<opml>\n<body><outline xmlUrl='ftp://a/'/></body></opml>",
            "line 2 of the OPML has a feed at 'ftp://a/', which is no http or https address",
        ),
        (
            b"<!DOCTYPE opml [\n<!ENTITY a 'b'>]><opml>&a;</opml>",
            "line 2 of the OPML declares an entity, which no list of feeds needs",
        ),
    ],
)
def test_a_broken_list_is_one_sentence_with_the_line(opml: bytes, sentence: str) -> None:
    with pytest.raises(BadOpml) as caught:
        feeds_of(opml)
    assert str(caught.value) == sentence


def test_what_is_exported_can_be_imported() -> None:
    feeds = [("https://a.example/rss?x=1&y='2'", 'The "A" & <B>'), ("https://b.example/", "")]
    exported = opml_of(feeds, title="Feeds & more")
    assert feeds_of(exported.encode()) == [feeds[0], ("https://b.example/", "https://b.example/")]
