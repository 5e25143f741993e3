"""An alert as HTML that mail programs and chats show alike: paragraphs, quotes, bold, links; no style, no script."""

from html import escape

from alerts.render.story import Side, Story


def head(story: Story) -> str:
    """Return the first line, bold, as a paragraph."""
    return f"<p><b>{escape(story.finding)}</b></p>"


def body(story: Story) -> str:
    """Return what follows the first line; figures are bold."""
    parts = [f"<p>{escape(story.kind)}, confidence {story.confidence} %</p>", *map(_side, story.sides)]
    if story.reasons:
        parts.append("<ul>" + "".join(f"<li>{escape(reason)}</li>" for reason in story.reasons) + "</ul>")
    if story.page:
        parts.append(f'<p><a href="{escape(story.page)}">All evidence</a></p>')
    return "\n".join(parts)


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
