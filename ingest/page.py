"""The text of an article's page, as a frozen value, and the words for pages that hold none."""

from typing import Literal

import msgspec

Stub = Literal["", "paywall", "consent", "blocked", "empty"]
"""Why a page holds no article: its text is sold, it asks for consent, it takes us for a robot, it has no text; "" where
it does hold one."""


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One reading of an article's page.

    Attributes:
        title: as the page has it, "" where it has none.
        body: plain text, paragraphs separated by a blank line, cut at the limit that the extractor was given.
        cut: whether `body` was longer.
        language: BCP 47 tag as declared, None where not.
        stub: why there is no article in it.
    """

    title: str = ""
    body: str = ""
    cut: bool = False
    language: str | None = None
    stub: Stub = ""
