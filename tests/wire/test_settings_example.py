"""deploy/figurewatch.yaml: every key there is, each with its default, and all of it true."""

import re
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from wire.settings.document import parse
from wire.settings.keys import item, section
from wire.settings.load import load
from wire.settings.model import FeedSettings, Settings, SubscriberSettings
from wire.settings.plain import revealed

EXAMPLE = Path(__file__).parents[2] / "deploy" / "figurewatch.yaml"

EMPTY = {"subscribers.webhooks", "subscribers.slack", "alerts.silences", "pages.readers"}
"""Lists of sections that have nothing in them by default."""


def keys(model: type[BaseModel], prefix: str = "") -> set[str]:
    """Return the dotted names of all settings, lists of sections as their first item."""
    found = set()
    for name, field in model.model_fields.items():
        inside = section(item(field.annotation) or field.annotation)
        if inside is None:
            found.add(prefix + name)
        else:
            found |= keys(inside, f"{prefix}{name}.")
    return found


def given(values: Any, prefix: str = "") -> set[str]:
    """Return the dotted names in the example, of lists those of the first item."""
    found: set[str] = set()
    for name, value in values.items():
        value = value[0] if isinstance(value, list) and value and isinstance(value[0], dict) else value
        found |= given(value, f"{prefix}{name}.") if isinstance(value, dict) else {prefix + name}
    return found


def test_every_key_is_there() -> None:
    values = parse(EXAMPLE.read_text(encoding="utf-8"), "example").values
    # Webhooks and the like are empty by default; the example has one of each in a comment.
    wanted = {key for key in keys(Settings) if not key.startswith(tuple(f"{each}." for each in EMPTY))}
    assert given(values) - EMPTY == wanted


def test_the_commented_sections_are_right_and_whole(tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    for name in (each.rpartition(".")[2] for each in EMPTY):
        text = text.replace(f" {name}: []\n", f" {name}:\n")
    lines = [re.sub(r"^(  |    )#  (?=  |- )", r"\1  ", line) for line in text.splitlines()]
    copy = tmp_path / "figurewatch.yaml"
    copy.write_text("\n".join(lines), encoding="utf-8")
    loaded = load(copy, {})
    (hook,), (slack,), (silence,) = loaded.subscribers[0].webhooks, loaded.subscribers[0].slack, loaded.alerts.silences
    (reader,) = loaded.pages.readers
    for made in (hook, slack, silence, reader):
        assert made.model_fields_set == set(type(made).model_fields)


def test_every_value_is_the_default() -> None:
    found, defaults = revealed(load(EXAMPLE, {})), revealed(Settings())
    feeds, subscribers = found.pop("feeds"), found.pop("subscribers")
    assert found == {name: value for name, value in defaults.items() if name not in ("feeds", "subscribers")}
    for feed in feeds:
        plain = revealed(FeedSettings(url=feed["url"]))
        assert {**feed, "outlet": None} == plain
    for subscriber in subscribers:
        plain = revealed(SubscriberSettings(name=subscriber["name"], channels=subscriber["channels"]))
        assert subscriber == plain
