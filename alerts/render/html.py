"""An alert as HTML that mail programs and chats show alike: paragraphs, quotes, bold, links; no style, no script."""

from html import escape

from alerts.render.message import Line, Message
from alerts.render.story import Side, Story


def head(message: Message) -> str:
    """Return the first line, bold, as a paragraph."""
    return f"<p><b>{escape(message.head)}</b></p>"


def body(message: Message) -> str:
    """Return what follows the first line; figures are bold."""
    parts = [f"<p>{escape(message.intro)}</p>"] if message.intro else []
    parts += _story(message.story) if message.story else []
    parts += (
        ["<ul>" + "".join(f"<li>{_line(each)}</li>" for each in message.listed) + "</ul>"] if message.listed else []
    )
    return "\n".join(parts)


def _story(story: Story) -> list[str]:
    parts = [f"<p>{escape(story.summary)}</p>", *map(_side, story.shown)]
    parts += ["<ul>" + "".join(f"<li>{escape(point)}</li>" for point in story.points) + "</ul>"] if story.points else []
    parts += [f'<p><a href="{escape(story.page)}">All evidence</a></p>'] if story.page else []
    return parts


def _line(line: Line) -> str:
    return f'<a href="{escape(line.link)}">{escape(line.text)}</a>' if line.link else escape(line.text)


def _side(side: Side) -> str:
    outlet = f'<a href="{escape(side.link)}">{escape(side.outlet)}</a>' if side.link else escape(side.outlet)
    figure = f"<b>{escape(side.figure)}</b>" if side.figure else ""
    sources = ""
    if len(side.sources) > 1:
        sources = f"<br>Independent sources with this figure: {escape(', '.join(side.sources))}"
    return (
        f"<p><b>{side.role}:</b> {outlet}{' (ours)' if side.ours else ''}, {escape(side.time)}</p>"
        f"<blockquote>“{escape(side.before)}{figure}{escape(side.after)}”</blockquote>"
        f"<p>Source: {escape(side.source)}{sources}</p>"
    )
