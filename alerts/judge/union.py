"""Sets of names that grow together."""


class Union:
    """Disjoint sets of names; joining two names makes one of their sets."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def add(self, name: str) -> None:
        """Put `name` into a set of its own, unless it is in one."""
        self._parent.setdefault(name, name)

    def join(self, one: str, other: str) -> None:
        """Make one of the sets of both names."""
        self.add(one)
        self.add(other)
        a, b = sorted((self._root(one), self._root(other)))
        self._parent[b] = a

    def sets(self) -> list[list[str]]:
        """Return the sets, each in the order in which its names came."""
        found: dict[str, list[str]] = {}
        for name in self._parent:
            found.setdefault(self._root(name), []).append(name)
        return list(found.values())

    def _root(self, name: str) -> str:
        while self._parent[name] != name:
            name = self._parent[name]
        return name
