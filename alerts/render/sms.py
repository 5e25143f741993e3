"""An alert in the length of a text message: the first line, and the address of the page where that fits whole."""

from alerts.render.clean import line
from alerts.render.message import Message


def render(message: Message, longest: int = 160) -> str:
    """Return the message in at most `longest` characters."""
    page = message.story.page if message.story else ""
    if page and len(page) <= longest // 2:
        return f"{line(message.head, longest - len(page) - 1)} {page}"
    return line(message.head, longest)
