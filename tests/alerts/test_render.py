"""What an alert says, and that nothing from a feed becomes markup in it."""

import unicodedata
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from alerts.letter import alert
from alerts.messages import Contradiction, Report
from alerts.render import html, markdown, plain, sms
from alerts.render.clean import clean, line, link
from alerts.render.message import Message, Reader, compose_message
from alerts.render.story import finding
from alerts.render.words import figure, moment, number
from tests.alerts.hostile import hostile, told_with
from tests.alerts.makers import a_claim, a_contradiction, a_report

ZONE = "Europe/Berlin"


def compose(told: Contradiction, *, zone: str, public_url: str | None) -> Message:
    return compose_message(alert(told), Reader(zone=zone, public_url=public_url))


def story(**more: Any) -> Message:
    return compose(a_contradiction(**more), zone=ZONE, public_url="https://desk.example/")


def test_the_first_line_says_the_finding_in_plain_words() -> None:
    army = a_claim("k2", 2, attribution="army", measure="injured")
    hamas = a_claim("k1", 6, high=None, qualifier="at_least", attribution="Hamas", measure="injured")
    told = a_contradiction(
        label="Israeli soldiers wounded in the 8 December raid", new=a_report(army), prior=a_report(hamas)
    )
    expected = "Two counts of Israeli soldiers wounded in the 8 December raid: army says 2, Hamas at least 6"
    assert finding(told) == expected
    assert plain.head(compose(told, zone=ZONE, public_url=None)) == expected


@pytest.mark.parametrize(
    ("relation", "expected"),
    [
        ("revises", "Health department revises people killed, Barabury: now 19, 12 before"),
        ("updates", "People killed, Barabury: now 19 (health department), 12 before (fire service)"),
        (
            "impossible",
            "Impossible figures for people killed, Barabury: health department says 19, fire service 12",
        ),
    ],
)
def test_each_relation_has_its_sentence(relation: str, expected: str) -> None:
    assert finding(a_contradiction(relation=relation)) == expected


def test_a_silent_change_of_an_article_is_told_as_one() -> None:
    prior = a_report(a_claim("k1", 40))
    silent = a_report(a_claim("k2", 14), minutes=260, revision=2)
    spoken = a_report(a_claim("k2", 14, presented="correction"), minutes=260, revision=2)
    told = a_contradiction(relation="revises", new=silent, prior=prior)
    assert finding(told) == "Coastal Wire silently changed people killed, Barabury from 40 to 14 at 16:20 UTC"
    assert compose(told, zone=ZONE, public_url=None).head.endswith(" from 40 to 14 at 17:20 CET")
    told = a_contradiction(relation="revises", new=spoken, prior=prior)
    assert finding(told) == "Coastal Wire corrected people killed, Barabury from 40 to 14 at 16:20 UTC"


def test_one_source_in_two_outlets_is_told_apart_by_the_outlets() -> None:
    told = a_contradiction(
        new=a_report(a_claim("k2", 19), "a2", outlet="Northern Post"), prior=a_report(a_claim("k1", 12))
    )
    assert finding(told).endswith("police in Northern Post say 19, police in Coastal Wire 12")


def test_a_source_that_revises_in_another_outlet_is_still_one_source() -> None:
    new, prior = a_report(a_claim("k2", 19), "a2", outlet="Northern Post"), a_report(a_claim("k1", 12))
    told = a_contradiction(relation="revises", new=new, prior=prior)
    assert finding(told) == "Police revise people killed, Barabury: now 19, 12 before"


def test_an_article_before_a_source_is_part_of_the_sentence() -> None:
    ministry = a_claim("k2", 19, attribution="The ministry")
    told = a_contradiction(relation="updates", new=a_report(ministry, "a2", outlet="Northern Post"))
    assert finding(told) == "People killed, Barabury: now 19 (the ministry), 12 before (fire service)"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, "12"),
        ({"low": 17177, "high": 17177}, "17,177"),
        ({"qualifier": "about"}, "about 12"),
        ({"qualifier": "at_least", "high": None}, "at least 12"),
        ({"qualifier": "more_than", "high": None}, "more than 12"),
        ({"qualifier": "at_most", "low": None}, "at most 12"),
        ({"qualifier": "less_than", "low": None}, "less than 12"),
        ({"qualifier": "range", "high": 20}, "12 to 20"),
        ({"qualifier": "vague", "low": 24, "high": 99, "phrase": "dozens of people"}, "dozens of people"),
        ({"base_unit": "USD", "phrase": "$1.2bn"}, "$1.2bn"),
        ({"low": None, "high": None, "phrase": "many"}, "many"),
    ],
)
def test_figures_in_words(more: dict[str, Any], expected: str) -> None:
    assert figure(a_claim("k", 12, **more)) == expected


@pytest.mark.parametrize(
    ("name", "verb"),
    [
        ("officials", "say"),
        ("police", "say"),
        ("White House officials", "say"),
        ("Hamas", "says"),
        ("witness", "says"),
        ("Gaza Emergency Services", "says"),
        ("army", "says"),
    ],
)
def test_many_say_and_one_says(name: str, verb: str) -> None:
    new = a_report(a_claim("k2", 19, attribution=name), "a2", 30)
    assert f": {name} {verb} 19" in finding(a_contradiction(new=new))


def test_a_body_is_called_as_people_call_it_and_what_stands_beside_a_name_is_left_out() -> None:
    body = a_claim("k2", 19, attribution="Nigeria: disaster agency", attribution_text="the agency")
    named = a_claim("k1", 12, attribution="Ann Bo, the army’s chief spokeswoman")
    told = a_contradiction(new=a_report(body, "a2", 30), prior=a_report(named))
    assert finding(told).endswith(": Nigeria disaster agency says 19, Ann Bo 12")


@pytest.mark.parametrize(("measure", "label"), [("magnitude", "magnitude, China"), ("length", "height, China")])
def test_what_is_one_thing_is_told_as_one(measure: str, label: str) -> None:
    claims = [a_claim(f"k{n}", n, measure=measure, base_unit="1") for n in (5.9, 6.2)]
    told = a_contradiction(label=label, new=a_report(claims[1], "a2", 30), prior=a_report(claims[0]))
    assert finding(told).startswith(f"Two figures for the {label}: ")


def test_times_in_reasons_are_the_readers_too() -> None:
    told = story(reasons=("The article was silently changed from 40 to 14 at 12:30 UTC.", "At 23:59 UTC, no report."))
    assert told.story
    assert told.story.reasons == (
        "The article was silently changed from 40 to 14 at 13:30 CET.",
        "At 23:59 UTC, no report.",
    )


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "Contradiction, confidence 80 %, 1 independent source against 1"),
        ({"relation": "revises"}, "Revision, confidence 80 %"),
        (
            {"relation": "revises", "new_sources": ("a", "b")},
            "Revision, confidence 80 %, now by 2 independent sources, before by 1",
        ),
        ({"relation": "updates"}, "Update, confidence 80 %, now by 1 independent source, before by 1"),
    ],
)
def test_how_many_sources_each_side_has_is_said_where_it_says_something(more: dict[str, Any], words: str) -> None:
    said = story(**more)
    assert said.story
    assert said.story.summary == words


def test_numbers_as_people_write_them() -> None:
    assert [number(7.2), number(0.5), number(1e6), number(-3)] == ["7.2", "0.5", "1,000,000", "-3"]


def test_times_are_the_readers() -> None:
    at = datetime(2023, 12, 8, 15, 20, tzinfo=UTC)
    assert moment(at, "Europe/Berlin") == "8 Dec 2023, 16:20 CET"
    assert moment(at, "UTC") == "8 Dec 2023, 15:20 UTC"


def test_both_quotes_have_their_figure_marked_in_every_markup() -> None:
    said = story()
    for words in ("*19 people*", "*12 people*"):
        assert words in plain.body(said)
    for words in ("**19 people**", "**12 people**"):
        assert words in markdown.body(said)
    for words in ("<b>19 people</b>", "<b>12 people</b>"):
        assert words in html.body(said)


def test_a_message_has_all_that_an_editor_needs() -> None:
    said = story(new_sources=("health department", "mayor"))
    for text in (plain.body(said), markdown.body(said), html.body(said)):
        for words in (
            *(
                "Contradiction",
                "80",
                "2 independent sources against 1",
                "Northern Post",
                "Coastal Wire",
                "health department",
                "fire service",
                "mayor",
            ),
            *("13:30", "13:00", "https://coastal.example/a1", "https://coastal.example/a2"),
            *("disputes the count", "https://desk.example/quantities/q1"),
        ):
            assert words in text.replace("\\", ""), words


def test_without_public_url_there_is_no_link_to_a_page() -> None:
    said = compose(a_contradiction(), zone=ZONE, public_url=None)
    assert "evidence" not in plain.body(said) + markdown.body(said) + html.body(said)


def test_offsets_outside_the_quote_leave_it_whole() -> None:
    said = story(new=a_report(a_claim("k2", 19, start=500, end=510)))
    assert said.story
    side = said.story.sides[0]
    assert (side.before, side.figure) == ("The fire killed 19 people, police said.", "")
    assert "The fire killed 19 people" in plain.body(said)


def test_a_giant_quote_is_cut_around_its_figure() -> None:
    quote = "x " * 5000 + "12 people" + " y" * 5000
    said = story(new=a_report(a_claim("k2", 12, quote=quote, start=10_000, end=10_009)))
    assert said.story
    assert said.story.sides[0].figure == "12 people"
    assert len(plain.body(said)) < 2_000


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://a/b",
        "https://",
        "//a/b",
        "",
        "http://[::1",
        "http://a/" + "x" * 3000,
    ],
)
def test_links_that_are_no_web_addresses_are_left_out(url: str) -> None:
    assert link(url) == ""


def test_links_cannot_break_out_of_their_markup() -> None:
    found = link("https://a.example/x y)(<b>\"'|`")
    assert not set(found) & set(" ()<>\"'|`")


def test_hidden_characters_go() -> None:
    assert line("a\u202eb\u200bc\x00d\ud800e\n\n f\u2066") == "abcde f"


class Tags(HTMLParser):
    """Collects what a browser would take for tags, attributes and text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.links: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links |= {value or "" for name, value in attrs if name == "href"}
        assert {name for name, _ in attrs} <= {"href"}

    def handle_data(self, data: str) -> None:
        self.text += data


@given(hostile)
def test_nothing_from_a_feed_becomes_html(text: str) -> None:
    said = compose(told_with(text), zone="UTC", public_url="https://desk.example")
    seen = Tags()
    seen.feed(html.head(said) + html.body(said))
    seen.close()
    assert seen.tags <= {"p", "b", "blockquote", "ul", "li", "a", "br"}
    assert all(target.startswith(("https://a.example/", "https://desk.example/")) for target in seen.links)
    assert said.head in seen.text


@given(hostile)
def test_nothing_from_a_feed_becomes_markdown(text: str) -> None:
    said = compose(told_with(text), zone="UTC", public_url="https://desk.example")
    seen = Tags()
    seen.feed(MarkdownIt("commonmark").render(markdown.head(said) + "\n\n" + markdown.body(said)))
    seen.close()
    assert seen.tags <= {"p", "strong", "blockquote", "ul", "li", "a", "br"}
    assert all(target.startswith(("https://a.example/", "https://desk.example/")) for target in seen.links)
    assert said.head.replace("@", "@\u200b") in seen.text


@given(hostile)
def test_every_line_of_plain_text_is_ours(text: str) -> None:
    said = compose(told_with(text), zone="UTC", public_url=None)
    assert "\n" not in plain.head(said)
    lines = plain.body(said).splitlines()
    starts = ("Contradiction", "New: ", "Before: ", "“", "Source: ", "Independent", "https://a.example/", "- ")
    assert all(not each or each.startswith(starts) for each in lines)


@given(st.text())
def test_clean_text_is_one_line_and_stays_as_it_is_when_cleaned_again(text: str) -> None:
    found = clean(text)
    assert len(found.splitlines()) <= 1
    assert not any(char != " " and (char.isspace() or unicodedata.category(char)[0] == "C") for char in found)
    assert clean(found) == found


def impossible(new: Report, prior: Report) -> Message:
    told = a_contradiction(relation="impossible", new=new, prior=prior, new_sources=(), prior_sources=())
    return compose(told, zone=ZONE, public_url=None)


def test_a_figure_that_is_impossible_by_itself_is_shown_once() -> None:
    share = a_report(a_claim("k1", 120, phrase="120 percent", measure="percent", base_unit="percent"))
    said = impossible(share, share)
    assert said.head == "Impossible figure for the people killed, Barabury: police say 120 percent"
    assert said.story
    assert [side.role for side in said.story.sides] == ["Says"]
    assert plain.body(said).count("“") == 1
    assert sms.render(said, 60).startswith("120 percent (police): ")


@pytest.mark.parametrize(
    ("part", "sentence"),
    [(52, "police say 52 of 40"), (20, "police say 40 in all, fewer than the parts together")],
)
def test_parts_and_their_whole_are_told_as_the_article_says_them(part: int, sentence: str) -> None:
    said = impossible(a_report(a_claim("k2", part)), a_report(a_claim("k1", 40)))
    assert said.head.endswith(f": {sentence}")
    assert said.story
    assert [side.role for side in said.story.sides] == ["Says", "Also says"]
