"""A message in ever fewer words, for channels that take only so much."""

from collections.abc import Iterator
from dataclasses import replace

from alerts.render.message import Line, Message
from alerts.render.story import Side

_FEW = 2
"""Further alerts that are still listed where there is little room."""

_NEAR = 60
"""Characters of a quote on either side of its figure, where there is little room."""


def shorter(message: Message) -> Iterator[Message]:
    """Yield `message`, then less and less of it; the first line and the link to all evidence stay.

    First go further alerts, then what is said beside the quotes, most of the quotes and of what our own outlets have,
    and the earlier side.
    """
    yield message
    if message.story is None:
        for most in (20, 10, 5, _FEW):
            yield replace(message, lines=_first(message.lines, most))
        return
    few = replace(message, lines=_first(message.lines, _FEW))
    yield few
    bare = replace(message.story, reasons=(), clashes=())
    yield replace(few, story=bare)
    near = replace(bare, sides=tuple(map(_near, bare.sides)))
    ours = tuple(Line(text=each.text) for each in message.ours)
    yield replace(message, ours=ours[:_FEW], lines=(), story=near)
    yield replace(message, ours=ours[:1], lines=(), story=replace(near, brief=True))


def _first(lines: tuple[Line, ...], most: int) -> tuple[Line, ...]:
    return lines if len(lines) <= most else (*lines[:most], Line(text="and more"))


def _near(side: Side) -> Side:
    before = side.before if len(side.before) <= _NEAR else "…" + side.before[-_NEAR:]
    after = side.after if len(side.after) <= _NEAR else side.after[:_NEAR] + "…"
    return replace(side, before=before, after=after, sources=side.sources[:3])
