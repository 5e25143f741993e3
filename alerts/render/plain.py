"""An alert as plain text."""

from alerts.render.message import Message
from alerts.render.story import Side, Story


def head(message: Message) -> str:
    """Return the first line."""
    return message.head


def body(message: Message) -> str:
    """Return what follows the first line; figures stand between asterisks."""
    parts = [message.intro] if message.intro else []
    parts += _story(message.story) if message.story else []
    parts += ["\n".join(f"- {each.text} {each.link}".rstrip() for each in message.listed)] if message.listed else []
    return "\n\n".join(parts)


def _story(story: Story) -> list[str]:
    parts = [story.summary, *map(_side, story.shown)]
    parts += ["\n".join(f"- {point}" for point in story.points)] if story.points else []
    parts += [f"All evidence: {story.page}"] if story.page else []
    return parts


def _side(side: Side) -> str:
    figure = f"*{side.figure}*" if side.figure else ""
    lines = [f"{side.role}: {side.outlet}{' (ours)' if side.ours else ''}, {side.time}"]
    lines += [f"“{side.before}{figure}{side.after}”"]
    lines += [f"Source: {side.source}"]
    lines += [f"Independent sources with this figure: {', '.join(side.sources)}"] if len(side.sources) > 1 else []
    lines += [side.link] if side.link else []
    return "\n".join(lines)
