"""An alert as the HTML of an e-mail: styles inline, as mail programs drop others; readable in light and dark."""

from collections.abc import Sequence
from html import escape

from alerts.render.message import Line, Message
from alerts.render.story import Side, Story

_PAGE = (
    "font:16px/1.5 -apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif;max-width:640px;margin:0 auto;padding:16px"
)
_QUOTE = "margin:6px 0;padding:8px 12px;border-left:4px solid #c2410c;overflow-wrap:anywhere"
_FAINT = "margin:4px 0;font-size:14px;opacity:.75"
_FIGURE = "background:#fde68a;color:#111;padding:0 3px;border-radius:3px"


def render(message: Message) -> str:
    """Return the whole document."""
    parts = [f'<h1 style="font-size:20px;line-height:1.3;margin:0 0 12px">{escape(message.head)}</h1>']
    parts += [f'<p style="{_FAINT}">{escape(message.intro)}</p>'] if message.intro else []
    parts += _story(message.story) if message.story else []
    parts += [_picture(message)] if message.picture else []
    parts += [_list(message.listed)] if message.listed else []
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(message.head)}</title></head>"
        f'<body style="{_PAGE}">{"".join(parts)}</body></html>'
    )


def _picture(message: Message) -> str:
    alt = escape(f"Timeline of the figures: {message.head}")
    return f'<p><img src="{escape(message.picture)}" alt="{alt}" width="608" style="max-width:100%;height:auto"></p>'


def _story(story: Story) -> list[str]:
    parts = [_side(side) for side in story.shown]
    points = (story.summary, *story.points)
    shown = "".join(f'<p style="{_FAINT}">{escape(point)}</p>' for point in points)
    parts += [f'<div style="margin-top:16px">{shown}</div>']
    if story.page:
        button = "display:inline-block;margin-top:8px;padding:8px 14px;background:#1d4ed8;color:#fff;border-radius:4px"
        parts += [f'<p><a href="{escape(story.page)}" style="{button};text-decoration:none">All evidence</a></p>']
    return parts


def _side(side: Side) -> str:
    outlet = f'<a href="{escape(side.link)}">{escape(side.outlet)}</a>' if side.link else escape(side.outlet)
    figure = f'<b style="{_FIGURE}">{escape(side.figure)}</b>' if side.figure else ""
    source = f"Source: {escape(side.source)}"
    if len(side.sources) > 1:
        source += f" · {len(side.sources)} independent sources: {escape(', '.join(side.sources))}"
    return (
        f'<p style="margin:16px 0 0"><b>{side.role}:</b> {outlet}{" (ours)" if side.ours else ""}, '
        f"{escape(side.time)}</p>"
        f'<blockquote style="{_QUOTE}">“{escape(side.before)}{figure}{escape(side.after)}”</blockquote>'
        f'<p style="{_FAINT}">{source}</p>'
    )


def _list(lines: Sequence[Line]) -> str:
    rows = "".join(f'<li style="margin:6px 0">{_line(each)}</li>' for each in lines)
    return f'<ul style="padding-left:20px">{rows}</ul>'


def _line(line: Line) -> str:
    return f'<a href="{escape(line.link)}">{escape(line.text)}</a>' if line.link else escape(line.text)
