"""Templates of the desk's own: what they are given, what becomes of broken ones, and that feeds stay text in them."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from prometheus_client import REGISTRY

from alerts.letter import Letter, alert
from alerts.notify.news import Said
from alerts.notify.recipients import recipient
from alerts.notify.trial import samples
from alerts.render import slack
from alerts.render.message import Message, Reader, compose_message
from alerts.render.templates import TARGETS, TemplateBroken, Templates
from tests.alerts.hostile import hostile, told_with
from tests.alerts.makers import START, a_contradiction
from tests.alerts.test_render import Tags
from wire.clock import FakeClock
from wire.settings.model import AlertSettings, SubscriberSettings

SAMPLES = samples(START, Reader(public_url="https://desk.example"))

EVERYTHING = """
{{ kind }}: {{ head }} {{ intro }}
{% if story %}{{ story.summary }} {{ story.label }} {{ story.page }} {{ new.value }} {{ prior.value }}
{% for side in story.sides %}{{ side.before }}{{ side.figure }}{{ side.after }} {{ side.outlet }} {{ side.link }}
{{ side.sources | join(", ") }}{% endfor %}{% for reason in story.reasons %}{{ reason }}{% endfor %}{% endif %}
{% for each in ours + lines %}{{ each.text }} {{ each.link }}{% endfor %}
{% if picture %}{{ picture }}{% endif %}
"""


def put(folder: Path, name: str, text: str) -> Templates:
    (folder / name).write_text(text, encoding="utf-8")
    return Templates(folder)


def message(templates: Any = None, **more: Any) -> Message:
    reader = Reader(public_url="https://desk.example", **({"templates": templates} if templates else {}))
    return compose_message(alert(a_contradiction(**more)), reader)


def test_without_a_folder_or_a_file_the_built_in_text_stands(tmp_path: Path) -> None:
    for templates in (Templates(None), Templates(tmp_path)):
        assert [templates.written(name, message()) for name in TARGETS] == [None] * len(TARGETS)
        assert list(templates.broken(SAMPLES)) == []


def test_a_template_sees_the_whole_message_of_every_kind(tmp_path: Path) -> None:
    for name in ("plain.txt", "markdown.md", "html.html", "mail.html", "slack.txt", "sms.txt"):
        put(tmp_path, name, EVERYTHING)
    assert list(Templates(tmp_path).broken(SAMPLES)) == []
    said = Templates(tmp_path).written("plain.txt", message())
    assert said
    for words in ("alert: Two counts", "19 people", "Coastal Wire", "https://desk.example/quantities/q1", "80 %"):
        assert words in said


def test_the_first_line_can_be_the_desks_own_and_mail_stays_in_its_thread(tmp_path: Path) -> None:
    templates = put(
        tmp_path, "head.txt", "{% if story %}{{ new.source }}: {{ new.value }},\n{{ prior.value }}{% endif %}"
    )
    assert message(templates).head == message(templates).subject == "health department: 19, 12"
    follow_up = Letter(
        kind="follow_up", contradictions=(a_contradiction(),), first=Said(at=START, line="What was said")
    )
    said = compose_message(follow_up, Reader(templates=templates))
    assert (said.head, said.subject) == ("health department: 19, 12", "Re: What was said")
    assert templates.written("head.txt", SAMPLES[3]) == ""  # then the built-in one stands


@pytest.mark.parametrize(
    ("text", "where", "why"),
    [
        ("one\n{% if %}", "plain.txt, line 2", "Expected an expression"),
        ("one\n\n{{ story.nothing }}", "plain.txt, line 3", "nothing"),
        ("{{ new.value }}", "plain.txt, line 1", "'new' is undefined"),  # a digest has no sides
        ("x\n{{ 1 // 0 }}", "plain.txt, line 2", "zero"),
        ("{{ head.__class__.__mro__[1].__subclasses__() }}", "plain.txt, line 1", "unsafe"),
        ("{% include 'elsewhere.txt' %}", "plain.txt", "elsewhere.txt"),
        ("{% include '../../etc/passwd' %}", "plain.txt", "passwd"),
        ("{{ 'x' * 300000 }}", "plain.txt", "300,000 characters"),
    ],
)
def test_what_is_broken_is_told_with_file_and_line_and_costs_no_alert(
    tmp_path: Path, text: str, where: str, why: str
) -> None:
    templates = put(tmp_path, "plain.txt", text)
    (sentence,) = templates.broken(SAMPLES)
    assert f"{tmp_path}/{where}" in sentence
    assert why in sentence
    before = failures("plain.txt")
    written = [templates.written("plain.txt", each) for each in SAMPLES]
    assert None in written
    assert failures("plain.txt") - before == written.count(None)


def failures(name: str) -> float:
    return REGISTRY.get_sample_value("figurewatch_alert_template_failures_total", {"template": name}) or 0.0


def test_a_card_has_to_be_json_whatever_stands_in_it(tmp_path: Path) -> None:
    card = '{"type": "AdaptiveCard", "body": [{"type": "TextBlock", "text": "{{ head }}"}]}'
    templates = put(tmp_path, "teams.json", card)
    said = templates.render("teams.json", message(label='he said "dozens"\\n'))
    assert said
    assert "dozens" in json.loads(said)["body"][0]["text"]
    for broken in ("[1]", '{"type": }'):
        (tmp_path / "teams.json").write_text(broken)
        with pytest.raises(TemplateBroken, match=re.escape("teams.json")):
            templates.render("teams.json", message())


def test_a_file_that_replaces_nothing_is_told_and_parts_are_not(tmp_path: Path) -> None:
    put(tmp_path, "_sides.txt", "{{ new.value }} / {{ prior.value }}")
    templates = put(tmp_path, "plain.txt", "{% if story %}{% include '_sides.txt' %}{% endif %}")
    assert list(templates.broken(SAMPLES)) == []
    assert templates.written("plain.txt", message()) == "19 / 12"
    put(tmp_path, "plian.txt", "")
    (sentence,) = templates.broken(SAMPLES)
    assert "plian.txt: replaces nothing" in sentence


def test_a_template_that_is_changed_counts_from_the_next_message_on(tmp_path: Path) -> None:
    templates = put(tmp_path, "sms.txt", "first")
    assert templates.written("sms.txt", message()) == "first"
    put(tmp_path, "sms.txt", "second, and longer")
    assert templates.written("sms.txt", message()) == "second, and longer"


def test_a_folder_that_is_not_there_is_told_when_channels_are_made(tmp_path: Path) -> None:
    missing = AlertSettings(templates=str(tmp_path / "none"))
    desk = SubscriberSettings.model_validate({"name": "desk", "channels": ["json://localhost"]})
    with pytest.raises(ValueError, match="there is no folder"):
        recipient(desk, missing, FakeClock(START))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hostile)
def test_nothing_from_a_feed_becomes_markup_in_a_template(tmp_path: Path, text: str) -> None:
    if not (tmp_path / "html.html").exists():
        put(tmp_path, "html.html", "<p>{{ head }}</p>{% for side in story.sides %}<a href=\"{{ side.link }}\">"
            "{{ side.before }}<b>{{ side.figure }}</b>{{ side.outlet | upper }}</a>{% endfor %}")  # fmt: skip
        put(tmp_path, "slack.txt", "{{ head }} <{{ story.page }}|{{ new.outlet }}> {{ new.before }}")
        put(tmp_path, "teams.json", '{"text": "{{ head }} {{ new.outlet }} {{ new.before }}"}')
    templates = Templates(tmp_path)
    said = compose_message(alert(told_with(text)), Reader(public_url="https://desk.example"))
    seen = Tags()
    seen.feed(templates.written("html.html", said) or "")
    seen.close()
    assert seen.tags <= {"p", "a", "b"}
    assert all(target.startswith("https://a.example/") for target in seen.links)
    body = templates.written("slack.txt", said)
    assert body is not None
    for block in slack.render(said, body)["blocks"]:
        for link in block["text"]["text"].split("<")[1:]:
            assert link.startswith("https://desk.example/")
    assert templates.written("teams.json", said) is not None


def test_a_figure_that_is_impossible_by_itself_is_new_and_prior_to_a_template(tmp_path: Path) -> None:
    only = a_contradiction().new
    templates = put(tmp_path, "head.txt", "{{ new.value }} and {{ prior.value }}")
    assert message(templates, relation="impossible", new=only, prior=only).head == "19 and 19"
