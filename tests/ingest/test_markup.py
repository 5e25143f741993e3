import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.markup import line_of, plain, text_of


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        ("", ""),
        ("At least 12 died.", "At least 12 died."),
        ("One.\n\nTwo\nlines.", "One.\n\nTwo lines."),
        ("One.\r\n\r\nTwo.", "One.\n\nTwo."),
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("<p>One.<p>Two.", "One.\n\nTwo."),
        ("One.<br>Same.<br/><br />Two.", "One. Same.\n\nTwo."),
        ("<div>One <b>bold</b>ly.</div>Tail", "One boldly.\n\nTail"),
        ("<ul><li>a</li><li>b</li></ul>", "a\n\nb"),
        ("<table><tr><td>Dead</td><td>12</td></tr></table>", "Dead\n\n12"),
        ("1,200&nbsp;dead &amp; 3&#8239;000 hurt &lt;sic&gt;", "1,200 dead & 3 000 hurt <sic>"),
        ("5 < 6 & 7 > 2", "5 < 6 & 7 > 2"),
        ("<p>5 &lt; 6</p>", "5 < 6"),
        ("<script>alert(1)</script><style>p{}</style><p>Text<img src=x onerror=y></p><!-- no -->", "Text"),
        ("<p>A</p><iframe src='x'>no</iframe><form>no<input></form><svg><text>no</text></svg><p>B</p>", "A\n\nB"),
        ("<figure><img><figcaption>Photo.</figcaption></figure><p>Text.</p>", "Photo.\n\nText."),
        ("<html><head><title>no</title></head><body><p>yes</body></html>", "yes"),
        ("soft\u00adhyphen zero\u200bwidth\ufeff \x00\x07bell", "softhyphen zerowidth bell"),
        ("<p>a\x00b\u00adc\x1d</p>", "abc"),
        ("<p>unclosed <b>tags <i>everywhere", "unclosed tags everywhere"),
        ("<p>मृत 12</p>", "मृत 12"),
    ],
)
def test_markup_becomes_what_a_reader_sees(fragment: str, expected: str) -> None:
    assert text_of(fragment) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("AT&amp;amp;T\n loses <em>12</em> ", "AT&T loses 12"),
        ("Profit < 5 %", "Profit < 5 %"),
        ("<p>One</p><p>Two</p>", "One Two"),
    ],
)
def test_titles_are_one_line_without_markup(title: str, expected: str) -> None:
    assert line_of(title) == expected


def test_text_behind_deep_nesting_is_found() -> None:
    assert text_of("<div>" * 5_000 + "12 dead" + "</div>" * 5_000 + "<p>after") == "12 dead\n\nafter"


@given(st.text())
def test_any_text_comes_out_clean(text: str) -> None:
    for found in (text_of(text), plain(text), text_of(f"<p>{text}</p>")):
        assert found == found.strip()
        assert "\n" not in found.replace("\n\n", "")
        assert all(paragraph and paragraph == " ".join(paragraph.split()) for paragraph in found.split("\n\n") if found)


@given(st.lists(st.text("abc 123,.-", min_size=1).filter(str.strip), min_size=1))
def test_paragraphs_survive_in_number_and_order(texts: list[str]) -> None:
    expected = "\n\n".join(" ".join(text.split()) for text in texts)
    assert text_of("".join(f"<p>{text}</p>" for text in texts)) == expected
    assert plain("\n\n".join(texts)) == expected


def test_what_is_too_deep_for_a_tree_is_read_flat() -> None:
    deep = "<div>" * 100_000 + "<p>12 dead,<br><b>3</b> hurt</p><script>x()</script>AT&amp;T" + "</div>" * 100_000
    began = time.process_time()
    assert text_of(deep) == "12 dead, 3 hurt\n\nAT&T"
    assert time.process_time() - began < 2
