"""Messages stay within what Slack and Teams take, and nothing from a feed becomes markup in cards and mails."""

import json
from html.parser import HTMLParser
from typing import Any

from hypothesis import given
from markdown_it import MarkdownIt

from alerts.letter import Letter, alert
from alerts.messages import Contradiction
from alerts.render import card, mail, slack
from alerts.render.message import LISTED, Reader, compose_message
from tests.alerts.hostile import hostile, told_with
from tests.alerts.makers import a_claim, a_contradiction, a_report

READER = Reader(public_url="https://desk.example")
OURS = ("https://a.example/", "https://desk.example/")

GIANT = "https://coastal.example/" + "&a" * 900


def giant(id: str) -> Contradiction:
    """Return an alert in which all is as long as it may be, and more."""
    quote = "<&*" * 2_000 + "12 people" + "<&*" * 2_000
    claim = a_claim(f"k{id}", 12, quote=quote, start=6_000, end=6_009, attribution="officials & others " * 40)
    report = a_report(claim, f"a{id}", outlet="Coastal & Wire " * 40, title="Fire & smoke " * 80, url=GIANT)
    names = tuple(f"{name} and others & more " * 10 for name in range(30))
    more: dict[str, Any] = {"new_sources": names, "prior_sources": names, "reasons": ("Because & so. " * 100,) * 8}
    return a_contradiction(id, label="people & more " * 30, new=report, prior=report, **more)


LETTERS = (
    alert(giant("c1")),
    Letter(kind="digest", contradictions=tuple(giant(f"c{number}") for number in range(200))),
)


def size(reader: Reader, letter: Letter) -> int:
    return len(json.dumps(card.render(compose_message(letter, reader)), ensure_ascii=False).encode())


def test_a_card_is_never_larger_than_teams_takes() -> None:
    for reader in (READER, Reader()):
        for letter in LETTERS:
            assert size(reader, letter) < 28_000
    body = card.render(compose_message(LETTERS[1], Reader()))["attachments"][0]["content"]["body"]
    shown = len(body) - 2  # beside the first line and the last, which counts the rest
    assert 5 < shown < LISTED
    assert body[-1]["text"] == f"• and {LISTED + 1 - shown} more lines"


def test_slack_gets_no_more_and_no_longer_blocks_than_it_takes() -> None:
    for reader in (READER, Reader()):
        for letter in LETTERS:
            shown = slack.render(compose_message(letter, reader))
            assert len(shown["blocks"]) <= 50
            texts = [block["text"]["text"] for block in shown["blocks"] if block["type"] == "section"]
            texts += [each["text"] for block in shown["blocks"] for each in block.get("elements", ())]
            assert all(0 < len(each) <= 3_000 for each in texts)
            assert all(each.count("<") == each.count(">") - each.count("\n> ") for each in texts), "a link was cut"


def test_quotation_marks_within_a_quote_are_single() -> None:
    quote = '“No 12 people,” he said: "none" ("nobody") at 5"'
    report = a_report(a_claim("k2", 12, quote=quote, start=4, end=13))
    told = compose_message(alert(a_contradiction(new=report)), READER)
    assert told.story
    side = told.story.sides[0]
    assert (side.before, side.figure) == ("‘No ", "12 people")
    assert side.after == ",’ he said: ‘none’ (‘nobody’) at 5’"


class Seen(HTMLParser):
    """Collects what a reader's program would take for tags, links, handlers and text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.links: set[str] = set()
        self.names: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}
        self.links |= {value or "" for name, value in attrs if name in ("href", "src")}

    def handle_data(self, data: str) -> None:
        self.text += data


@given(hostile)
def test_nothing_from_a_feed_becomes_markup_in_a_card(text: str) -> None:
    content = card.render(compose_message(alert(told_with(text)), READER))["attachments"][0]["content"]
    assert {block["type"] for block in content["body"]} <= {"TextBlock", "RichTextBlock"}
    assert "msteams" not in content or "entities" not in content["msteams"]  # without them nobody is called
    for block in content["body"]:
        if block["type"] == "TextBlock":
            seen = Seen()
            seen.feed(MarkdownIt("commonmark").render(block["text"]))
            seen.close()
            assert seen.tags <= {"p", "strong", "a"}, block["text"]
            assert all(link.startswith(OURS) for link in seen.links)


@given(hostile)
def test_nothing_from_a_feed_becomes_markup_in_a_mail(text: str) -> None:
    message = compose_message(alert(told_with(text)), READER)
    seen = Seen()
    seen.feed(mail.render(message))
    seen.close()
    ours = {"html", "head", "meta", "title", "body", "h1", "p", "b", "a", "blockquote", "div", "ul", "li"}
    assert seen.tags <= ours
    assert seen.names <= {"lang", "charset", "name", "content", "style", "href"}
    assert all(link.startswith(OURS) for link in seen.links)
    assert message.head in seen.text


def test_in_slack_a_stop_follows_a_figure_at_once_and_a_word_after_a_blank() -> None:
    for after, shown in (
        (", from 93.", "to *88*, from 93."),
        ("’s here.", "to *88* ’s here."),
        (" now.", "to *88* now."),
    ):
        quote = f"It rose to 88{after}"
        told = a_contradiction(new=a_report(a_claim("k2", 88, quote=quote, start=11, end=13), "a2", 30))
        blocks = slack.render(compose_message(alert(told), READER))["blocks"]
        assert shown in blocks[1]["text"]["text"]
