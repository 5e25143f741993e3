"""An alert in the length of a text message: the first line, and the address of the page where that fits whole.

Where the first line is too long, both figures come first, since it is its end that is cut.
"""

from alerts.render.clean import line
from alerts.render.message import Message


def render(message: Message, longest: int = 160) -> str:
    """Return the message in at most `longest` characters."""
    page = message.story.short if message.story else ""
    end = f" {page}" if page and len(page) <= longest // 2 else ""
    room, text = longest - len(end), message.head
    if message.story and len(text) > room:
        values = ", ".join(f"{side.value} ({side.source})" for side in message.story.sides)
        text = f"{values}: {message.story.label or message.head}"
    return line(text, room) + end
