import time
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.foreign import without_nested
from ingest.parse import parse

KNOWN = {"http://purl.org/dc/elements/1.1/": "dc", "http://www.w3.org/2005/atom": ""}


def flat(text: str) -> str:
    return without_nested(text.encode(), KNOWN).decode()


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ("<x:a><x:b>1</x:b><y:c d='>'/>2</x:a>", "<x:a>12</x:a>"),
        ("<x:a><x:a><x:a>1</x:a></x:a></x:a><x:a/>", "<x:a>1</x:a><x:a/>"),
        ("<x:a><title>1</title><dc:date>2</dc:date></x:a>", "<x:a><title>1</title><dc:date>2</dc:date></x:a>"),
        ("<x:a><x:b></item><item><x:c>", "<x:a></item><item><x:c>"),
        ("</x:a></x:a><x:a>1</x:a>", "</x:a></x:a><x:a>1</x:a>"),
        ("<x:a><![CDATA[<x:b>]]><!--<x:b>-->1</x:a>", "<x:a><![CDATA[<x:b>]]><!--<x:b>-->1</x:a>"),
    ],
)
def test_of_foreign_elements_in_one_another_the_outermost_is_left(given: str, left: str) -> None:
    assert flat(given) == left


@pytest.mark.parametrize("uri", ["http://www.w3.org/2005/Atom", "http://backend.userland.com/rss2", "&atom;"])
def test_a_prefix_that_is_declared_for_a_known_namespace_is_not_foreign(uri: str) -> None:
    text = f"<z:feed xmlns:z='{uri}'><z:author><z:name>1</z:name></z:author></z:feed>"
    assert flat(text) == text


def test_the_title_of_what_stands_in_a_foreign_element_is_not_that_of_its_entry() -> None:
    feed = (
        b"<rss version='2.0' xmlns:x='urn:x'><channel><item><title>Fire in Ostwick</title><x:see><x:page>"
        b"<title>Flood in Gardale</title></x:page></x:see></item></channel></rss>"
    )
    read = parse(feed, content_type="text/xml", base="https://news.example/", entries=9, body_limit=99)
    assert [entry.title for entry in read.entries] == ["Fire in Ostwick"]


@pytest.mark.parametrize("unit", ["<" + "a" * 80 + " b", "<x:y z", "<x:y '", '<x:y "', "<![CDATA[", "<!--", "<x:", "<"])
def test_what_never_ends_is_passed_over_in_one_go(unit: str) -> None:
    for text in (unit * 20_000, unit + " b" * 500_000):
        started = time.process_time()
        flat("<x:y>" + text)
        assert time.process_time() - started < 2


FOREIGN = ("<x:a>", "</x:a>", "<x:b c='1'>", "</x:b>", "<x:d/>")
TAGS = st.sampled_from([*FOREIGN, "<title>", "</title>", "<item>", "</item>", "text", "<"])
TREES = st.recursive(
    st.sampled_from(["", "text", "<x:d/>", "<item/>"]),
    lambda inner: st.builds(
        "<{0}>{1}</{0}>".format,
        st.sampled_from(["x:a", "x:b", "item", "title"]),
        st.lists(inner, max_size=4).map("".join),
    ),
)


@given(TREES)
def test_what_is_well_formed_stays_so(inner: str) -> None:
    ElementTree.fromstring(flat(f"<x:rss xmlns:x='urn:x'>{inner}</x:rss>"))


def test_a_foreign_root_with_a_foreign_list_of_entries_is_no_flaw() -> None:
    feed = b"<x:news xmlns:x='urn:x'><x:list><item><title>Fire in Ostwick</title><x:a/></item></x:list></x:news>"
    read = parse(feed, content_type="text/xml", base="https://news.example/", entries=9, body_limit=99)
    assert ([entry.title for entry in read.entries], read.flaw) == (["Fire in Ostwick"], "")


@given(st.lists(TAGS).map("".join))
def test_what_is_flat_stays_as_it_is(text: str) -> None:
    assert flat(flat(text)) == flat(text)


@given(st.lists(TAGS).map("".join))
def test_nothing_but_foreign_tags_is_taken_out(text: str) -> None:
    for tag in FOREIGN:
        text = text.replace("<" + tag, tag)
    plain, left = text, flat(text)
    for tag in FOREIGN:
        plain, left = plain.replace(tag, ""), left.replace(tag, "")
    assert left == plain
