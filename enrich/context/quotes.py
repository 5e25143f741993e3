"""Where quotations stand in a text."""

import re

_MARK = re.compile(r"[“”„«»\"]|``|''")
_OPEN = {"“", "„", "«", "``"}
_CLOSE = {"”", "»", "''"}
_LEAST = 4
"""Words from which on a quotation is speech; fewer are a term or a scare quote."""


def quotations(text: str) -> list[tuple[int, int]]:
    """Return the spans (start, end) of quoted speech in `text`, marks included, in order.

    A quotation that a paragraph leaves open goes on where the next paragraph opens with a mark, as newspapers print
    it; otherwise it ends with its paragraph. Terms in quotation marks (fewer than four words) are left out.
    """
    spans: list[tuple[int, int]] = []
    for start, end in _paragraphs(text):
        opened: int | None = None
        for mark in _MARK.finditer(text, start, end):
            sign = mark.group()
            if opened is None:
                if sign in _OPEN or (sign == '"' and _opens(text, mark.start(), start, end)):
                    opened = mark.start()
            elif sign in _CLOSE or sign == '"' or (sign == "“" and text[opened] == "”"):
                spans.append((opened, mark.end()))
                opened = None
        if opened is not None:
            spans.append((opened, end))
    return [(start, end) for start, end in spans if len(text[start:end].split()) >= _LEAST]


def _opens(text: str, at: int, start: int, end: int) -> bool:
    """Tell whether a straight mark opens: a word follows it, and white space or an opening mark comes before."""
    before = text[at - 1] if at > start else " "
    after = text[at + 1] if at + 1 < end else " "
    return not after.isspace() and (before.isspace() or before in "([-–—'‘:,")


def _paragraphs(text: str) -> list[tuple[int, int]]:
    spans, start = [], 0
    for gap in re.finditer(r"\n\s*\n", text):
        spans.append((start, gap.start()))
        start = gap.end()
    spans.append((start, len(text)))
    return spans
