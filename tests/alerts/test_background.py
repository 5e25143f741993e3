"""What the ledger adds to an alert: our own outlets' words, headlines that clash with their text, agreement."""

import json

import pytest

from alerts.channels.webhook import payload
from alerts.letter import Letter
from alerts.messages import Contradiction, Report
from alerts.notify.news import Said
from alerts.render import card, html, mail, markdown, plain, slack
from alerts.render.background import Background, background, clashes
from alerts.render.message import Message, Reader, compose_message
from tests.alerts.makers import START, a_claim, a_contradiction, a_report, changed, held


def said(told: Contradiction, *reports: Report, first: Said | None = None) -> Message:
    known = background(told, [held(each) for each in reports])
    letter = Letter(
        kind="follow_up" if first else "alert", contradictions=(told,), backgrounds={told.id: known}, first=first
    )
    return compose_message(letter, Reader(public_url="https://desk.example"))


def test_a_headline_that_clashes_with_its_own_text_is_told_in_every_markup() -> None:
    told = a_contradiction()
    headline = changed(told.new, claim=a_claim("k2t", 40, field="title", quote="Forty die", attribution="police"))
    message = said(told, told.prior, told.new, headline)
    sentence = "The headline in Northern Post says 40, the text below it 19."
    assert message.story
    assert message.story.clashes == (sentence,)
    shown = (plain.body(message), html.body(message), mail.render(message), str(slack.render(message)))
    assert all(sentence in each for each in shown)
    assert sentence in markdown.body(message).replace("\\", "")
    assert sentence in str(card.render(message)).replace("\\", "")


def test_a_headline_that_agrees_with_its_text_is_no_news() -> None:
    told = a_contradiction()
    rounded = changed(told.new, claim=a_claim("k2t", 19, qualifier="at_least", high=None, field="title"))
    older = changed(told.new, revision=0, claim=a_claim("k2o", 40, field="title"))
    message = said(told, told.prior, told.new, rounded, older)
    assert message.story
    assert message.story.clashes == ()


def test_a_headline_is_right_where_its_figure_stands_in_the_text_whoever_says_so() -> None:
    told = a_contradiction()
    headline = changed(told.new, claim=a_claim("k2t", 40, field="title"))
    theirs = changed(told.new, claim=a_claim("k2b", 40, attribution="mayor", presented="others"))
    message = said(told, told.prior, told.new, headline, theirs)
    assert message.story
    assert message.story.clashes == ()


def test_a_headline_does_not_clash_with_the_background() -> None:
    told = a_contradiction()
    headline = changed(told.new, claim=a_claim("k2t", 19, field="title"))
    before = changed(told.new, claim=a_claim("k2b", 12, presented="background"))
    alone = [headline, before]
    assert clashes(alone) == []
    assert clashes([*alone, changed(told.new, claim=a_claim("k2c", 20))]) != []


def test_the_latest_of_each_of_our_own_outlets_is_told() -> None:
    told = a_contradiction()
    ours = [
        a_report(a_claim(f"o{n}", number), f"o{n}", n, outlet="Our Paper", ours=True)
        for n, number in enumerate((12, 15))
    ]
    message = said(told, told.prior, told.new, *ours)
    (line,) = message.ours
    assert line.text == "Our Paper published 15, citing police, 1 Mar 2026, 12:01 UTC"
    assert line.link == "https://coastal.example/o1"


def shown_everywhere(message: Message) -> list[str]:
    """Return what each markup makes of `message`, without what escapes and hides its marks."""
    texts = (plain.body(message), html.body(message), mail.render(message), markdown.body(message))
    return [
        text.replace("\\", "").replace("\u200b", "")
        for text in (*texts, str(slack.render(message)), str(card.render(message)))
    ]


@pytest.mark.parametrize("first", [False, True])
def test_what_our_outlets_still_carry_is_told_in_every_markup(first: bool) -> None:
    wrong = a_report(a_claim("k1", 40), "a1")
    ours = a_report(a_claim("k2", 40), "a2", 10, outlet="Our Paper", ours=True, url="https://our.example/fire")
    right = a_report(a_claim("k3", 14), "a3", 60, outlet="Northern Post")
    told = a_contradiction(relation="revises", new=right, prior=wrong)
    message = said(told, wrong, ours, right, first=FIRST if first else None)
    sentence = "Still in Our Paper: 40, published 1 Mar 2026, 12:10 UTC; police put it right, 1 Mar 2026, 13:00 UTC"
    assert [(each.text, each.link) for each in message.ours] == [(sentence, "https://our.example/fire")]
    for text in shown_everywhere(message):
        assert sentence in text
        assert "https://our.example/fire" in text


def test_a_webhook_has_what_our_outlets_published() -> None:
    told = a_contradiction()
    ours = a_report(a_claim("k9", 15), "a9", 1, outlet="Our Paper", ours=True)
    letter = Letter(
        kind="alert", contradictions=(told,), backgrounds={told.id: background(told, [held(told.prior), held(ours)])}
    )
    data = json.loads(payload(letter, Reader()))["data"]
    assert data["ours"] == ["Our Paper published 15, citing police, 1 Mar 2026, 12:01 UTC"]
    assert data["new"]["ours"] is False


FIRST = Said(at=START, line="Two counts of people killed")


@pytest.mark.parametrize(
    ("last", "head"),
    [
        ({}, "The sides agree now"),
        ({"mayor": 40}, "Correction"),
        ({"mayor": 12}, "The sides agree now"),
    ],
)
def test_the_sides_agree_when_the_last_figures_of_all_sources_do(last: dict[str, int], head: str) -> None:
    first = a_report(a_claim("k1", 12, attribution="fire service"))
    wrong = a_report(a_claim("k2", 19, attribution="health department"), "a2", 30)
    others = [a_report(a_claim(f"k{name}", n, attribution=name), f"a{name}", 40) for name, n in last.items()]
    right = a_report(a_claim("k3", 12, attribution="health department", presented="correction"), "a3", 60)
    told = a_contradiction(relation="revises", new=right, prior=wrong)
    message = said(told, first, wrong, *others, right, first=FIRST)
    assert message.head.startswith(f"{head}: Health department revises people killed, Barabury: now 12, 19 before")
    assert message.intro == "First told on 1 Mar 2026, 12:00 UTC: Two counts of people killed"


def test_one_source_alone_agrees_with_nobody() -> None:
    one = a_report(a_claim("k1", 12))
    assert background(a_contradiction(), [held(one)]) == Background()


def test_a_follow_up_is_short_and_refers_back() -> None:
    told = a_contradiction()
    message = said(told, told.prior, told.new, first=FIRST)
    for text in (plain.body(message), html.body(message), mail.render(message), str(slack.render(message))):
        assert "First told on 1 Mar 2026, 12:00 UTC: Two counts" in text
        assert "19 people" in text
        assert "12 people" not in text
        assert "disputes the count" not in text
        assert "https://desk.example/quantities/q1" in text
    assert "12 people" in plain.body(message.whole)
