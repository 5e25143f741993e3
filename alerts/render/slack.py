"""An alert as Slack's blocks, with a plain line for notifications. Texts are mrkdwn (docs.slack.dev, formatting)."""

from collections.abc import Iterable
from typing import Any

from alerts.render.message import Line, Message
from alerts.render.story import Side, Story

LONGEST = 2_900
"""Characters of a section; Slack takes 3,000."""

LONGEST_LINK = 1_500
"""Characters of an address that is still linked; a section cut in the middle of one would show it raw."""

_MARKS = str.maketrans({mark: f"{mark}\u200b" for mark in "*_~`"})


def escape(text: str) -> str:
    """Return `text` so that Slack shows it as it is: nobody is called, nothing is marked up or linked by it.

    Slack has no escape but for &, < and >; a zero-width space keeps the other marks from working.
    """
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return safe.translate(_MARKS).replace("@", "@\u200b").replace("://", ":\u200b//")


def render(message: Message, body: str | None = None) -> dict[str, Any]:
    """Return `text` and `blocks` of chat.postMessage; `body` is mrkdwn in place of what follows the first line."""
    blocks = [_section(f"*{escape(message.head)}*")]
    if body is None:
        blocks += [_context(escape(message.intro))] if message.intro else []
        blocks += _story(message.story) if message.story else []
    else:
        blocks += _sections(body.split("\n"))
    blocks += [_image(message)] if message.picture else []
    blocks += _sections(map(_line, message.listed)) if body is None else []
    return {"text": escape(message.head), "blocks": blocks[:50]}


def note(message: Message) -> dict[str, Any]:
    """Return the short answer in the thread of a message that now says the rest itself."""
    head = escape(message.head)
    return {"text": head, "blocks": [_section(f"*{head}*"), _context("The message above now says so.")]}


def _story(story: Story) -> list[dict[str, Any]]:
    blocks = [_section(_side(side)) for side in story.shown]
    points = [story.summary, *story.points]
    text = "\n".join(escape(point) for point in points)
    return [*blocks, _context(text + (f"\n<{address(story.page)}|All evidence>" if story.page else ""))]


def _side(side: Side) -> str:
    outlet = _linked(side.outlet, side.link)
    # Marks work at the ends of words alone; a stop may follow them at once.
    gap = "" if side.after[:1] in (",", ".", ";", ":", "!", "?", ")") else " "
    figure = f" *{escape(side.figure.strip())}*{gap}" if side.figure.strip() else ""
    quote = f"{escape(side.before).rstrip()}{figure}{escape(side.after).lstrip()}"
    rows = [f"*{side.role}:* {outlet}{' (ours)' if side.ours else ''}, {escape(side.time)}", f"> “{quote}”"]
    rows += [f"Source: {escape(side.source)}"]
    if len(side.sources) > 1:
        rows += [f"{len(side.sources)} independent sources: {escape(', '.join(side.sources))}"]
    return "\n".join(rows)


def _line(line: Line) -> str:
    return f"• {_linked(line.text, line.link)}"


def _linked(text: str, link: str) -> str:
    where = address(link)
    return f"<{where}|{escape(text)}>" if 0 < len(where) <= LONGEST_LINK else escape(text)


def _sections(rows: Iterable[str]) -> list[dict[str, Any]]:
    blocks, text = [], ""
    for row in rows:
        if text.strip() and len(text) + len(row) > LONGEST:
            blocks.append(_section(text))
            text = ""
        text = f"{text}\n{row}" if text else row
    return [*blocks, _section(text)] if text.strip() else blocks


def address(link: str) -> str:
    """Return `link` (see `alerts.render.clean.link`) for the inside of a link's angle brackets."""
    return link.replace("&", "&amp;").replace("|", "%7C").replace("@", "%40")


def _image(message: Message) -> dict[str, Any]:
    return {"type": "image", "image_url": message.picture, "alt_text": f"Timeline: {message.head}"[:2000]}


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text[:LONGEST], "verbatim": True}}


def _context(text: str) -> dict[str, Any]:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text[:LONGEST], "verbatim": True}]}
