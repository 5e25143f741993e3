"""Sets of names that grow together."""

from collections.abc import Sequence


class Union:
    """Disjoint sets of names; joining two names makes one of their sets."""

    def __init__(self) -> None:
        self._set: dict[str, list[str]] = {}

    def of(self, name: str) -> Sequence[str]:
        """Return the names in the set of `name`, which is put into one of its own where it is in none."""
        return self._set.setdefault(name, [name])

    def join(self, one: str, other: str) -> None:
        """Make one of the sets of both names."""
        kept, gone = self.of(one), self.of(other)
        if kept is not gone:
            both = [*kept, *gone]
            self._set.update(dict.fromkeys(both, both))

    def sets(self) -> list[Sequence[str]]:
        """Return the sets."""
        return list({id(each): each for each in self._set.values()}.values())
