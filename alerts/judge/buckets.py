"""Under which names a report is found again: two reports that could be of one quantity share at least one."""

from functools import lru_cache

from alerts.judge.words import name_root
from alerts.messages import Report

NAMES = 6
"""How many of the names around a figure make buckets: more find nothing that fewer miss, and each is a key to keep."""

_KINDS = frozenset(
    """
    agency army association authority bank board bureau centre center city club college commission committee company
    corp corporation council county court department district division federation firm force forces foundation
    government group hospital inc institute ltd military ministry office organisation organization parliament party
    police province region school senate service services society state states team union university
    """.split()  # noqa: SIM905
)
"""Words for kinds of bodies and places: they end many names, and figures that share but one of them share nothing."""

_NEAREST = 3
"""Places of the figure itself that come before the names of its article's title and lead."""


def buckets(report: Report) -> tuple[str, ...]:
    """Return the names of the buckets of `report`, the most telling first.

    A bucket is a measure and its unit with a name ("killed:1|gaza"): a place of the figure, a name in the article's
    title or lead, or another that the article is full of. Figures whose articles have no name in common are never taken
    for one quantity (`alerts.judge.apart`).
    """
    claim = report.claim
    roots = _roots(claim.where, report.topics, report.entities)
    return tuple([f"{claim.measure}:{claim.base_unit}|{root}" for root in roots])


@lru_cache(maxsize=1_000)
def _roots(places: tuple[str, ...], topics: tuple[str, ...], entities: tuple[str, ...]) -> tuple[str, ...]:
    """Return the roots of a figure's names, the most telling first; the figures of an article often share them."""
    titled = [name for name in topics if name[:1].isupper()]
    names = (*places[:_NEAREST], *titled, *places[_NEAREST:], *entities)
    return tuple(dict.fromkeys(root for name in names if (root := _root(name))))[:NAMES]


@lru_cache(maxsize=10_000)
def _root(name: str) -> str:
    """Return the root of the word of `name` that tells most, "" for none.

    That is the last one with a capital, as surnames tell people apart, but no word for a kind of body.
    """
    words = [word for word in name.split() if word[:1].isupper() and word.lower() not in _KINDS]
    return next((root for word in reversed(words) if (root := name_root(word))), "")
