"""The reader's lists of places and bodies, as the notifier asks for them (`alerts.notify.atlas`)."""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from enrich import bodies, lists, places


class ListedAtlas:
    """Knows the places and bodies of the lists that ship with figurewatch; they are read on first use."""

    def place(self, name: str) -> Sequence[str]:
        """Return the canonical name of the place, then those of all that contains it, from the nearest outwards."""
        return _chain(name)

    def body(self, name: str) -> Sequence[str]:
        """Return the canonical name of the body, then that of the country that it belongs to, if it does to one."""
        found = bodies.canonical(name)
        if found.country is None:
            return (found.name,)
        return (found.name, _countries().get(found.country, found.country))


@lru_cache(20_000)
def _chain(name: str) -> Sequence[str]:
    return places.resolve(name).chain


@cache
def _countries() -> Mapping[str, str]:
    return {code: name for code, name, *_ in lists.rows("countries.tsv")}
