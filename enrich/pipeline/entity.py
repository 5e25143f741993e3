"""What a named entity is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A name in a text: where it stands (code points), what it names, and its words."""

    start: int
    end: int
    label: str
    text: str


LABELS = frozenset({"PERSON", "ORG", "LOC", "NORP"})
"""Persons, organisations, places; and nationalities, religious and political groups."""
