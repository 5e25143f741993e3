"""Reads the lists of facts that ship with the package (enrich/data): tab-separated columns, `|` between variants."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources


def rows(name: str) -> Iterator[list[str]]:
    """Give the rows of a table as lists of columns; lines that open with # say what the columns are."""
    for line in lines(name):
        yield line.split("\t")


def lines(name: str) -> Iterator[str]:
    """Give the lines of a list, without comments and empty lines."""
    text = (resources.files("enrich") / "data" / name).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))


def variants(cell: str) -> list[str]:
    """Split a column that holds several names."""
    return [name for name in cell.split("|") if name]


def words(kind: str) -> list[str]:
    """Give the words of one kind in words.tsv, which holds the words that stand in or beside names."""
    return [word for name, cell in rows("words.tsv") if name == kind for word in variants(cell)]
