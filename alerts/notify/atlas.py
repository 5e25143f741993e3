"""What lies inside what, as a port: places and bodies by whatever name.

The list of places is the reader's (enrich); whoever starts the stage hands it over.
"""

from collections.abc import Sequence
from typing import Protocol


class Atlas(Protocol):
    """Knows places and bodies by their names."""

    def place(self, name: str) -> Sequence[str]:
        """Return the canonical name of the place, then those of all that contains it, from the nearest outwards."""
        ...

    def body(self, name: str) -> Sequence[str]:
        """Return the canonical name of the body, then that of the country that it belongs to, if it does to one."""
        ...


class NoAtlas:
    """Knows nothing: every name is itself, inside nothing."""

    def place(self, name: str) -> Sequence[str]:
        """Return the name."""
        return [name]

    def body(self, name: str) -> Sequence[str]:
        """Return the name."""
        return [name]
