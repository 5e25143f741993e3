"""The one form that all corpora with named entities are read into."""

from __future__ import annotations

from dataclasses import dataclass

from enrich import lists


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A sentence and its names as (start, end, label), in order and apart from each other."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    source: str


Span = tuple[int, int, str]

TITLES = frozenset(lists.words("before a person"))
