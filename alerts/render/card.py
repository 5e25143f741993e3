"""An alert as an Adaptive Card, in the envelope that a Teams workflow takes.

A TextBlock knows a little Markdown; its marks are escaped. Figures are marked in a RichTextBlock, whose TextRuns know
none (adaptivecards.io).
"""

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from alerts.render.message import Line, Message
from alerts.render.story import Side, Story

LARGEST = 25_000
"""Bytes of a card; Teams takes messages of 28 KB."""

_PUNCTUATION = re.compile(r"([\\`*_{}\[\]()#+.!>~|-])")


def escape(text: str) -> str:
    """Return `text` so that a TextBlock shows it as it is."""
    return _PUNCTUATION.sub(r"\\\1", text).replace("&", "&amp;").replace("<", "&lt;").replace("@", "@\u200b")


def render(message: Message, own: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return what is posted to the workflow: the built-in card, or the desk's `own`."""
    content = _card(message) if own is None else own
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": content}
    return {"type": "message", "attachments": [attachment]}


def _card(message: Message) -> dict[str, Any]:
    body = [_text(message.head, size="Large", weight="Bolder")]
    body += [_text(message.intro, isSubtle=True)] if message.intro else []
    body += _story(message.story) if message.story else []
    if message.picture:
        body.append(
            {"type": "Image", "url": message.picture, "altText": f"Timeline: {message.head}", "size": "Stretch"}
        )
    body += _lines(message.listed, LARGEST - len(msgspec.json.encode(body)))
    card: dict[str, Any] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "fallbackText": message.head,
        "body": body,
        "msteams": {"width": "Full"},
    }
    if message.story and message.story.page:
        card["actions"] = [{"type": "Action.OpenUrl", "title": "All evidence", "url": message.story.page}]
    return card


def _story(story: Story) -> list[dict[str, Any]]:
    blocks = [block for side in story.shown for block in _side(side)]
    points = (_text(point, isSubtle=True, spacing="Small") for point in story.points)
    return [*blocks, _text(story.summary, separator=True), *points]


def _side(side: Side) -> list[dict[str, Any]]:
    outlet = f"[{escape(side.outlet)}]({side.link})" if side.link else escape(side.outlet)
    who = f"**{side.role}:** {outlet}{' (ours)' if side.ours else ''}, {escape(side.time)}"
    runs: list[dict[str, Any]] = [{"type": "TextRun", "text": f"“{side.before}"}]
    if side.figure:
        runs.append({"type": "TextRun", "text": side.figure, "weight": "Bolder", "highlight": True})
    runs.append({"type": "TextRun", "text": f"{side.after}”"})
    source = f"Source: {side.source}"
    if len(side.sources) > 1:
        source += f" · {len(side.sources)} independent sources: {', '.join(side.sources)}"
    return [
        {"type": "TextBlock", "text": who, "wrap": True, "separator": True},
        {"type": "RichTextBlock", "inlines": runs, "spacing": "Small"},
        _text(source, isSubtle=True, spacing="Small"),
    ]


def _lines(lines: Sequence[Line], room: int) -> list[dict[str, Any]]:
    """Return as many of `lines` as fit into `room` bytes, and how many do not."""
    blocks: list[dict[str, Any]] = []
    for place, each in enumerate(lines):
        block = _line(each.text, each.link)
        room -= len(msgspec.json.encode(block)) + 1
        if room < 0:
            return [*blocks, _line(f"and {len(lines) - place} more lines", "")]
        blocks.append(block)
    return blocks


def _line(text: str, link: str) -> dict[str, Any]:
    shown = f"[{escape(text)}]({link})" if link else escape(text)
    return {"type": "TextBlock", "text": f"\u2022 {shown}", "wrap": True, "spacing": "Small"}


def _text(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "TextBlock", "text": escape(text), "wrap": True, **more}
