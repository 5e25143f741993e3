"""An alert as CommonMark, which Apprise turns into what Slack and others want."""

import re

from alerts.render.message import Line, Message
from alerts.render.story import Side, Story

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def escape(text: str) -> str:
    """Return `text` so that CommonMark shows it as it is, and nobody is called by it.

    A zero-width space after "@" keeps chats from taking "@everyone" in a quote for a call.
    """
    return _PUNCTUATION.sub(r"\\\1", text).replace("@", "@\u200b")


def head(message: Message) -> str:
    """Return the first line, bold."""
    return f"**{escape(message.head)}**"


def body(message: Message) -> str:
    """Return what follows the first line; figures are bold."""
    parts = [escape(message.intro)] if message.intro else []
    parts += _story(message.story) if message.story else []
    parts += ["\n".join(f"- {_line(each)}" for each in message.listed)] if message.listed else []
    return "\n\n".join(parts)


def _story(story: Story) -> list[str]:
    parts = [story.summary, *map(_side, story.shown)]
    parts += ["\n".join(f"- {escape(point)}" for point in story.points)] if story.points else []
    parts += [f"[All evidence](<{story.page}>)"] if story.page else []
    return parts


def _line(line: Line) -> str:
    return f"[{escape(line.text)}](<{line.link}>)" if line.link else escape(line.text)


def _side(side: Side) -> str:
    outlet = f"[{escape(side.outlet)}](<{side.link}>)" if side.link else escape(side.outlet)
    lines = [f"**{side.role}:** {outlet}{' (ours)' if side.ours else ''}, {escape(side.time)}"]
    lines += [f"> “{escape(side.before)}{_bold(side.figure)}{escape(side.after)}”"]
    lines += ["", f"Source: {escape(side.source)}"]
    if len(side.sources) > 1:
        lines += ["", f"Independent sources with this figure: {escape(', '.join(side.sources))}"]
    return "\n".join(lines)


def _bold(text: str) -> str:
    inner = text.strip()
    return f"{' ' * (text[:1] == ' ')}**{escape(inner)}**{' ' * (text[-1:] == ' ')}" if inner else ""
