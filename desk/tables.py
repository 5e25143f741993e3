"""Plain tables: aligned columns on a terminal and in a pipe alike."""

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, empty: str) -> None:
    """Print `rows` under `head`, or the sentence `empty` where there are none; into a pipe no line is cut."""
    console = Console(highlight=False, soft_wrap=True)
    if not rows:
        console.print(empty)
        return
    if not console.is_terminal:
        console.width = 10_000
    drawn = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in head:
        drawn.add_column(name, overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))
    console.print(drawn)
