"""Under which names a report is found again: two reports that could be of one quantity share at least one."""

from alerts.messages import Report

NAMES = 6
"""How many of an article's names and event words make buckets: enough to meet, few enough to write."""


def buckets(report: Report) -> tuple[str, ...]:
    """Return the names of the buckets of `report`, sorted.

    A bucket is a measure with a place, a name or an event word ("killed|gaza"): whatever two reports of one quantity
    have in common, they have the measure and one of those in common.
    """
    claim = report.claim
    keys = [*claim.where[:NAMES], *claim.events[:NAMES], *report.topics[:NAMES], *report.entities[:NAMES]]
    return tuple(sorted({f"{claim.measure}|{key.casefold()}" for key in keys if key}))
